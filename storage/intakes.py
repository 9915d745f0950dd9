"""Intakes: letters that may be referrals, numbered ``IN-0042`` one after the other, without a gap."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, update
from sqlmodel import col, select

from storage import cases
from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import Case, Intake, IntakeCounter

_ONLY = 1


def begin(
    tx: Transaction, *, state: str, sender: str, is_trusted: bool, why: str = "", thread: str = "", case_id: str | None
) -> Intake:
    """Begin an intake with the next number, counted in the caller's transaction like a reference."""
    insert_if_absent(tx, IntakeCounter(id=_ONLY))
    counted = update(IntakeCounter).where(col(IntakeCounter.id) == _ONLY).values(last=IntakeCounter.last + 1)
    number = tx.session.exec(counted.returning(col(IntakeCounter.last))).scalar_one()
    intake = Intake(
        number=number,
        state=state,
        why=why,
        case_id=case_id,
        sender=sender,
        is_trusted=is_trusted,
        thread=thread,
        arrived_at=tx.now,
    )
    tx.session.add(intake)
    tx.session.flush()
    return intake


def named(number: int) -> str:
    """Give the number as people say it: ``IN-0042``."""
    return f"IN-{number:04}"


def get(tx: Transaction, intake_id: str) -> Intake:
    """Give an intake; raises `NotFound`."""
    return _one(tx.session.get(Intake, intake_id, populate_existing=True))


def lock(tx: Transaction, intake_id: str) -> Intake:
    """Give an intake as it is now, and keep other writers from it until the transaction ends; raises `NotFound`."""
    statement = select(Intake).where(Intake.id == intake_id).with_for_update()
    return _one(tx.session.exec(statement.execution_options(populate_existing=True)).one_or_none())


def lock_with_case(tx: Transaction, intake_id: str) -> tuple[Intake, Case | None]:
    """Lock the case of an intake, if it has one, and then the intake; raises `NotFound`.

    Whoever sends a case locks it before its intake too, so that none waits for another in a circle.
    """
    before = get(tx, intake_id).case_id
    case = cases.lock(tx, before) if before else None
    intake = lock(tx, intake_id)
    return (intake, case) if intake.case_id == before else lock_with_case(tx, intake_id)


def numbered(tx: Transaction, number: int) -> Intake:
    """Give the intake with a number; raises `NotFound`."""
    return _one(tx.session.exec(select(Intake).where(Intake.number == number)).one_or_none())


def of_case(tx: Transaction, case_id: str) -> tuple[Intake, ...]:
    """Give the intakes that belong to a case, the first one first."""
    return tuple(tx.session.exec(select(Intake).where(Intake.case_id == case_id).order_by(col(Intake.number))))


def change(tx: Transaction, intake: Intake, **values: Any) -> None:
    """Write what is new of an intake, at once."""
    for name, value in values.items():
        setattr(intake, name, value)
    tx.session.add(intake)
    tx.session.flush()


def case_sent(tx: Transaction, case_id: str, *, before: str, after: str) -> None:
    """Let the intakes of a case that is sent stand so, whoever sent it; nobody is reminded of them any more."""
    of_case = update(Intake).where(col(Intake.case_id) == case_id, col(Intake.state) == before)
    tx.session.exec(of_case.values(state=after, asked_at=None).execution_options(synchronize_session="fetch"))


def page(tx: Transaction, *, states: Collection[str], after: str | None, limit: int) -> tuple[Intake, ...]:
    """Give some intakes in these states, the latest first, from the one after the one with the id `after`.

    Raises `NotFound` if there is no such intake.
    """
    statement = select(Intake).where(col(Intake.state).in_(states))
    if after is not None:
        statement = statement.where(col(Intake.number) < get(tx, after).number)
    return tuple(tx.session.exec(statement.order_by(col(Intake.number).desc()).limit(limit)))


def count(tx: Transaction, states: Collection[str]) -> int:
    """Give how many intakes are in these states."""
    return tx.session.exec(select(func.count()).select_from(Intake).where(col(Intake.state).in_(states))).one()


def to_remind(tx: Transaction, *, state: str, asked_before: datetime, limit: int) -> tuple[Intake, ...]:
    """Give intakes whose sender was asked before a moment and was not reminded since, and whose draft did not change.

    They are locked; what somebody else holds is left for the next time.
    """
    statement = (
        select(Intake)
        .join(Case, col(Case.id) == col(Intake.case_id))
        .where(
            Intake.state == state,
            Case.state == cases.DRAFT,
            col(Intake.asked_at) <= asked_before,
            or_(col(Intake.reminded_at).is_(None), col(Intake.reminded_at) < col(Intake.asked_at)),
            col(Case.changed_at) <= asked_before,
        )
        .order_by(col(Intake.number))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Intake)
    )
    return tuple(tx.session.exec(statement.execution_options(populate_existing=True)))


def _one(found: Intake | None) -> Intake:
    if found is None:
        raise NotFound("There is no such intake.")
    return found
