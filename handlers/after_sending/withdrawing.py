"""Withdraw a referral with a reason, and open a withdrawn one again.

Withdrawing ends what people owe in the case and their reminders. It does not end the Board's own duty: where the
criteria may be met, the chair may still decide, and the business unit opens the case again for that
(docs/procedure.md, sections 2 and 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.answers.problem import AnswerProblem
from forms.answers.text import LONG_TEXT_LIMIT, is_blank, read_text
from forms.words import say
from handlers import conflicts, reminders
from handlers import duties as clocks
from handlers.access import Act, Refused
from handlers.after_sending.screens import Reopened, ReopeningScreen, WithdrawalScreen, Withdrawn
from handlers.after_sending.told import tell_reopened, tell_withdrawn
from handlers.submitted_case import locked_case, submitted_case
from handlers.work import Work
from storage import audit, cases, duties, withdrawals
from storage.tables import Case, Duty, new_id
from storage.withdrawals import StoredWithdrawal


@dataclass(frozen=True)
class Withdraw:
    """Why a referral is withdrawn, as typed; `withdrawal_id` is that of the `WithdrawalScreen`."""

    case_id: str
    withdrawal_id: str
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reopen:
    """Why a withdrawn referral is opened again, as typed; `withdrawal_id` is that of the `ReopeningScreen`."""

    case_id: str
    withdrawal_id: str
    reason: str = field(default="", repr=False)


def withdrawal_form(work: Work, case_id: str) -> WithdrawalScreen | Withdrawn:
    """Show where a referral is withdrawn, or that it is.

    Raises `NotFound`, and `Refused` for anyone but the referrer and the business unit, or after a final decision.
    """
    case = submitted_case(work, case_id, Act.WITHDRAW_CASE)
    if case.state == cases.WITHDRAWN:
        return Withdrawn(case.id, str(case.reference))
    _require_undecided(work, case)
    return WithdrawalScreen(case.id, str(case.reference), new_id())


def withdraw(work: Work, command: Withdraw) -> Withdrawn | WithdrawalScreen:
    """Withdraw a referral: drop what is owed in it, with its reminders, and tell everyone who was told of it.

    Nobody is told why. The same `withdrawal_id` again changes nothing, even after the case was opened again. Raises
    `NotFound` and `Refused` like `withdrawal_form`.
    """
    case = locked_case(work, command.case_id, Act.WITHDRAW_CASE)
    withdrawn = Withdrawn(case.id, str(case.reference))
    known = {withdrawal.id for withdrawal in withdrawals.of_case(work.tx, case.id)}
    if case.state == cases.WITHDRAWN or command.withdrawal_id in known:
        return withdrawn
    _require_undecided(work, case)
    try:
        reason = _read_reason("withdrawal", command.reason)
    except AnswerProblem as problem:
        errors = {"reason": problem.message}
        return WithdrawalScreen(case.id, str(case.reference), command.withdrawal_id, errors)
    withdrawals.withdraw(
        work.tx, withdrawal_id=command.withdrawal_id, case_id=case.id, reason=reason, by=work.actor.address
    )
    cases.withdraw(work.tx, case)
    audit.note(work.tx, actor=work.actor.address, action="withdrawn", case_id=case.id)
    dropped = tuple(duty for duty in duties.of_case(work.tx, case.id) if duty.state == duties.OPEN)
    for duty in dropped:
        clocks.close(work, duty, state=duties.DROPPED)
    tell_withdrawn(work, case, command.withdrawal_id, dropped)
    return withdrawn


def reopening_form(work: Work, case_id: str) -> ReopeningScreen | Reopened:
    """Show where a withdrawn referral is opened again, or that it is open.

    Raises `NotFound`, and `Refused` for anyone but the business unit.
    """
    case = submitted_case(work, case_id, Act.REOPEN_CASE)
    standing = withdrawals.standing(work.tx, case.id)
    return _reopened(work, case) if standing is None else _reopening_screen(work, case, standing)


def reopen(work: Work, command: Reopen) -> Reopened | ReopeningScreen:
    """Open a withdrawn referral again, with what was owed when it was withdrawn, and tell everyone.

    The chair's date stays what it was: it runs from when the referral was received. The same withdrawal again changes
    nothing. Raises `NotFound` and `Refused` like `reopening_form`.
    """
    case = locked_case(work, command.case_id, Act.REOPEN_CASE)
    standing = withdrawals.standing(work.tx, case.id)
    if standing is None:
        return _reopened(work, case)
    if standing.id != command.withdrawal_id:
        return _reopening_screen(work, case, standing)
    try:
        reason = _read_reason("reopening", command.reason)
    except AnswerProblem as problem:
        return _reopening_screen(work, case, standing, error=problem.message)
    withdrawals.reopen(work.tx, standing.id, reason=reason, by=work.actor.address)
    cases.take_up_again(work.tx, case)
    conflicts.mark_possible(work, case)
    audit.note(work.tx, actor=work.actor.address, action="reopened", case_id=case.id)
    opened = tuple(duty for duty in duties.of_case(work.tx, case.id) if _was_dropped_by(standing, duty))
    for duty in opened:
        duties.reopen(work.tx, duty.id, duties.DROPPED)
        reminders.schedule(work, duty)
        clocks.note_duty(work, duty, "duty_reopened")
    tell_reopened(work, case, standing.id, opened)
    return _reopened(work, case)


def _require_undecided(work: Work, case: Case) -> None:
    if case.state == cases.DECIDED:
        raise Refused(say("refusals.after_sending.withdraw_after_decision", unit=work.board.business_unit_email))


def _was_dropped_by(withdrawal: StoredWithdrawal, duty: Duty) -> bool:
    """Tell whether a duty was dropped in the commit of the withdrawal, and not before for another reason."""
    return duty.state == duties.DROPPED and duty.closed_at == withdrawal.withdrawn_at


def _read_reason(which: str, typed: str) -> str:
    if is_blank(typed):
        raise AnswerProblem(say(f"refusals.after_sending.{which}_reason_missing"))
    return read_text(typed, LONG_TEXT_LIMIT)


def _reopening_screen(work: Work, case: Case, standing: StoredWithdrawal, *, error: str = "") -> ReopeningScreen:
    errors = {"reason": error} if error else {}
    return ReopeningScreen(case.id, str(case.reference), standing.id, clocks.chair_duty_of(work, case).due_on, errors)


def _reopened(work: Work, case: Case) -> Reopened:
    return Reopened(case.id, str(case.reference), clocks.chair_duty_of(work, case).due_on)
