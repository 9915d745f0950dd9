"""The first thing shown: what to do if a child is in danger now (docs/procedure.md, section 1)."""

from __future__ import annotations

from handlers.access import Act, may, require
from handlers.referral.drafts import draft_lines
from handlers.screens import Welcome
from handlers.work import Work


def welcome(work: Work) -> Welcome:
    """Give the Board's names and telephone numbers, and the drafts to go on with.

    Raises `Refused` for somebody who may not refer.
    """
    require(work.tx, work.actor, Act.REFER)
    board = work.board
    return Welcome(
        board.name,
        board.panel_name,
        board.front_door,
        board.out_of_hours,
        draft_lines(work),
        in_conversation=board.answers_in_conversation,
        may_enter_on_behalf=may(work.tx, work.actor, Act.ENTER_ON_BEHALF),
    )
