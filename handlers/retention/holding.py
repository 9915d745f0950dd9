"""Hold a case, so that it is not erased, and lift that; each with a reason that the business unit alone reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.answers.problem import AnswerProblem
from handlers.access import Act
from handlers.case_texts import needed_text
from handlers.retention.screens import Held, HoldScreen, Lifted, LiftScreen
from handlers.submitted_case import locked_case, submitted_case
from handlers.work import Work
from storage import audit, holds
from storage.tables import Case, new_id


@dataclass(frozen=True)
class Hold:
    """Why a case must not be erased, as typed; `hold_id` is that of the `HoldScreen`."""

    case_id: str
    hold_id: str
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class Lift:
    """Why a legal hold is lifted, as typed; `hold_id` is that of the `LiftScreen`."""

    case_id: str
    hold_id: str
    reason: str = field(default="", repr=False)


def hold_form(work: Work, case_id: str) -> HoldScreen | Held:
    """Show where a case is held, or that it is; raises `NotFound`, and `Refused` for all but the business unit."""
    case = submitted_case(work, case_id, Act.HOLD_CASE)
    return _held(case) if case.held else HoldScreen(case.id, str(case.reference), new_id())


def hold(work: Work, command: Hold) -> Held | HoldScreen:
    """Hold a case. The same `hold_id` again changes nothing, even after it was lifted. Raises like `hold_form`."""
    case = locked_case(work, command.case_id, Act.HOLD_CASE)
    if case.held:
        return _held(case)
    try:
        reason = needed_text(command.reason, missing="refusals.retention.hold_reason_missing")
    except AnswerProblem as problem:
        return HoldScreen(case.id, str(case.reference), command.hold_id, {"reason": problem.message})
    if holds.hold(work.tx, hold_id=command.hold_id, case_id=case.id, reason=reason, by=work.actor.address):
        audit.note(work.tx, actor=work.actor.address, action="case_held", case_id=case.id)
    return _held(case)


def lifting_form(work: Work, case_id: str) -> LiftScreen | Lifted:
    """Show where a legal hold is lifted, or that none stands; raises like `hold_form`."""
    case = submitted_case(work, case_id, Act.HOLD_CASE)
    standing = holds.standing(work.tx, case.id)
    return _lifted(case) if standing is None else LiftScreen(case.id, str(case.reference), standing.id)


def lift(work: Work, command: Lift) -> Lifted | LiftScreen:
    """Lift a legal hold; the same again changes nothing. Raises like `hold_form`.

    Where the case's time is over, the business unit is warned anew before it is erased.
    """
    case = locked_case(work, command.case_id, Act.HOLD_CASE)
    standing = holds.standing(work.tx, case.id)
    if standing is None:
        return _lifted(case)
    if standing.id != command.hold_id:
        return LiftScreen(case.id, str(case.reference), standing.id)
    try:
        reason = needed_text(command.reason, missing="refusals.retention.lifting_reason_missing")
    except AnswerProblem as problem:
        return LiftScreen(case.id, str(case.reference), standing.id, {"reason": problem.message})
    holds.lift(work.tx, standing.id, reason=reason, by=work.actor.address)
    audit.note(work.tx, actor=work.actor.address, action="hold_lifted", case_id=case.id)
    return _lifted(case)


def _held(case: Case) -> Held:
    return Held(case.id, str(case.reference))


def _lifted(case: Case) -> Lifted:
    return Lifted(case.id, str(case.reference))
