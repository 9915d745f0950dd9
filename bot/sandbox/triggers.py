"""Trigger ids: each may open one view, within three seconds (https://docs.slack.dev/interactivity/handling-user-interaction)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.objects import SlackError

GOOD_FOR_SECONDS = 3.0


@dataclass
class Trigger:
    """One interaction of a person that a view can be opened for; `view_id` is the modal it happened in."""

    user_id: str
    view_id: str | None
    issued_at: float
    used: bool = False


class Triggers:
    """The trigger ids given out so far."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        """Give a new trigger id for an interaction of this person."""
        number = len(self._issued) + 1
        trigger_id = f"{number}.{1_000_000 + number}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user_id, view_id, self._clock())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger id.

        Raises SlackError `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.issued_at > GOOD_FOR_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
