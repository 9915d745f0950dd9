"""The chair's duty to decide, and what all duties share (docs/procedure.md, section 4).

The chair's duty never waits: it runs from the date received, marked provisional, until the start event that the
case's regime names is entered. Then it is worked out again, with its earlier date kept, and never silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from forms.answers.problem import AnswerProblem
from forms.due_dates import DueDate, chair_duty
from forms.regimes import regimes
from forms.vocabulary import Purpose
from forms.words import say
from handlers import reminders
from handlers.access import Act, Refused, Role, acts_for_unit, in_conflict
from handlers.case_dates import happened_on
from handlers.case_screens import EventEntered, EventScreen
from handlers.notices import recipients
from handlers.notices.rendering import event_in_words
from handlers.notices.sending import clock_data, tell
from handlers.submitted_case import locked_case, require_going_on, submitted_case
from handlers.work import Work
from storage import audit, duties
from storage.duties import Start
from storage.tables import Case, Duty

DECIDE = "decide"
SUPPLY_INFORMATION = "supply_information"
ACTION = "action"


@dataclass(frozen=True)
class EnterEvent:
    """The business unit enters the day of a start event; `happened_on` as typed or picked."""

    case_id: str
    event: str
    happened_on: str


def open_chair_duty(work: Work, case: Case) -> Duty:
    """Open the chair's duty of a case that was just received, with its reminders.

    The case has its regime, purpose and date received.
    """
    due = _due_date(work, case, known_event_on=None)
    duty = duties.open_duty(
        work.tx,
        case_id=case.id,
        kind=DECIDE,
        owed_by=Role.CHAIR,
        due_on=due.due_on,
        set_by=work.actor.address,
        start=_start(case, due),
    )
    reminders.schedule(work, duty)
    note_duty(work, duty, "duty_opened")
    return duty


def chair_duty_of(work: Work, case: Case) -> Duty:
    """Give the chair's duty of a sent case, open or done."""
    return next(duty for duty in duties.of_case(work.tx, case.id) if duty.kind == DECIDE)


def event_form(work: Work, case_id: str) -> EventScreen:
    """Show where the day of the start event is entered.

    Raises `Refused` where the actor may not, where no statutory time runs, where the decision is recorded, and where
    the case was withdrawn.
    """
    case = submitted_case(work, case_id, Act.ENTER_EVENT)
    return _event_screen(work, case, _waiting_for_event(work, case))


def enter_event(work: Work, command: EnterEvent) -> EventEntered | EventScreen:
    """Work the chair's date out again from the day of the start event; tell the chair and the business unit.

    The same day entered again changes nothing. Raises `Refused` like `event_form`, and for another event than the
    one the clock waits for.
    """
    case = locked_case(work, command.case_id, Act.ENTER_EVENT)
    duty = _waiting_for_event(work, case)
    if command.event != duty.start_event:
        raise Refused(say("refusals.case.other_event"))
    try:
        day = happened_on(command.happened_on, today=work.today)
    except AnswerProblem as problem:
        return _event_screen(work, case, duty, error=problem.message, typed=command.happened_on)
    due = _due_date(work, case, known_event_on=day)
    moved = not _is_already(duty, due)
    if moved:
        _move(work, case, duty, due)
    return EventEntered(case.id, str(case.reference), due.due_on, moved)


def close(work: Work, duty: Duty, *, state: str = duties.DONE) -> None:
    """Close a duty as done or dropped, with its reminders; nothing about it is sent any more."""
    if duties.close(work.tx, duty.id, state):
        reminders.stop(work, duty)
        note_duty(work, duty, f"duty_{state}")


def note_duty(work: Work, duty: Duty, action: str) -> None:
    """Leave an audit note of what happened to a duty: its kind, who owes it and when it is due."""
    audit.note(
        work.tx,
        actor=work.actor.address,
        action=action,
        case_id=duty.case_id,
        duty=duty.id,
        kind=duty.kind,
        owed_by=duty.owed_by,
        due_on=duty.due_on.isoformat(),
    )


def require_owner_or_unit(work: Work, case: Case, duty: Duty) -> None:
    """Raise `Refused` unless the actor owes this duty or acts for the business unit.

    A possible conflict of interest takes both away, except what the referrer owes.
    """
    if not (_owes(work, case, duty) or acts_for_unit(work.tx, work.actor, case)):
        raise Refused(say("refusals.case.not_yours"))


def _owes(work: Work, case: Case, duty: Duty) -> bool:
    if duty.owed_by == Role.REFERRER:
        return case.referrer == work.actor.address
    return duty.owed_by in work.actor.who and not in_conflict(work.tx, work.actor, case)


def _due_date(work: Work, case: Case, *, known_event_on: date | None) -> DueDate:
    regime = regimes()[str(case.regime)]
    received_on = cast("date", case.received_on)
    return chair_duty(regime, cast("Purpose", case.purpose), received_on, known_event_on, work.board.decision_months)


def _start(case: Case, due: DueDate) -> Start:
    return Start(
        regime=str(case.regime),
        start_event=due.start_event,
        start_on=due.start_on,
        rule=due.rule,
        source=due.source,
        statutory=due.statutory,
        provisional=due.provisional,
    )


def _waiting_for_event(work: Work, case: Case) -> Duty:
    require_going_on(work, case)
    duty = chair_duty_of(work, case)
    if not duty.statutory:
        raise Refused(say("refusals.case.no_event"))
    if duty.state != duties.OPEN:
        raise Refused(say("refusals.case.event_after_decision"))
    return duty


def _is_already(duty: Duty, due: DueDate) -> bool:
    return (duty.due_on, duty.start_on, duty.provisional) == (due.due_on, due.start_on, due.provisional)


def _move(work: Work, case: Case, duty: Duty, due: DueDate) -> None:
    earlier = duty.due_on
    reason = say("case.history.event_entered", event=event_in_words(due.start_event))
    duties.move(work.tx, duty, due_on=due.due_on, by=work.actor.address, reason=reason, start=_start(case, due))
    reminders.schedule(work, duty)
    note_duty(work, duty, "duty_moved")
    tell(
        work,
        "due_date_moved",
        case=case,
        occasion=f"{duty.id}:{len(duties.history(work.tx, duty))}",
        data=clock_data(duty) | {"earlier_due_on": earlier.isoformat()},
        to=recipients.chair(work, case) + recipients.business_unit(work, case),
    )


def _event_screen(work: Work, case: Case, duty: Duty, *, error: str = "", typed: str = "") -> EventScreen:
    return EventScreen(
        case_id=case.id,
        reference=str(case.reference),
        event=duty.start_event,
        event_in_words=event_in_words(duty.start_event),
        happened_on=None if duty.provisional else duty.start_on,
        due_on=duty.due_on,
        provisional=duty.provisional,
        today=work.today,
        errors={"happened_on": error} if error else {},
        typed={"happened_on": typed} if typed else {},
    )
