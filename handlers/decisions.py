"""Recording what the independent chair decides, and correcting it (docs/procedure.md, sections 2, 4, 5 and 7).

The chair records it, or the business unit for the chair. A final outcome ends the chair's duty; `more_information`
and `rapid_review` end nothing. A correction says why, both decisions are kept, and those who were told are told again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TypeVar, cast

from forms.answers.problem import AnswerProblem
from forms.regimes import Outcome, outcomes, regimes
from forms.vocabulary import Purpose
from forms.words import say
from handlers import conflicts, reminders
from handlers import duties as clocks
from handlers.access import Act, Refused, Role, deciding_chair
from handlers.case_dates import due_by, happened_on
from handlers.case_screens import (
    DecisionRecorded,
    DecisionScreen,
    PriorDecision,
    Supplied,
    SupplyScreen,
)
from handlers.case_texts import needed_text
from handlers.choosable import people_to_choose, referrer_choice
from handlers.notices import recipients
from handlers.notices.sending import due_data, tell
from handlers.submitted_case import locked_case, require_going_on, submitted_case
from handlers.work import Work
from storage import audit, cases, decisions, duties
from storage.database import NotFound
from storage.decisions import StoredDecision
from storage.duties import Start
from storage.tables import Case, Duty, new_id

T = TypeVar("T")

MORE_INFORMATION = "more_information"
SINGLE_AGENCY_REVIEW = "single_agency_review"
REFER_ELSEWHERE = "refer_elsewhere"


@dataclass(frozen=True)
class RecordDecision:
    """What the decision's screen hands over; everything as typed or chosen, blank where nothing was.

    `agency` leads a single-agency review; `elsewhere` is where the case is referred to; `supplier` (a person's id or
    ``referrer``) is to supply `wanted` by `supply_by`; `correction_reason` says why an earlier decision is corrected.
    `prior_id` is the decision that the screen showed as standing, empty if none did; None where there was no screen.
    """

    case_id: str
    decision_id: str
    outcome: str = field(default="", repr=False)
    reasons: str = field(default="", repr=False)
    decided_on: str = ""
    agency: str = field(default="", repr=False)
    elsewhere: str = field(default="", repr=False)
    supplier: str = field(default="", repr=False)
    supply_by: str = field(default="", repr=False)
    wanted: str = field(default="", repr=False)
    correction_reason: str = field(default="", repr=False)
    prior_id: str | None = None


@dataclass(frozen=True)
class _Read:
    """A decision that was read without an error."""

    outcome: Outcome
    reasons: str = field(repr=False)
    decided_on: date
    belongings: Mapping[str, str] = field(repr=False)
    supply_by: date | None
    correction_reason: str | None = field(repr=False)


def decision_form(work: Work, case_id: str) -> DecisionScreen:
    """Show where a decision is recorded, or the one that stands is corrected.

    Raises `NotFound`, and `Refused` where the actor may not, where neither chair nor deputy can decide, and where the
    case was withdrawn.
    """
    case = submitted_case(work, case_id, Act.RECORD_DECISION)
    require_going_on(work, case)
    _decided_by(work, case)
    audit.note(work.tx, actor=work.actor.address, action="opened", case_id=case.id, kind="decision")
    return _screen(work, case, new_id())


def record(work: Work, command: RecordDecision) -> DecisionRecorded | DecisionScreen:
    """Record a decision, or give the screen back with its errors. The same `decision_id` again changes nothing.

    Nobody decides on top of what they have not seen: where another decision was recorded since the screen was drawn,
    the screen comes back and says so. Raises `NotFound` and `Refused` like `decision_form`.
    """
    case = locked_case(work, command.case_id, Act.RECORD_DECISION)
    require_going_on(work, case)
    decided_by = _decided_by(work, case)
    standing = decisions.of_case(work.tx, case.id)
    already = next((decision for decision in standing if decision.id == command.decision_id), None)
    if already is not None:
        return _recorded(work, case, already)
    prior = standing[-1] if standing else None
    if command.prior_id is not None and command.prior_id != (prior.id if prior else ""):
        overtaken = {"": say("refusals.case.decided_meanwhile")}
        return _screen(work, case, command.decision_id, errors=overtaken, typed=command)
    corrected = prior if prior is not None and _is_final(case, prior) else None
    read, errors = _read(work, case, command, correcting=corrected is not None)
    if read is None:
        return _screen(work, case, command.decision_id, errors=errors, typed=command)
    decision = decisions.record(
        work.tx,
        decision_id=command.decision_id,
        case_id=case.id,
        outcome={"id": read.outcome.id, **read.belongings},
        reasons=read.reasons,
        decided_by=decided_by,
        recorded_by=work.actor.address,
        decided_on=read.decided_on,
        corrects=corrected.id if corrected else None,
        correction_reason=read.correction_reason,
    )
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="decision_corrected" if corrected else "decision_recorded",
        case_id=case.id,
        decision=decision.id,
        corrects=decision.corrects,
    )
    _settle_clocks(work, case, read)
    _tell_decision(work, case, decision)
    return _recorded(work, case, decision)


def supply_form(work: Work, duty_id: str) -> SupplyScreen | Supplied:
    """Show somebody what is wanted of them, or that they have supplied it.

    Raises `NotFound`, and `Refused` for anyone but who must supply it and the business unit.
    """
    duty, case = _information_duty(work, duty_id)
    if duty.state != duties.OPEN:
        return Supplied(case.id, duty.id, str(case.reference))
    audit.note(work.tx, actor=work.actor.address, action="opened", case_id=case.id, kind=duty.kind, duty=duty.id)
    return SupplyScreen(case.id, duty.id, str(case.reference), duty.due_on, wanted=duties.details(work.tx, duty))


def supplied(work: Work, duty_id: str) -> Supplied:
    """Mark the information that was wanted as supplied, and tell the business unit and the chair; once.

    Raises `NotFound`, and `Refused` for anyone but who must supply it and the business unit.
    """
    duty, case = _information_duty(work, duty_id)
    if duty.state == duties.OPEN:
        clocks.close(work, duty)
        tell(
            work,
            "information_supplied",
            case=case,
            occasion=duty.id,
            to=recipients.business_unit(work, case) + recipients.chair(work, case),
        )
    return Supplied(case.id, duty.id, str(case.reference))


def _information_duty(work: Work, duty_id: str) -> tuple[Duty, Case]:
    case = locked_case(work, duties.get(work.tx, duty_id).case_id)
    duty = duties.get(work.tx, duty_id)
    if duty.kind != clocks.SUPPLY_INFORMATION:
        raise NotFound(say("refusals.case.no_such_duty"))
    clocks.require_owner_or_unit(work, case, duty)
    require_going_on(work, case)
    return duty, case


def _decided_by(work: Work, case: Case) -> str:
    """Who decides: chair or deputy; raises `Refused` where a conflict leaves neither."""
    deciding = deciding_chair(work.tx, work.board, case)
    if deciding is None:
        raise Refused(say("refusals.case.nobody_can_decide"))
    return deciding[0]


def _offered(case: Case) -> tuple[Outcome, ...]:
    return outcomes(regimes()[str(case.regime)], cast("Purpose", case.purpose))


def _outcome(case: Case, decision: StoredDecision) -> Outcome:
    return next(outcome for outcome in _offered(case) if outcome.id == decision.outcome["id"])


def _is_final(case: Case, decision: StoredDecision) -> bool:
    return _outcome(case, decision).final


def _recorded(work: Work, case: Case, decision: StoredDecision) -> DecisionRecorded:
    final = _is_final(case, decision)
    return DecisionRecorded(
        case_id=case.id,
        reference=str(case.reference),
        decision_id=decision.id,
        corrected=decision.corrects is not None,
        final=final,
        due_on=None if final else clocks.chair_duty_of(work, case).due_on,
    )


def _screen(
    work: Work,
    case: Case,
    decision_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    typed: RecordDecision | None = None,
) -> DecisionScreen:
    standing = decisions.latest(work.tx, case.id)
    prior = None
    if standing is not None:
        outcome = _outcome(case, standing)
        prior = PriorDecision(standing.id, outcome.label, standing.decided_on, outcome.final)
    return DecisionScreen(
        case_id=case.id,
        reference=str(case.reference),
        decision_id=decision_id,
        outcomes=_offered(case),
        suppliers=(referrer_choice(), *people_to_choose(work, case).people),
        today=work.today,
        corrects=prior is not None and prior.final,
        prior=prior,
        errors=errors or {},
        typed=_as_typed(typed) if typed else {},
    )


def _as_typed(command: RecordDecision) -> dict[str, str]:
    ids = {"case_id", "decision_id", "prior_id"}
    return {each.name: getattr(command, each.name) for each in fields(command) if each.name not in ids}


def _read(work: Work, case: Case, command: RecordDecision, *, correcting: bool) -> tuple[_Read | None, dict[str, str]]:
    """Read what was typed: the decision, or a sentence for each field that needs attention."""
    errors: dict[str, str] = {}

    def required(name: str) -> str:
        return _checked(
            errors, name, lambda: needed_text(getattr(command, name), missing=f"refusals.case.{name}_missing"), ""
        )

    outcome = next((each for each in _offered(case) if each.id == command.outcome), None)
    if outcome is None:
        errors["outcome"] = say("refusals.case.outcome_missing")
    reasons = required("reasons")
    received_on = cast("date", case.received_on)
    decided_on = _checked(
        errors,
        "decided_on",
        lambda: happened_on(command.decided_on, today=work.today, not_before=received_on),
        work.today,
    )
    belongings = {name: required(name) for name in _BELONGS.get(command.outcome, ())}
    supply_by = None
    if command.outcome == MORE_INFORMATION:
        supply_by = _checked(errors, "supply_by", lambda: due_by(command.supply_by, today=work.today), work.today)
        if not _can_supply(work, case, command.supplier):
            errors["supplier"] = say("refusals.case.supplier_missing")
    correction_reason = required("correction_reason") if correcting else None
    if outcome is None or errors:
        return None, errors
    return _Read(outcome, reasons, decided_on, belongings, supply_by, correction_reason), errors


_BELONGS: Mapping[str, tuple[str, ...]] = {
    SINGLE_AGENCY_REVIEW: ("agency",),
    REFER_ELSEWHERE: ("elsewhere",),
    MORE_INFORMATION: ("supplier", "wanted"),
}
"""What else belongs to an outcome, besides its reasons."""


def _checked(errors: dict[str, str], name: str, read: Callable[[], T], otherwise: T) -> T:
    """Read a field, or note its error and go on with `otherwise`."""
    try:
        return read()
    except AnswerProblem as problem:
        errors[name] = problem.message
        return otherwise


def _can_supply(work: Work, case: Case, who: str) -> bool:
    return who == Role.REFERRER or people_to_choose(work, case).has(who)


def _settle_clocks(work: Work, case: Case, read: _Read) -> None:
    """End the chair's duty with a final outcome; otherwise let it be open, with its date and its reminders to come."""
    duty = clocks.chair_duty_of(work, case)
    if read.outcome.final:
        cases.decide(work.tx, case)
        clocks.close(work, duty)
        _end_requests(work, case)
        return
    if duties.reopen(work.tx, duty.id):
        cases.reopen(work.tx, case)
        conflicts.mark_possible(work, case)
        reminders.schedule(work, duty)
        clocks.note_duty(work, duty, "duty_reopened")
    if read.supply_by is not None:
        _ask_for_information(work, case, read, read.supply_by)


