"""Further information about a case, given after it was sent; numbered, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage import cases
from storage.database import Transaction
from storage.tables import Addition


@dataclass(frozen=True)
class StoredAddition:
    """Further information, opened."""

    case_id: str
    number: int
    text: str = field(repr=False)
    added_by: str
    added_at: datetime


def add(tx: Transaction, *, addition_id: str, case_id: str, text: str, by: str) -> StoredAddition:
    """Add further information with the next number in its case, or give what was added under this id before.

    The case is locked until the transaction ends. Raises `NotFound` if there is no such case.
    """
    case = cases.lock(tx, case_id)
    before = find(tx, addition_id)
    if before is not None:
        return before
    cases.changed(tx, case)
    last = tx.session.exec(select(func.max(col(Addition.number))).where(Addition.case_id == case_id)).one()
    addition = Addition(
        id=addition_id,
        case_id=case_id,
        number=(last or 0) + 1,
        text_sealed=tx.vault.seal(text.encode(), table="addition", column="text_sealed", row=addition_id),
        added_by=by,
        added_at=tx.now,
    )
    tx.session.add(addition)
    tx.session.flush()
    return _opened(tx, addition)


def find(tx: Transaction, addition_id: str) -> StoredAddition | None:
    """Give what was added under this id; None if nothing was. Raises `Unreadable`."""
    addition = tx.session.get(Addition, addition_id)
    return None if addition is None else _opened(tx, addition)


def of_case(tx: Transaction, case_id: str) -> tuple[StoredAddition, ...]:
    """Give all further information about a case in its order; raises `Unreadable`."""
    found = tx.session.exec(select(Addition).where(Addition.case_id == case_id).order_by(col(Addition.number)))
    return tuple(_opened(tx, addition) for addition in found)


def _opened(tx: Transaction, addition: Addition) -> StoredAddition:
    text = tx.vault.open(addition.text_sealed, table="addition", column="text_sealed", row=addition.id).decode()
    return StoredAddition(addition.case_id, addition.number, text, addition.added_by, addition.added_at)
