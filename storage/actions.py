"""Actions that follow a decision: what is to be done, sealed. Who and by when is in the action's duty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import cases
from storage.database import NotFound, Transaction
from storage.tables import Action


@dataclass(frozen=True)
class StoredAction:
    """An action, opened. `note` is what was written when it was done."""

    id: str
    case_id: str
    duty_id: str
    number: int
    text: str = field(repr=False)
    note: str | None = field(repr=False)
    added_by: str
    added_at: datetime
    done_by: str | None
    done_at: datetime | None


def add(tx: Transaction, *, action_id: str, case_id: str, duty_id: str, text: str, added_by: str) -> StoredAction:
    """Add an action with the next number in its case; the case is locked until the transaction ends."""
    cases.lock(tx, case_id)
    last = tx.session.exec(select(func.max(col(Action.number))).where(Action.case_id == case_id)).one()
    action = Action(
        id=action_id,
        case_id=case_id,
        duty_id=duty_id,
        number=(last or 0) + 1,
        text_sealed=_seal(tx, "text_sealed", action_id, text),
        added_by=added_by,
        added_at=tx.now,
    )
    tx.session.add(action)
    tx.session.flush()
    return _opened(tx, action)


def get(tx: Transaction, action_id: str) -> StoredAction:
    """Give an action; raises `NotFound`."""
    return _one(tx, select(Action).where(Action.id == action_id))


def of_duty(tx: Transaction, duty_id: str) -> StoredAction:
    """Give the action whose due date is a duty's; raises `NotFound`."""
    return _one(tx, select(Action).where(Action.duty_id == duty_id))


def of_case(tx: Transaction, case_id: str) -> tuple[StoredAction, ...]:
    """Give the actions of a case, by number."""
    statement = select(Action).where(Action.case_id == case_id).order_by(col(Action.number))
    return tuple(_opened(tx, action) for action in tx.session.exec(statement))


def finish(tx: Transaction, action_id: str, *, note: str, by: str) -> bool:
    """Mark an action as done, with a note; False, and nothing changed, if it was done before."""
    statement = (
        update(Action)
        .where(col(Action.id) == action_id, col(Action.done_at).is_(None))
        .values(note_sealed=_seal(tx, "note_sealed", action_id, note), done_by=by, done_at=tx.now)
    )
    return tx.session.exec(statement).rowcount == 1


def _one(tx: Transaction, statement: SelectOfScalar[Action]) -> StoredAction:
    action = tx.session.exec(statement).one_or_none()
    if action is None:
        raise NotFound("There is no such action.")
    return _opened(tx, action)


def _opened(tx: Transaction, row: Action) -> StoredAction:
    return StoredAction(
        id=row.id,
        case_id=row.case_id,
        duty_id=row.duty_id,
        number=row.number,
        text=_open(tx, "text_sealed", row.id, row.text_sealed),
        note=None if row.note_sealed is None else _open(tx, "note_sealed", row.id, row.note_sealed),
        added_by=row.added_by,
        added_at=row.added_at,
        done_by=row.done_by,
        done_at=row.done_at,
    )


def _seal(tx: Transaction, column: str, action_id: str, value: str) -> bytes:
    return tx.vault.seal_json(value, table="action", column=column, row=action_id)


def _open(tx: Transaction, column: str, action_id: str, sealed: bytes) -> str:
    opened: str = tx.vault.open_json(sealed, table="action", column=column, row=action_id)
    return opened
