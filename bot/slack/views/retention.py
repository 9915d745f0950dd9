"""Screens on which a case is held, so that it is not erased, and on which that is lifted."""

from __future__ import annotations

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import modal, paragraph
from bot.slack.views.inputs import Place, field, text_input
from forms.words import say
from handlers.retention.screens import HoldScreen, LiftScreen

HOLD_CALLBACK = "hold"
LIFTING_CALLBACK = "lifting"


def hold_view(screen: HoldScreen) -> Json:
    """Draw what holding a case does, and where the reason is typed."""
    return modal(
        screen.reference,
        [*(paragraph(text) for text in say("screens.hold.explained").split("\n\n")), _reason("hold")],
        callback_id=HOLD_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, new_id=screen.hold_id),
        submit=say("screens.buttons.hold"),
    )


def lifting_view(screen: LiftScreen) -> Json:
    """Draw what lifting a legal hold does, and where the reason is typed."""
    return modal(
        screen.reference,
        [paragraph(say("screens.lifting.explained")), _reason("lifting")],
        callback_id=LIFTING_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, prior_id=screen.hold_id),
        submit=say("screens.buttons.lift"),
    )


def _reason(which: str) -> Json:
    label, hint = say(f"screens.{which}.label"), say(f"screens.{which}.hint")
    return field(Place("reason"), label, text_input(lines=True), hint=hint)
