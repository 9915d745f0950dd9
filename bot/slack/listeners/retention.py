"""Holding a case, so that it is not erased, and lifting that."""

from __future__ import annotations

from bot.slack.listeners.case import errors_at_fields
from bot.slack.payload import Kind
from bot.slack.replies import Reply, Show
from bot.slack.routes import Route, Step, case_id, may_in_case
from bot.slack.views import retention as views
from bot.slack.views.after_sending import back_to_case
from bot.slack.views.read_state import typed_text
from bot.slack.views.told import told_view
from forms.words import say
from handlers.access import Act
from handlers.retention.holding import Hold, Lift, hold, hold_form, lift, lifting_form
from handlers.retention.screens import Held, HoldScreen, Lifted, LiftScreen


def ask_hold(step: Step) -> Reply:
    """Show what holding a case does and where the reason is given."""
    screen = hold_form(step.work, case_id(step))
    return _held(screen) if isinstance(screen, Held) else Show(views.hold_view(screen))


def hold_case(step: Step) -> Reply:
    """Hold a case, or say at the field what is to be put right."""
    about = step.about
    screen = hold(step.work, Hold(about.case_id, about.new_id, **typed_text(step.view)))
    return errors_at_fields(step, screen.errors) if isinstance(screen, HoldScreen) else _held(screen)


def ask_lifting(step: Step) -> Reply:
    """Show where a legal hold is lifted."""
    screen = lifting_form(step.work, case_id(step))
    return _lifted(screen) if isinstance(screen, Lifted) else Show(views.lifting_view(screen))


def lift_hold(step: Step) -> Reply:
    """Lift a legal hold, or say at the field what is to be put right."""
    about = step.about
    screen = lift(step.work, Lift(about.case_id, about.prior_id, **typed_text(step.view)))
    if isinstance(screen, LiftScreen) and screen.errors:
        return errors_at_fields(step, screen.errors)
    return _lifted(screen) if isinstance(screen, Lifted) else Show(views.lifting_view(screen))


def _held(held: Held) -> Reply:
    said = say("screens.told.held", reference=held.reference)
    return Show(told_view(say("screens.told.held_title"), said, back_to_case(held.case_id)), held.case_id)


def _lifted(lifted: Lifted) -> Reply:
    said = say("screens.told.hold_lifted", reference=lifted.reference)
    return Show(told_view(say("screens.told.hold_lifted_title"), said, back_to_case(lifted.case_id)), lifted.case_id)


_holds = may_in_case(Act.HOLD_CASE)

ROUTES = (
    Route(Kind.CLICK, "hold_case", _holds, ask_hold),
    Route(Kind.SUBMISSION, views.HOLD_CALLBACK, _holds, hold_case),
    Route(Kind.CLICK, "lift_hold", _holds, ask_lifting),
    Route(Kind.SUBMISSION, views.LIFTING_CALLBACK, _holds, lift_hold),
)
