"""What letters may answer: kept sealed until a person confirms it or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.answers import Place
from storage.database import Transaction
from storage.tables import Case, Suggestion, new_id

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"


@dataclass(frozen=True)
class StoredSuggestion:
    """One suggestion, opened: a value for a question's place."""

    id: str
    place: Place
    value: Any = field(repr=False)


def make(tx: Transaction, case: Case, letter_id: str, place: Place, value: Any) -> bool:
    """Suggest a value; False, and nothing changed, if the same is waiting to be confirmed or was refused already."""
    known = select(Suggestion).where(Suggestion.case_id == case.id, Suggestion.state != CONFIRMED)
    at_place = known.where(Suggestion.question_id == place[0], Suggestion.row_id == place[1])
    if any(_value(tx, each) == value for each in tx.session.exec(at_place)):
        return False
    suggestion_id = new_id()
    sealed = tx.vault.seal_json(value, table="suggestion", column="value_sealed", row=suggestion_id)
    made = Suggestion(
        id=suggestion_id,
        case_id=case.id,
        letter_id=letter_id,
        question_id=place[0],
        row_id=place[1],
        value_sealed=sealed,
        made_at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    return True


def waiting(tx: Transaction, case_id: str) -> tuple[StoredSuggestion, ...]:
    """Give what waits to be confirmed in a case, the first one first."""
    statement = select(Suggestion).where(Suggestion.case_id == case_id, Suggestion.state == WAITING)
    found = tx.session.exec(
        statement.order_by(col(Suggestion.made_at), col(Suggestion.question_id), col(Suggestion.id))
    )
    return tuple(StoredSuggestion(each.id, (each.question_id, each.row_id), _value(tx, each)) for each in found)


def settle(tx: Transaction, suggestion_id: str, *, confirmed: bool, by: str) -> bool:
    """Confirm or refuse a suggestion; False, and nothing changed, if that was done before."""
    statement = update(Suggestion).where(col(Suggestion.id) == suggestion_id, col(Suggestion.state) == WAITING)
    settled = statement.values(state=CONFIRMED if confirmed else REFUSED, settled_by=by, settled_at=tx.now)
    return tx.session.exec(settled).rowcount == 1


def forget(tx: Transaction, case_id: str) -> None:
    """Forget what was suggested for a draft that is set aside: its letters are read again where they belong."""
    tx.session.exec(delete(Suggestion).where(col(Suggestion.case_id) == case_id))


def _value(tx: Transaction, row: Suggestion) -> Any:
    return tx.vault.open_json(row.value_sealed, table="suggestion", column="value_sealed", row=row.id)
