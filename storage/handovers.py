"""Drafts that were handed to a colleague: from whom, to whom, by whom and when."""

from __future__ import annotations

from sqlmodel import col, select

from storage import cases
from storage.database import Transaction
from storage.tables import Case, Handover


def hand_over(tx: Transaction, case: Case, *, to: str, by: str) -> Handover:
    """Let a draft belong to `to` from now on. The case is locked until the transaction ends."""
    locked = cases.lock(tx, case.id)
    before = of_case(tx, case.id)
    handover = Handover(
        case_id=case.id,
        number=len(before) + 1,
        handed_from=locked.owner,
        handed_to=to,
        handed_by=by,
        handed_at=tx.now,
    )
    tx.session.add(handover)
    cases.give_to(tx, locked, to)
    tx.session.flush()
    return handover


def of_case(tx: Transaction, case_id: str) -> tuple[Handover, ...]:
    """Give the handovers of a draft, the first one first."""
    statement = select(Handover).where(Handover.case_id == case_id)
    return tuple(tx.session.exec(statement.order_by(col(Handover.number))))
