"""Why somebody read a case, took something out of it or accepted the audit as it is: sealed, and beside the audit.

A reason is free text and may name a child, so that it does not stand in the audit itself: an entry carries its id. It
is bound to that id, and can be erased with its case while the chain of the audit stays whole.
Source: docs/procedure.md, section 7, rules 6 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import select

from storage.database import Transaction
from storage.inserting import insert
from storage.tables import StatedReason, new_id


def keep(tx: Transaction, reason: str, *, case_id: str | None) -> str:
    """Keep a reason and give its id."""
    reason_id = new_id()
    sealed = tx.vault.seal(reason.encode(), table="stated_reason", column="reason_sealed", row=reason_id)
    insert(tx, StatedReason, [{"id": reason_id, "case_id": case_id, "reason_sealed": sealed}])
    return reason_id


def of_case(tx: Transaction, case_id: str) -> Mapping[str, str]:
    """Give the reasons that were stated about a case, by their ids; raises `Unreadable`."""
    found = tx.session.exec(select(StatedReason).where(StatedReason.case_id == case_id))
    return {
        row.id: tx.vault.open(row.reason_sealed, table="stated_reason", column="reason_sealed", row=row.id).decode()
        for row in found
    }