def _end_requests(work: Work, case: Case) -> None:
    """Let go of information that was wanted for the decision, and tell those who were asked."""
    for duty in duties.of_case(work.tx, case.id):
        if duty.kind == clocks.SUPPLY_INFORMATION and duty.state == duties.OPEN:
            clocks.close(work, duty, state=duties.DROPPED)
            to = recipients.owner(work, case, duty)
            tell(work, "information_not_needed", case=case, occasion=duty.id, to=to)


def _ask_for_information(work: Work, case: Case, read: _Read, due_on: date) -> None:
    duty = duties.open_duty(
        work.tx,
        case_id=case.id,
        kind=clocks.SUPPLY_INFORMATION,
        owed_by=read.belongings["supplier"],
        due_on=due_on,
        set_by=work.actor.address,
        start=Start(start_event="decision", start_on=read.decided_on, rule=say("case.rule.set_with_decision")),
        details=read.belongings["wanted"],
    )
    reminders.schedule(work, duty)
    clocks.note_duty(work, duty, "duty_opened")
    to = recipients.owner(work, case, duty)
    tell(work, "information_wanted", case=case, occasion=duty.id, data=due_data(duty), to=to)


def _tell_decision(work: Work, case: Case, decision: StoredDecision) -> None:
    """Tell that a decision is recorded, never which; of a correction all those who were told, the chair included."""
    chair = recipients.chair(work, case)
    by_chair = work.actor.who & {Role.CHAIR, Role.DEPUTY_CHAIR}
    corrected = decision.corrects is not None
    to = recipients.referrer(case) + recipients.panel_channel(work) + recipients.unit_mailbox(work)
    tell(
        work,
        "decision_corrected" if corrected else "decision_recorded",
        case=case,
        occasion=decision.id,
        to=to if by_chair and not corrected else to + chair,
    )
