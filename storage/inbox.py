"""The inbox: everything that arrives, committed before it is acknowledged, so that a repetition changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, update
from sqlmodel import col, select

from storage import cases
from storage.database import NotFound, Transaction
from storage.inserting import insert_row_if_absent
from storage.tables import Case, InboxItem, core, new_id

RECEIVED = "received"
DONE = "done"
FAILED = "failed"


@dataclass(frozen=True)
class Received:
    """What arrived, kept in an item. `is_new` if for the first time; `is_done` if it was dealt with before."""

    item_id: str
    is_new: bool
    is_done: bool


def receive(tx: Transaction, *, key: str, source: str, kind: str, actor: str, payload: bytes) -> Received:
    """Keep what arrived, its payload sealed, once for each `key`."""
    item_id = new_id()
    item = {
        "id": item_id,
        "key": key,
        "source": source,
        "kind": kind,
        "actor": actor,
        "received_at": tx.now,
        "payload_sealed": tx.vault.seal(payload, table="inbox", column="payload_sealed", row=item_id),
        "state": RECEIVED,
    }
    if insert_row_if_absent(tx, InboxItem, item):
        return Received(item_id, is_new=True, is_done=False)
    kept = tx.session.exec(select(InboxItem.id, InboxItem.state).where(InboxItem.key == key)).one()
    return Received(kept[0], is_new=False, is_done=kept[1] == DONE)


@dataclass(frozen=True)
class Concern:
    """Which case an item says that it is about: by its id, or by what began it (`Case.origin`); both may be empty."""

    case_id: str = ""
    origin: str = ""


NO_CASE = Concern()

_ITEM = core(InboxItem)
_FINISHED = (
    update(_ITEM)
    .where(_ITEM.c.id == bindparam("item_id"), _ITEM.c.state == RECEIVED)
    .values(state=bindparam("new_state"), done_at=bindparam("now"), case_id=bindparam("about"))
)


def done(tx: Transaction, item_id: str, concern: Concern = NO_CASE) -> bool:
    """Mark an item as dealt with, and the case that it is about; False, and nothing changed, if it was before.

    The case is locked from then on (`cases.lock`).
    """
    return _finish(tx, item_id, DONE, concern)


def failed(tx: Transaction, item_id: str, concern: Concern = NO_CASE) -> bool:
    """Mark an item as one that cannot be dealt with until a person looks; False, and nothing changed, if done."""
    return _finish(tx, item_id, FAILED, concern)


def concerns(tx: Transaction, item_id: str, case_id: str) -> None:
    """Note the case that an item turned out to be about, unless one is noted."""
    unknown = (col(InboxItem.id) == item_id, col(InboxItem.case_id).is_(None))
    tx.session.exec(update(InboxItem).where(*unknown).values(case_id=case_id))


def erase_payloads(tx: Transaction, case_id: str, at_most: int) -> int:
    """Erase what arrived about a case, at most so many; tells how many.

    The rows stay, emptied, so that a repetition still changes nothing.
    """
    nothing = len(_nothing(tx, ""))
    full = (col(InboxItem.case_id) == case_id, func.length(col(InboxItem.payload_sealed)) > nothing)
    found = tx.session.exec(select(InboxItem.id).where(*full).limit(at_most)).all()
    for item_id in found:
        _empty(tx, item_id)
    return len(found)


def erase_payload_of_erased(tx: Transaction, item_id: str) -> None:
    """Erase what arrived about an erased case: it came from a screen or a message that was still there."""
    erased = select(InboxItem.id).join(Case).where(InboxItem.id == item_id, col(Case.state).in_(cases.GONE))
    if tx.session.exec(erased).one_or_none() is not None:
        _empty(tx, item_id)


def forget(tx: Transaction, *, kind: str, received_before: datetime, limit: int) -> int:
    """Take out items of a kind that were dealt with and are about no case, at most `limit`; tells how many."""
    old = select(InboxItem.id).where(
        InboxItem.kind == kind,
        col(InboxItem.case_id).is_(None),
        col(InboxItem.received_at) < received_before,
        InboxItem.state == DONE,
    )
    return tx.session.exec(delete(InboxItem).where(col(InboxItem.id).in_(old.limit(limit)))).rowcount


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


def unprocessed_of(tx: Transaction, source: str) -> tuple[str, ...]:
    """Give the ids of what was received from a source and not dealt with, the earliest first, without opening it."""
    statement = select(InboxItem.id).where(InboxItem.state == RECEIVED, InboxItem.source == source)
    return tuple(tx.session.exec(statement.order_by(col(InboxItem.received_at), InboxItem.id)))


def take(tx: Transaction, item_id: str) -> bool:
    """Lock an item that was received and not dealt with, so that nobody else deals with it; False if it was."""
    statement = select(InboxItem.id).where(InboxItem.id == item_id, InboxItem.state == RECEIVED)
    return tx.session.exec(statement.with_for_update()).one_or_none() is not None


def failures(tx: Transaction, *, source: str) -> tuple[InboxItem, ...]:
    """Give the items from a source that could not be dealt with, the earliest first."""
    statement = select(InboxItem).where(InboxItem.state == FAILED, InboxItem.source == source)
    return tuple(tx.session.exec(statement.order_by(col(InboxItem.received_at), InboxItem.id)))


def take_again(tx: Transaction, item_id: str) -> bool:
    """Let an item be dealt with again that could not be; False, and nothing changed, if it did not fail."""
    again = update(InboxItem).where(col(InboxItem.id) == item_id, col(InboxItem.state) == FAILED)
    taken = tx.session.exec(again.values(state=RECEIVED, done_at=None)).rowcount == 1
    tx.there_is_work = tx.there_is_work or taken
    return taken


def open_payload(tx: Transaction, row: InboxItem) -> bytes:
    """Open what arrived; raises `NotFound` if it was erased, and `Unreadable` if it cannot be opened."""
    payload = tx.vault.open(row.payload_sealed, table="inbox", column="payload_sealed", row=row.id)
    if not payload:
        raise NotFound("What arrived was erased.")
    return payload


def _empty(tx: Transaction, item_id: str) -> None:
    emptied = update(InboxItem).where(col(InboxItem.id) == item_id).values(payload_sealed=_nothing(tx, item_id))
    tx.session.exec(emptied)


def _nothing(tx: Transaction, item_id: str) -> bytes:
    return tx.vault.seal(b"", table="inbox", column="payload_sealed", row=item_id)


def _finish(tx: Transaction, item_id: str, state: str, concern: Concern) -> bool:
    # The case is locked before it is noted: the database keeps its row from being locked by others as soon as a row
    # refers to it, so that two steps which noted the same case could never lock it, each waiting for the other.
    # A screen may be forged, so that there may be no such case at all.
    case = cases.lock_if_there(tx, case_id=concern.case_id, origin=concern.origin)
    values = {"item_id": item_id, "new_state": state, "now": tx.now, "about": case.id if case else None}
    return tx.connection.execute(_FINISHED, values).rowcount == 1
