"""Marks of children: they tell that two open cases may be about the same child, and nothing else.

A mark is a keyed code of a name and a date of birth. Without the key file nobody can tell whose it is, and cases are
compared by an index, however many there are.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable

from sqlalchemy import delete
from sqlmodel import col, select

from storage import cases
from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import Case, ChildMark, ChildMarkSecret

_ONLY = "child_mark"
_NONE = ""


def put(tx: Transaction, case_id: str, said: Iterable[str]) -> None:
    """Mark a case with what is said of its children, one text for each; marks of before are taken off."""
    tx.session.exec(delete(ChildMark).where(col(ChildMark.case_id) == case_id))
    secret = _secret(tx)
    for mark in {hmac.digest(secret, each.encode(errors="surrogatepass"), "sha256").hex() for each in said} or {_NONE}:
        insert_if_absent(tx, ChildMark(case_id=case_id, mark=mark))  # another bot may be marking it too


def others(tx: Transaction, case_id: str) -> tuple[Case, ...]:
    """Give the other cases that are open, or drafts, with a mark of this case."""
    own = select(ChildMark.mark).where(ChildMark.case_id == case_id, ChildMark.mark != _NONE)
    marked = select(ChildMark.case_id).where(col(ChildMark.mark).in_(own), ChildMark.case_id != case_id)
    open_ones = (cases.DRAFT, cases.SUBMITTED)
    statement = select(Case).where(col(Case.id).in_(marked), col(Case.state).in_(open_ones))
    return tuple(tx.session.exec(statement.order_by(col(Case.begun_at), col(Case.id))))


def unmarked(tx: Transaction, limit: int) -> tuple[Case, ...]:
    """Give cases that were sent, are open, and were not marked yet, at most `limit`, and lock them.

    What another transaction holds at the moment is left out until the next time.
    """
    marked = select(ChildMark.case_id).where(ChildMark.case_id == Case.id)
    statement = select(Case).where(Case.state == cases.SUBMITTED, ~marked.exists())
    statement = statement.order_by(col(Case.submitted_at), col(Case.id)).limit(limit)
    locking = statement.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return tuple(tx.session.exec(locking))


def _secret(tx: Transaction) -> bytes:
    """Give the secret, which the first mark makes; whoever comes second at the same moment uses the first one's."""
    where = {"table": "child_mark_secret", "column": "secret_sealed", "row": _ONLY}
    if tx.session.get(ChildMarkSecret, _ONLY) is None:
        insert_if_absent(tx, ChildMarkSecret(id=_ONLY, secret_sealed=tx.vault.seal(os.urandom(32), **where)))
    kept = tx.session.get_one(ChildMarkSecret, _ONLY, populate_existing=True)
    return tx.vault.open(kept.secret_sealed, **where)
