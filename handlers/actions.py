"""Actions that follow a decision: what is to be done, by whom, by when, what was done (docs/procedure.md, section 5).

An action's owner and due date are those of its duty, and are reminded like every duty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forms.answers.problem import AnswerProblem
from forms.words import say
from handlers import duties as clocks
from handlers import reminders
from handlers.access import Act, Refused
from handlers.case_dates import due_by
from handlers.case_screens import ActionAdded, ActionDone, ActionScreen, DoneScreen
from handlers.case_texts import needed_text
from handlers.choosable import people_to_choose
from handlers.notices import recipients
from handlers.notices.sending import due_data, tell
from handlers.submitted_case import locked_case, require_going_on, submitted_case
from handlers.work import Work
from storage import actions, audit, decisions, duties
from storage.actions import StoredAction
from storage.duties import Start
from storage.tables import Case, Duty, new_id


@dataclass(frozen=True)
class AddAction:
    """What the action's screen hands over: what is to be done, whose it is (a person's id), and by when, as typed."""

    case_id: str
    action_id: str
    text: str = field(repr=False)
    owner: str
    due: str


@dataclass(frozen=True)
class FinishAction:
    """The owner, or the business unit, says what was done."""

    duty_id: str
    note: str = field(repr=False)


def action_form(work: Work, case_id: str) -> ActionScreen:
    """Show where an action is added.

    Raises `NotFound`, and `Refused` where the actor may not, before any decision is recorded, and where it was
    withdrawn.
    """
    case = submitted_case(work, case_id, Act.ADD_ACTION)
    require_going_on(work, case)
    _require_decision(work, case)
    return _screen(work, case, new_id())


def add(work: Work, command: AddAction) -> ActionAdded | ActionScreen:
    """Add an action and tell its owner, or give the screen back with its errors.

    The same `action_id` again changes nothing. Raises `NotFound` and `Refused` like `action_form`.
    """
    case = locked_case(work, command.case_id, Act.ADD_ACTION)
    require_going_on(work, case)
    _require_decision(work, case)
    already = next((each for each in actions.of_case(work.tx, case.id) if each.id == command.action_id), None)
    if already is not None:
        return _added(work, case, already)
    errors, text, due_on = _read(work, case, command)
    if errors or due_on is None:
        typed = {"text": command.text, "owner": command.owner, "due": command.due}
        return _screen(work, case, command.action_id, errors=errors, typed=typed)
    duty = duties.open_duty(
        work.tx,
        case_id=case.id,
        kind=clocks.ACTION,
        owed_by=command.owner,
        due_on=due_on,
        set_by=work.actor.address,
        start=Start(start_event="decision", rule=say("case.rule.set_by_unit")),
    )
    action = actions.add(
        work.tx,
        action_id=command.action_id,
        case_id=case.id,
        duty_id=duty.id,
        text=text,
        added_by=work.actor.address,
    )
    reminders.schedule(work, duty)
    clocks.note_duty(work, duty, "duty_opened")
    _note(work, action, "action_added")
    to = recipients.owner(work, case, duty)
    tell(work, "action_assigned", case=case, occasion=duty.id, data=due_data(duty), to=to)
    return _added(work, case, action)


def done_form(work: Work, duty_id: str) -> DoneScreen | ActionDone:
    """Show the action and where its owner says what was done; if it is done, that it is.

    Raises `NotFound`, and `Refused` for anyone but its owner and the business unit.
    """
    duty, case, action = _action_of(work, duty_id)
    if action.done_at is not None:
        return _done(case, action)
    audit.note(work.tx, actor=work.actor.address, action="opened", case_id=case.id, kind=duty.kind, duty=duty.id)
    return _done_screen(duty, case, action)


def finish(work: Work, command: FinishAction) -> ActionDone | DoneScreen:
    """Mark an action as done, with a note of what was done, and tell the business unit; once.

    Raises `NotFound`, and `Refused` for anyone but its owner and the business unit.
    """
    duty, case, action = _action_of(work, command.duty_id)
    if action.done_at is not None:
        return _done(case, action)
    try:
        note = needed_text(command.note, missing="refusals.case.note_missing")
    except AnswerProblem as problem:
        return _done_screen(duty, case, action, errors={"note": problem.message}, typed={"note": command.note})
    actions.finish(work.tx, action.id, note=note, by=work.actor.address)
    clocks.close(work, duty)
    _note(work, action, "action_done")
    tell(work, "action_done", case=case, occasion=duty.id, to=recipients.business_unit(work, case))
    return _done(case, action)


def _require_decision(work: Work, case: Case) -> None:
    if decisions.latest(work.tx, case.id) is None:
        raise Refused(say("refusals.case.no_decision_yet"))


def _action_of(work: Work, duty_id: str) -> tuple[Duty, Case, StoredAction]:
    case = locked_case(work, duties.get(work.tx, duty_id).case_id)
    duty = duties.get(work.tx, duty_id)
    clocks.require_owner_or_unit(work, case, duty)
    require_going_on(work, case)
    return duty, case, actions.of_duty(work.tx, duty.id)


def _read(work: Work, case: Case, command: AddAction) -> tuple[dict[str, str], str, date | None]:
    errors: dict[str, str] = {}
    text, due_on = "", None
    try:
        text = needed_text(command.text, missing="refusals.case.text_missing")
    except AnswerProblem as problem:
        errors["text"] = problem.message
    try:
        due_on = due_by(command.due, today=work.today)
    except AnswerProblem as problem:
        errors["due"] = problem.message
    if not people_to_choose(work, case).has(command.owner):
        errors["owner"] = say("refusals.case.owner_missing")
    return errors, text, due_on


def _screen(
    work: Work,
    case: Case,
    action_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> ActionScreen:
    choosable = people_to_choose(work, case)
    return ActionScreen(
        case_id=case.id,
        reference=str(case.reference),
        action_id=action_id,
        people=choosable.people,
        left_out=choosable.left_out,
        errors=errors or {},
        typed=typed or {},
    )


def _done_screen(
    duty: Duty,
    case: Case,
    action: StoredAction,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> DoneScreen:
    return DoneScreen(
        case_id=case.id,
        duty_id=duty.id,
        reference=str(case.reference),
        number=action.number,
        due_on=duty.due_on,
        text=action.text,
        errors=errors or {},
        typed=typed or {},
    )


def _added(work: Work, case: Case, action: StoredAction) -> ActionAdded:
    due_on = duties.get(work.tx, action.duty_id).due_on
    return ActionAdded(case.id, str(case.reference), action.id, action.duty_id, action.number, due_on)


def _done(case: Case, action: StoredAction) -> ActionDone:
    return ActionDone(case.id, action.duty_id, str(case.reference), action.number)


def _note(work: Work, action: StoredAction, what: str) -> None:
    audit.note(
        work.tx,
        actor=work.actor.address,
        action=what,
        case_id=action.case_id,
        duty=action.duty_id,
        number=action.number,
    )
