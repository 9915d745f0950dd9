"""Conflicts of interest: who may have one in which case (docs/procedure.md, section 7, rule 5)."""

from __future__ import annotations

from sqlalchemy import text, update
from sqlmodel import col, select

from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import Conflict

POSSIBLE = "possible"
CLEARED = "cleared"

_TURN = 0x0C0F11C7
"""The number of the lock by which marking a case and marking a newcomer wait for each other on PostgreSQL."""


def take_turn_for_case(tx: Transaction) -> None:
    """Have whoever is given a role wait until this transaction, which marks a case, ends; or wait for them.

    So each sees what the other committed. On SQLite writers take turns anyway.
    """
    _take_turn(tx, "pg_advisory_xact_lock_shared")


def take_turn_for_newcomer(tx: Transaction) -> None:
    """Wait until every transaction that marks a case at this moment has ended; those that come later wait."""
    _take_turn(tx, "pg_advisory_xact_lock")


def _take_turn(tx: Transaction, lock: str) -> None:
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text(f"SELECT {lock}(:turn)"), {"turn": _TURN})


def mark(tx: Transaction, case_id: str, who: str) -> bool:
    """Mark a possible conflict of `who` (a person's id, ``chair`` or ``deputy_chair``).

    False, and nothing changed, if it is marked already: one that the business unit cleared stays cleared.
    """
    conflict = Conflict(case_id=case_id, who=who, state=POSSIBLE, marked_at=tx.now)
    return insert_if_absent(tx, conflict)


def clear(tx: Transaction, case_id: str, who: str, *, by: str) -> bool:
    """Clear a possible conflict; False, and nothing changed, if there is none."""
    statement = (
        update(Conflict)
        .where(col(Conflict.case_id) == case_id, col(Conflict.who) == who, col(Conflict.state) == POSSIBLE)
        .values(state=CLEARED, cleared_at=tx.now, cleared_by=by)
    )
    return tx.session.exec(statement).rowcount == 1


def of_case(tx: Transaction, case_id: str) -> tuple[Conflict, ...]:
    """Give every conflict marked in a case, cleared ones too."""
    return tuple(tx.session.exec(select(Conflict).where(Conflict.case_id == case_id).order_by(Conflict.who)))


def state(tx: Transaction, case_id: str, who: str) -> str | None:
    """Give ``possible``, ``cleared``, or None where nothing was marked."""
    statement = select(Conflict.state).where(Conflict.case_id == case_id, Conflict.who == who)
    return tx.session.exec(statement).one_or_none()
