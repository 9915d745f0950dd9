"""What was newly said to anybody: messages in Slack and mails, each shown once."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from bot.trial import drawing, world
from bot.trial.world import World
from forms.words import say


class News:
    """Shows messages and mails that came since it last showed some; from its making on."""

    def __init__(self, marram: World, console: Console) -> None:
        self._world = marram
        self._console = console
        self._messages_seen = {place: len(found) for place, found in self._messages().items()}
        self._mails_seen = len(marram.mailroom.letters)

    def show(self) -> int:
        """Show what is new; tells how much it was."""
        return self._show_messages() + self._show_mails()

    def _show_messages(self) -> int:
        shown = 0
        for place, messages in self._messages().items():
            for message in messages[self._messages_seen[place] :]:
                self._console.print(drawing.message(place, message["text"], message.get("blocks", [])))
                shown += 1
            self._messages_seen[place] = len(messages)
        return shown

    def _show_mails(self) -> int:
        new = self._world.mailroom.letters[self._mails_seen :]
        for letter in new:
            self._console.print(drawing.mail(letter))
        self._mails_seen += len(new)
        return len(new)

    def _messages(self) -> dict[str, list[dict[str, Any]]]:
        found = {
            say("try.direct_message", who=name): self._world.person(user).messages for user, name in world.NAMES.items()
        }
        return found | {say("try.panel_channel"): self._world.workspace.messages(world.PANEL_CHANNEL)}
