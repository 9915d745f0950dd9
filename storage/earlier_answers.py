"""Answers as they were before somebody corrected them, after the referral was sent: both are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from storage.answers import Place, StoredAnswer
from storage.database import Transaction
from storage.tables import EarlierAnswer, new_id


@dataclass(frozen=True)
class Replaced:
    """An answer that another took the place of. `value` and `saved_at` are None if the question had no answer."""

    place: Place
    value: Any = field(repr=False)
    saved_at: datetime | None
    replaced_at: datetime
    replaced_by: str


def keep(tx: Transaction, case_id: str, place: Place, earlier: StoredAnswer | None, *, by: str) -> None:
    """Keep an answer that is about to be replaced."""
    row_id = new_id()
    value = earlier.value if earlier else None
    tx.session.add(
        EarlierAnswer(
            id=row_id,
            case_id=case_id,
            question_id=place[0],
            row_id=place[1],
            value_sealed=tx.vault.seal_json(value, table="earlier_answer", column="value_sealed", row=row_id),
            saved_at=earlier.saved_at if earlier else None,
            replaced_at=tx.now,
            replaced_by=by,
        )
    )
    tx.session.flush()


def of_case(tx: Transaction, case_id: str) -> tuple[Replaced, ...]:
    """Give every replaced answer of a case, the one replaced first first; raises `Unreadable`."""
    statement = select(EarlierAnswer).where(EarlierAnswer.case_id == case_id)
    found = tx.session.exec(statement.order_by(col(EarlierAnswer.replaced_at), col(EarlierAnswer.id)))
    return tuple(_opened(tx, row) for row in found)


def _opened(tx: Transaction, row: EarlierAnswer) -> Replaced:
    return Replaced(
        place=(row.question_id, row.row_id),
        value=tx.vault.open_json(row.value_sealed, table="earlier_answer", column="value_sealed", row=row.id),
        saved_at=row.saved_at,
        replaced_at=row.replaced_at,
        replaced_by=row.replaced_by,
    )
