"""Referrals by email, worked by the business unit: the list, one opened, and what becomes of it."""

from __future__ import annotations

from typing import Literal

from bot.slack.listeners.case import errors_at_fields
from bot.slack.payload import Kind
from bot.slack.replies import Reply, Show
from bot.slack.routes import Route, Step, may
from bot.slack.views import intake as views
from bot.slack.views.after_sending import back_to_case
from bot.slack.views.blocks import button, buttons
from bot.slack.views.read_state import typed_text
from bot.slack.views.told import told_view
from forms.words import say
from handlers.access import Act
from handlers.access import may as may_do
from handlers.intake import about_case, looking, working
from handlers.intake.screens import AttachScreen, IntakeDone, IntakeScreen


def show_intakes(step: Step) -> Reply:
    """Show what waits for the business unit."""
    return _list(step)


def more_intakes(step: Step) -> Reply:
    """Go on with the list."""
    kind, _, after = step.value.partition(":")
    return _list(step, waiting=kind != "done", after=after)


def other_intakes(step: Step) -> Reply:
    """Show what was dealt with, or from the beginning those that wait."""
    return _list(step, waiting=step.value != "done")


def open_intake(step: Step) -> Reply:
    """Show one intake."""
    return Show(views.intake_view(looking.open_intake(step.work, intake_id(step))))


def show_part(step: Step) -> Reply:
    """Show another part of a long intake."""
    screen = looking.open_intake(step.work, step.about.intake_id)
    return Show(views.intake_view(screen, part=int(step.value)))


def use_suggestion(step: Step) -> Reply:
    """Make an answer of what was likely."""
    return _settled(step, "confirm")


def leave_suggestion(step: Step) -> Reply:
    """Leave out what was likely."""
    return _settled(step, "refuse")


def accept(step: Step) -> Reply:
    """Accept a referral as it stands, or ask first what kind it is."""
    return _accepted(step, working.accept(step.work, intake_id(step)))


def accept_with_purpose(step: Step) -> Reply:
    """Accept a referral of the kind that was chosen."""
    purpose = typed_text(step.view).get("purpose", "")
    return _accepted(step, working.accept(step.work, step.about.intake_id, purpose))


def ask_case(step: Step) -> Reply:
    """Show where the case is named to which a letter belongs."""
    return Show(views.attach_view(working.attach_form(step.work, intake_id(step))))


def attach(step: Step) -> Reply:
    """Attach a letter to the case that was named, or say at the field what is wrong with it."""
    done = working.attach(step.work, step.about.intake_id, typed_text(step.view).get("reference", ""))
    return errors_at_fields(step, {"reference": done.error}) if isinstance(done, AttachScreen) else _told(done)


def not_a_referral(step: Step) -> Reply:
    """Put aside what is no referral."""
    return _told(working.not_a_referral(step.work, intake_id(step)))


def read_again(step: Step) -> Reply:
    """Have a letter read again, from quarantine as a referral."""
    return _told(working.read_again(step.work, intake_id(step)))


def take_over(step: Step) -> Reply:
    """Take over what a letter says of a case."""
    return _settled_in_case("taken_over", about_case.take_over(step.work, step.value).case_id)


def put_aside(step: Step) -> Reply:
    """Put aside what a letter says of a case."""
    return _settled_in_case("put_aside", about_case.put_aside(step.work, step.value).case_id)


def intake_id(step: Step) -> str:
    """Give the intake that a step is about: the one its screen remembers, else the one its button names."""
    return step.about.intake_id or step.value


def _list(step: Step, *, waiting: bool = True, after: str = "") -> Reply:
    page = looking.intakes_page(step.work, waiting=waiting, after=after or None)
    return Show(views.intakes_view(page, opens=may_do(step.work.tx, step.work.actor, Act.WORK_INTAKE)))


def _settled(step: Step, how: Literal["confirm", "refuse"]) -> Reply:
    screen = working.settle(step.work, step.about.intake_id, **{how: (step.value,)})
    return Show(views.intake_view(screen, part=step.about.part))


def _accepted(step: Step, done: IntakeDone | IntakeScreen) -> Reply:
    if isinstance(done, IntakeScreen):
        return Show(views.purpose_view(done, step.work.forms.current.question("purpose")))
    return _told(done)


def _settled_in_case(what: str, case_id: str) -> Reply:
    said = say(f"screens.intake.{what}")
    return Show(told_view(say(f"screens.intake.{what}_title"), said, back_to_case(case_id)), case_id)


def _told(done: IntakeDone) -> Reply:
    back = buttons(button("first_intakes", say("screens.buttons.back_to_intakes"), value="waiting"))
    return Show(told_view(done.number, done.message, back))


_sees = may(Act.SEE_INTAKES)
_works = may(Act.WORK_INTAKE)

ROUTES = (
    Route(Kind.CLICK, "see_intakes", _sees, show_intakes),
    Route(Kind.CLICK, "more_intakes", _sees, more_intakes),
    Route(Kind.CLICK, "first_intakes", _sees, other_intakes),
    Route(Kind.CLICK, "other_intakes", _sees, other_intakes),
    Route(Kind.CLICK, "open_intake", _works, open_intake),
    Route(Kind.CLICK, "intake_part_previous", _works, show_part),
    Route(Kind.CLICK, "intake_part_next", _works, show_part),
    Route(Kind.CLICK, "use_suggestion", _works, use_suggestion),
    Route(Kind.CLICK, "leave_suggestion", _works, leave_suggestion),
    Route(Kind.CLICK, "accept_intake", _works, accept),
    Route(Kind.SUBMISSION, views.PURPOSE_CALLBACK, _works, accept_with_purpose),
    Route(Kind.CLICK, "attach_intake", _works, ask_case),
    Route(Kind.SUBMISSION, views.ATTACH_CALLBACK, _works, attach),
    Route(Kind.CLICK, "not_a_referral", _works, not_a_referral),
    Route(Kind.CLICK, "read_intake_again", _works, read_again),
    Route(Kind.CLICK, "take_over", _works, take_over),
    Route(Kind.CLICK, "put_aside", _works, put_aside),
)
