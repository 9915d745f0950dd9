"""Legal holds: that a case must not be erased, with why; and where one was lifted, that too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage import cases
from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import LegalHold


@dataclass(frozen=True)
class StoredHold:
    """A legal hold, opened. What belongs to lifting it is None while it stands."""

    id: str
    case_id: str
    reason: str = field(repr=False)
    held_by: str
    held_at: datetime
    lifting_reason: str | None = field(repr=False)
    lifted_by: str | None
    lifted_at: datetime | None


def hold(tx: Transaction, *, hold_id: str, case_id: str, reason: str, by: str) -> bool:
    """Keep a case from being erased; False, and nothing changed, if it was kept under this id before.

    The case is locked until the transaction ends.
    """
    case = cases.lock(tx, case_id)
    sealed = tx.vault.seal(reason.encode(), table="legal_hold", column="reason_sealed", row=hold_id)
    held = LegalHold(id=hold_id, case_id=case_id, reason_sealed=sealed, held_by=by, held_at=tx.now)
    if not insert_if_absent(tx, held):
        return False
    case.held = True
    return True


def lift(tx: Transaction, hold_id: str, *, reason: str, by: str) -> bool:
    """Lift a legal hold; False, and nothing changed, if it was lifted before.

    Before the case is erased the business unit is warned again.
    """
    sealed = tx.vault.seal(reason.encode(), table="legal_hold", column="lifting_reason_sealed", row=hold_id)
    standing_hold = update(LegalHold).where(col(LegalHold.id) == hold_id, col(LegalHold.lifted_at).is_(None))
    lifted = standing_hold.values(lifting_reason_sealed=sealed, lifted_by=by, lifted_at=tx.now)
    if tx.session.exec(lifted).rowcount == 0:
        return False
    case_id = tx.session.exec(select(LegalHold.case_id).where(LegalHold.id == hold_id)).one()
    case = cases.lock(tx, case_id)
    case.held, case.warned_at = False, None
    return True


def standing(tx: Transaction, case_id: str) -> StoredHold | None:
    """Give the legal hold that stands on a case; None if there is none. Raises `Unreadable`."""
    return next((each for each in of_case(tx, case_id) if each.lifted_at is None), None)


def of_case(tx: Transaction, case_id: str) -> tuple[StoredHold, ...]:
    """Give every legal hold on a case, the latest last; raises `Unreadable`."""
    statement = select(LegalHold).where(LegalHold.case_id == case_id)
    statement = statement.order_by(col(LegalHold.held_at), col(LegalHold.id))
    return tuple(_opened(tx, row) for row in tx.session.exec(statement.execution_options(populate_existing=True)))


def _opened(tx: Transaction, row: LegalHold) -> StoredHold:
    lifting = row.lifting_reason_sealed
    return StoredHold(
        id=row.id,
        case_id=row.case_id,
        reason=_open(tx, "reason_sealed", row.id, row.reason_sealed),
        held_by=row.held_by,
        held_at=row.held_at,
        lifting_reason=None if lifting is None else _open(tx, "lifting_reason_sealed", row.id, lifting),
        lifted_by=row.lifted_by,
        lifted_at=row.lifted_at,
    )


def _open(tx: Transaction, column: str, hold_id: str, sealed: bytes) -> str:
    return tx.vault.open(sealed, table="legal_hold", column=column, row=hold_id).decode()
