"""The inbox: everything that arrives, committed before it is acknowledged, so that a repetition changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import InboxItem, new_id

RECEIVED = "received"
DONE = "done"
FAILED = "failed"


@dataclass(frozen=True)
class Received:
    """What arrived. `is_new` if it did for the first time; `is_done` if it was dealt with before."""

    row: InboxItem
    is_new: bool
    is_done: bool


def receive(tx: Transaction, *, key: str, source: str, kind: str, actor: str, payload: bytes) -> Received:
    """Keep what arrived, its payload sealed, once for each `key`."""
    item_id = new_id()
    item = InboxItem(
        id=item_id,
        key=key,
        source=source,
        kind=kind,
        actor=actor,
        received_at=tx.now,
        payload_sealed=tx.vault.seal(payload, table="inbox", column="payload_sealed", row=item_id),
        state=RECEIVED,
    )
    if insert_if_absent(tx, item):
        return Received(item, is_new=True, is_done=False)
    row = tx.session.exec(select(InboxItem).where(InboxItem.key == key)).one()
    return Received(row, is_new=False, is_done=row.state == DONE)


def done(tx: Transaction, item_id: str) -> bool:
    """Mark an item as dealt with; False, and nothing changed, if it was before."""
    return _finish(tx, item_id, DONE)


def failed(tx: Transaction, item_id: str) -> bool:
    """Mark an item as one that cannot be dealt with until a person looks; False, and nothing changed, if done."""
    return _finish(tx, item_id, FAILED)


def get(tx: Transaction, item_id: str) -> InboxItem:
    """Give an item; raises `NotFound`."""
    item = tx.session.get(InboxItem, item_id)
    if item is None:
        raise NotFound("There is no such item.")
    return item


def unprocessed(tx: Transaction) -> tuple[InboxItem, ...]:
    """Give the items that were received and not dealt with, the earliest first."""
    statement = select(InboxItem).where(InboxItem.state == RECEIVED)
    return tuple(tx.session.exec(statement.order_by(col(InboxItem.received_at), InboxItem.id)))


def open_payload(tx: Transaction, row: InboxItem) -> bytes:
    """Open what arrived; raises `Unreadable` if that cannot be done."""
    return tx.vault.open(row.payload_sealed, table="inbox", column="payload_sealed", row=row.id)


def _finish(tx: Transaction, item_id: str, state: str) -> bool:
    statement = (
        update(InboxItem)
        .where(col(InboxItem.id) == item_id, col(InboxItem.state) == RECEIVED)
        .values(state=state, done_at=tx.now)
    )
    return tx.session.exec(statement).rowcount == 1
