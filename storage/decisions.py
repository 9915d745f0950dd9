"""Decisions of the independent chair, sealed. A correction is a further decision; both are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from storage import cases
from storage.database import Transaction
from storage.tables import Decision


@dataclass(frozen=True)
class StoredDecision:
    """A decision, opened. `outcome` is JSON: the outcome's id and what belongs to it."""

    id: str
    case_id: str
    number: int
    outcome: Any = field(repr=False)
    reasons: str = field(repr=False)
    decided_by: str
    recorded_by: str
    decided_on: date
    recorded_at: datetime
    corrects: str | None
    correction_reason: str | None = field(repr=False)


def record(
    tx: Transaction,
    *,
    decision_id: str,
    case_id: str,
    outcome: Any,
    reasons: str,
    decided_by: str,
    recorded_by: str,
    decided_on: date,
    corrects: str | None = None,
    correction_reason: str | None = None,
) -> StoredDecision:
    """Record a decision, or with `corrects` (a decision's id) a correction of one.

    The case is locked until the transaction ends.
    """
    case = cases.lock(tx, case_id)
    if corrects is not None:
        cases.changed(tx, case)
    last = tx.session.exec(select(func.max(col(Decision.number))).where(Decision.case_id == case_id)).one()
    decision = Decision(
        id=decision_id,
        case_id=case_id,
        number=(last or 0) + 1,
        outcome_sealed=_seal(tx, "outcome_sealed", decision_id, outcome),
        reasons_sealed=_seal(tx, "reasons_sealed", decision_id, reasons),
        decided_by=decided_by,
        recorded_by=recorded_by,
        decided_on=decided_on,
        recorded_at=tx.now,
        corrects=corrects,
        correction_reason_sealed=(
            None if correction_reason is None else _seal(tx, "correction_reason_sealed", decision_id, correction_reason)
        ),
    )
    tx.session.add(decision)
    tx.session.flush()
    return _opened(tx, decision)


def of_case(tx: Transaction, case_id: str) -> tuple[StoredDecision, ...]:
    """Give the decisions in a case, the first one first."""
    return tuple(_opened(tx, decision) for decision in _of_case(tx, case_id))


def latest(tx: Transaction, case_id: str) -> StoredDecision | None:
    """Give the decision that stands: the one recorded last."""
    decisions = _of_case(tx, case_id)
    return _opened(tx, decisions[-1]) if decisions else None


def _of_case(tx: Transaction, case_id: str) -> tuple[Decision, ...]:
    return tuple(tx.session.exec(select(Decision).where(Decision.case_id == case_id).order_by(col(Decision.number))))


def _opened(tx: Transaction, row: Decision) -> StoredDecision:
    return StoredDecision(
        id=row.id,
        case_id=row.case_id,
        number=row.number,
        outcome=_open(tx, "outcome_sealed", row.id, row.outcome_sealed),
        reasons=_open(tx, "reasons_sealed", row.id, row.reasons_sealed),
        decided_by=row.decided_by,
        recorded_by=row.recorded_by,
        decided_on=row.decided_on,
        recorded_at=row.recorded_at,
        corrects=row.corrects,
        correction_reason=(
            None
            if row.correction_reason_sealed is None
            else _open(tx, "correction_reason_sealed", row.id, row.correction_reason_sealed)
        ),
    )


def _seal(tx: Transaction, column: str, decision_id: str, value: Any) -> bytes:
    return tx.vault.seal_json(value, table="decision", column=column, row=decision_id)


def _open(tx: Transaction, column: str, decision_id: str, sealed: bytes) -> Any:
    return tx.vault.open_json(sealed, table="decision", column=column, row=decision_id)
