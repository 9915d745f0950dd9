"""What was newly said to anybody: messages in Slack and mails, each shown once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from bot.trial import drawing, world
from bot.trial.world import World
from forms.words import say

Message = dict[str, Any]


class News:
    """Shows messages and mails that came or were changed since it last showed some; from its making on."""

    def __init__(self, marram: World, console: Console) -> None:
        self._world = marram
        self._console = console
        self._messages_seen = {place: _as_seen(found) for place, found in self._messages().items()}
        self._mails_seen = len(marram.mailroom.letters)

    def show(self) -> int:
        """Show what is new; tells how much it was."""
        return self._show_messages() + self._show_mails()

    def _show_messages(self) -> int:
        shown = 0
        for place, messages in self._messages().items():
            seen, now = self._messages_seen[place], _as_seen(messages)
            for message in messages:
                if seen.get(message["ts"]) != now[message["ts"]]:
                    title = say("try.drawn_anew", place=place) if message["ts"] in seen else place
                    self._console.print(drawing.message(title, message["text"], message.get("blocks", [])))
                    shown += 1
            self._messages_seen[place] = now
        return shown

    def _show_mails(self) -> int:
        new = self._world.mailroom.letters[self._mails_seen :]
        for letter in new:
            self._console.print(drawing.mail(letter))
        self._mails_seen += len(new)
        return len(new)

    def _messages(self) -> dict[str, list[Message]]:
        found = {
            say("try.direct_message", who=name): self._world.person(user).messages for user, name in world.NAMES.items()
        }
        return found | {say("try.panel_channel"): self._world.workspace.messages(world.PANEL_CHANNEL)}


def _as_seen(messages: Sequence[Message]) -> dict[str, str]:
    """Give what stands in each message, by its moment."""
    return {message["ts"]: repr((message["text"], message.get("blocks"))) for message in messages}
