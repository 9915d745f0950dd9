"""Conversations in direct messages: what was asked last of whom, and which messages became answers."""

from __future__ import annotations

from sqlmodel import select

from storage.database import Transaction
from storage.tables import Conversation, UsedMessage


def of(tx: Transaction, owner: str) -> Conversation | None:
    """Give what `owner` was asked last, as it is now; None if they never were."""
    statement = select(Conversation).where(Conversation.owner == owner)
    return tx.session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def remember(tx: Transaction, *, owner: str, case_id: str, question_id: str, occasion: str) -> None:
    """Keep what `owner` is asked now, in place of what they were asked before.

    `question_id` is empty where the message asks no question. `occasion` names the message in the outbox.
    """
    asked = Conversation(owner=owner, case_id=case_id, question_id=question_id, occasion=occasion, asked_at=tx.now)
    tx.session.merge(asked)
    tx.session.flush()


def message_used(tx: Transaction, message_id: str) -> UsedMessage | None:
    """Give what a direct message (``D123:1764000000.000100``) was used for; None if it was not."""
    return tx.session.get(UsedMessage, message_id, populate_existing=True)


def remember_used(
    tx: Transaction, message_id: str, *, owner: str, case_id: str, question_id: str, row_id: str = "", revision: int
) -> None:
    """Keep what a direct message is used for, in place of what it was used for before."""
    used = UsedMessage(
        id=message_id,
        owner=owner,
        case_id=case_id,
        question_id=question_id,
        row_id=row_id,
        revision=revision,
        used_at=tx.now,
    )
    tx.session.merge(used)
    tx.session.flush()
