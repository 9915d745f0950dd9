"""Reference numbers such as ``PRP-2026-0001``: one after the other within a year, without a gap."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col

from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import ReferenceCounter


def next_reference(tx: Transaction, year: int) -> str:
    """Give the next reference of `year`.

    It is counted in the caller's transaction: if that is rolled back the number is given again, and another
    transaction that wants a number waits.
    """
    insert_if_absent(tx, ReferenceCounter(year=year))
    counted = (
        update(ReferenceCounter)
        .where(col(ReferenceCounter.year) == year)
        .values(last=ReferenceCounter.last + 1)
        .returning(col(ReferenceCounter.last))
    )
    number = tx.session.exec(counted).scalar_one()
    return f"PRP-{year}-{number:04}"
