"""Withdrawals of a referral, with why; and where one was opened again, that too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import Withdrawal


@dataclass(frozen=True)
class StoredWithdrawal:
    """A withdrawal, opened. What belongs to the reopening is None while the referral stays withdrawn."""

    id: str
    case_id: str
    reason: str = field(repr=False)
    withdrawn_by: str
    withdrawn_at: datetime
    reopening_reason: str | None = field(repr=False)
    reopened_by: str | None
    reopened_at: datetime | None


def withdraw(tx: Transaction, *, withdrawal_id: str, case_id: str, reason: str, by: str) -> bool:
    """Keep a withdrawal; False, and nothing changed, if it was kept under this id before."""
    sealed = tx.vault.seal(reason.encode(), table="withdrawal", column="reason_sealed", row=withdrawal_id)
    withdrawal = Withdrawal(
        id=withdrawal_id, case_id=case_id, reason_sealed=sealed, withdrawn_by=by, withdrawn_at=tx.now
    )
    return insert_if_absent(tx, withdrawal)


def reopen(tx: Transaction, withdrawal_id: str, *, reason: str, by: str) -> bool:
    """Keep that a withdrawn referral was opened again; False, and nothing changed, if it was before."""
    sealed = tx.vault.seal(reason.encode(), table="withdrawal", column="reopening_reason_sealed", row=withdrawal_id)
    statement = (
        update(Withdrawal)
        .where(col(Withdrawal.id) == withdrawal_id, col(Withdrawal.reopened_at).is_(None))
        .values(reopening_reason_sealed=sealed, reopened_by=by, reopened_at=tx.now)
    )
    return tx.session.exec(statement).rowcount == 1


def standing(tx: Transaction, case_id: str) -> StoredWithdrawal | None:
    """Give the withdrawal of a case that was not opened again since; None if there is none. Raises `Unreadable`."""
    return next((withdrawal for withdrawal in of_case(tx, case_id) if withdrawal.reopened_at is None), None)


def of_case(tx: Transaction, case_id: str) -> tuple[StoredWithdrawal, ...]:
    """Give every withdrawal of a case, the latest last; raises `Unreadable`."""
    statement = select(Withdrawal).where(Withdrawal.case_id == case_id)
    statement = statement.order_by(col(Withdrawal.withdrawn_at), col(Withdrawal.id))
    found = tx.session.exec(statement.execution_options(populate_existing=True))
    return tuple(_opened(tx, withdrawal) for withdrawal in found)


def _opened(tx: Transaction, row: Withdrawal) -> StoredWithdrawal:
    reopening = row.reopening_reason_sealed
    return StoredWithdrawal(
        id=row.id,
        case_id=row.case_id,
        reason=_open(tx, "reason_sealed", row.id, row.reason_sealed),
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
        reopening_reason=None if reopening is None else _open(tx, "reopening_reason_sealed", row.id, reopening),
        reopened_by=row.reopened_by,
        reopened_at=row.reopened_at,
    )


def _open(tx: Transaction, column: str, withdrawal_id: str, sealed: bytes) -> str:
    return tx.vault.open(sealed, table="withdrawal", column=column, row=withdrawal_id).decode()
