"""What to do if a child is in danger now: shown first, and never out of sight (docs/procedure.md, section 1)."""

from __future__ import annotations

from bot.slack.payload import Json
from bot.slack.views.blocks import header, paragraph, small
from forms.words import say
from handlers.board import Board


def danger_first(front_door: str, out_of_hours: str) -> list[Json]:
    """Give the prominent form, for the first screen."""
    return [
        header(say("screens.danger.title")),
        paragraph(say("screens.danger.calls", front_door=front_door, out_of_hours=out_of_hours)),
        paragraph(say("screens.danger.not_this_form")),
    ]


def danger_line(board: Board) -> Json:
    """Give the short form, for every further screen of a referral."""
    return small(say("screens.danger.line", front_door=board.front_door, out_of_hours=board.out_of_hours))
