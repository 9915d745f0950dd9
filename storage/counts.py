"""How much waits, for whoever watches the service: numbers alone, each counted by an index over what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage import cases, duties, inbox, outbox
from storage.database import Transaction
from storage.tables import Case, Duty, InboxItem, OutboxMessage

_UNFINISHED_MESSAGES = (outbox.WAITING, outbox.SENDING, outbox.UNKNOWN, outbox.FAILED)
_UNFINISHED_ITEMS = (inbox.RECEIVED, inbox.FAILED)


@dataclass(frozen=True)
class Counts:
    """What is open at one moment. `messages` and `arrivals` count by state, `duties` and `late` by kind."""

    drafts: int
    open_cases: int
    messages: Mapping[str, int]
    arrivals: Mapping[str, int]
    duties: Mapping[str, int]
    late: Mapping[str, int]
    next_message_at: datetime | None


def counts(tx: Transaction, today: date) -> Counts:
    """Count what is open; a duty is late from the day after its due date."""
    return Counts(
        drafts=_cases(tx, cases.DRAFT),
        open_cases=_cases(tx, cases.SUBMITTED),
        messages=dict.fromkeys(_UNFINISHED_MESSAGES, 0) | _messages(tx),
        arrivals=dict.fromkeys(_UNFINISHED_ITEMS, 0) | _arrivals(tx),
        duties=_duties(tx, date.max),
        late=_duties(tx, today),
        next_message_at=outbox.next_due(tx),
    )


def _cases(tx: Transaction, state: str) -> int:
    return tx.session.exec(select(func.count()).select_from(Case).where(Case.state == state)).one()


def _messages(tx: Transaction) -> dict[str, int]:
    statement = select(OutboxMessage.state, func.count()).where(col(OutboxMessage.state).in_(_UNFINISHED_MESSAGES))
    return dict(tx.session.exec(statement.group_by(OutboxMessage.state)).all())


def _arrivals(tx: Transaction) -> dict[str, int]:
    statement = select(InboxItem.state, func.count()).where(col(InboxItem.state).in_(_UNFINISHED_ITEMS))
    return dict(tx.session.exec(statement.group_by(InboxItem.state)).all())


def _duties(tx: Transaction, before: date) -> dict[str, int]:
    statement = select(Duty.kind, func.count()).where(Duty.state == duties.OPEN, Duty.due_on < before)
    return dict(tx.session.exec(statement.group_by(Duty.kind)).all())
