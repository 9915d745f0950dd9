"""``prp try``: the whole bot on this machine, with its own workspace and mail, and no account anywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from forms.words import say


class Story(StrEnum):
    """A case that plays by itself."""

    SCR = "scr"
    LEARNING = "learning"
    GOOD_PRACTICE = "good-practice"


def try_(
    console: Annotated[bool, typer.Option("--console", help=say("help.try_console"))] = False,
    story: Annotated[Story | None, typer.Option("--story", help=say("help.try_story"))] = None,
) -> None:
    """Play a story unattended, or let a person refer a case in the terminal."""
    if story is not None and console:
        raise typer.BadParameter(say("command_line.try.one_of_both"))
    if story is not None:
        from bot.trial.story import play

        play(story.replace("-", "_"))
    else:
        from bot.trial.console import converse

        converse()
