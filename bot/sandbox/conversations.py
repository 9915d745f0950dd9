"""Channels, direct messages and what was written in them.

Shapes: https://docs.slack.dev/reference/objects/conversation-object and
https://docs.slack.dev/reference/events/message
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.objects import JsonObject, SlackError

Kind = Literal["private", "public", "direct"]


class Timestamps:
    """Message timestamps: seconds of the workspace's clock and six digits that make each one unique and rising."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """Give the next timestamp, such as `1764000000.000100`."""
        self._last = max(int(self._clock() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


@dataclass
class Channel:
    """One conversation; a direct one is between the bot and one person."""

    id: str
    name: str
    kind: Kind
    members: set[str]
    is_archived: bool = False
    messages: list[JsonObject] = field(default_factory=list)

    def message(self, ts: str) -> JsonObject:
        """Give the message with this timestamp; raises SlackError `message_not_found`."""
        for message in self.messages:
            if message["ts"] == ts:
                return message
        raise SlackError("message_not_found")

    def described(self, *, member: str) -> JsonObject:
        """Give the conversation object, as the member sees it."""
        described: JsonObject = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.is_archived,
            "is_im": self.kind == "direct",
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_private": self.kind != "public",
            "is_mpim": False,
        }
        if self.kind == "direct":
            return described | {"user": next(iter(self.members - {member}), member)}
        is_member = member in self.members
        return described | {"name": self.name, "name_normalized": self.name, "is_member": is_member}

    @property
    def scope_family(self) -> str:
        """The first part of the scopes that reading this kind needs: `groups`, `channels` or `im`."""
        return {"private": "groups", "public": "channels", "direct": "im"}[self.kind]
