"""Letters: mails that were dealt with, each with its state and, sealed, what was read in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage import inbox
from storage.database import NotFound, Transaction
from storage.tables import InboxItem, Letter


def keep(
    tx: Transaction,
    *,
    item_id: str,
    state: str,
    mailbox: str,
    message_id: str,
    digest: str,
    sender: str,
    arrived_on: date,
    read: Any,
    intake_id: str | None = None,
    case_id: str | None = None,
) -> Letter:
    """Keep what became of a letter, and mark the inbox row that holds it as dealt with, with its case.

    `read` is JSON. A letter that is read again is kept in the place of the first time.
    """
    sealed = tx.vault.seal_json(read, table="letter", column="read_sealed", row=item_id)
    letter = tx.session.get(Letter, item_id) or Letter(
        id=item_id,
        state=state,
        mailbox=mailbox,
        message_id=message_id,
        digest=digest,
        sender=sender,
        arrived_on=arrived_on,
        read_sealed=sealed,
        handled_at=tx.now,
    )
    letter.state, letter.intake_id, letter.case_id = state, intake_id, case_id
    letter.digest, letter.read_sealed, letter.handled_at, letter.bound_for = digest, sealed, tx.now, ""
    tx.session.add(letter)
    tx.session.flush()
    inbox.done(tx, item_id, inbox.Concern(case_id or ""))
    return letter


def find(tx: Transaction, item_id: str) -> Letter | None:
    """Give the letter that an inbox row keeps; None if it was not dealt with yet."""
    return tx.session.get(Letter, item_id, populate_existing=True)


def get(tx: Transaction, item_id: str) -> Letter:
    """Give a letter; raises `NotFound`."""
    letter = find(tx, item_id)
    if letter is None:
        raise NotFound("There is no such letter.")
    return letter


def of_intake(tx: Transaction, intake_id: str) -> tuple[Letter, ...]:
    """Give the letters of an intake, the first one first."""
    statement = select(Letter).join(InboxItem, col(InboxItem.id) == col(Letter.id))
    statement = statement.where(Letter.intake_id == intake_id).order_by(col(InboxItem.received_at), col(Letter.id))
    return tuple(tx.session.exec(statement))


def is_known(tx: Transaction, *, item_id: str, sender: str, message_id: str, digest: str) -> bool:
    """Tell whether the same sender's letter was dealt with before: by its Message-ID, or by what it says."""
    same = or_(col(Letter.digest) == digest, *([col(Letter.message_id) == message_id] if message_id else []))
    statement = select(Letter.id).where(Letter.sender == sender, Letter.id != item_id, same)
    return tx.session.exec(statement.limit(1)).first() is not None


def open_read(tx: Transaction, letter: Letter) -> Any:
    """Open what was read in a letter; raises `Unreadable` if it cannot be opened."""
    return tx.vault.open_json(letter.read_sealed, table="letter", column="read_sealed", row=letter.id)


def move(tx: Transaction, letter: Letter, *, state: str, case_id: str | None) -> None:
    """Let a letter stand otherwise, and belong to another case; what was mailed goes with it."""
    letter.state, letter.case_id = state, case_id
    tx.session.add(letter)
    tx.session.flush()
    tx.session.exec(update(InboxItem).where(col(InboxItem.id) == letter.id).values(case_id=case_id))


def let_read_again(tx: Transaction, letter: Letter, *, state: str, bound_for: str) -> None:
    """Put a letter's inbox row back to what waits to be read, for a case or as a referral (`bound_for`)."""
    letter.state, letter.bound_for = state, bound_for
    tx.session.add(letter)
    tx.session.flush()
    waiting = update(InboxItem).where(col(InboxItem.id) == letter.id)
    tx.session.exec(waiting.values(state=inbox.RECEIVED, done_at=None))
    tx.there_is_work = True
