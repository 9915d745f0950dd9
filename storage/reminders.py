"""Reminders of duties: rows, computed from the due date (docs/procedure.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import Duty, Reminder

WAITING = "waiting"
SENT = "sent"
DROPPED = "dropped"


def replace(tx: Transaction, duty: Duty, steps: Iterable[tuple[str, datetime]]) -> None:
    """Let the waiting reminders of a duty be those in `steps` (step, when to send) for its present due date.

    A step that was sent for this due date is not sent again.
    """
    drop(tx, duty.id)
    for step, send_at in steps:
        add(tx, duty, step, send_at)


def add(tx: Transaction, duty: Duty, step: str, send_at: datetime) -> bool:
    """Add a reminder for the duty's present due date; False if that step waits or was sent."""
    reminder = Reminder(duty_id=duty.id, due_on=duty.due_on, step=step, send_at=send_at, state=WAITING)
    if insert_if_absent(tx, reminder):
        return True
    statement = (
        update(Reminder)
        .where(col(Reminder.duty_id) == duty.id, col(Reminder.due_on) == duty.due_on, col(Reminder.step) == step)
        .where(col(Reminder.state) == DROPPED)
        .values(state=WAITING, send_at=send_at)
    )
    return tx.session.exec(statement).rowcount == 1


def due(tx: Transaction, limit: int = 50) -> tuple[Reminder, ...]:
    """Give the waiting reminders whose moment has come, the earliest first."""
    statement = select(Reminder).where(Reminder.state == WAITING, col(Reminder.send_at) <= tx.now)
    return tuple(tx.session.exec(statement.order_by(col(Reminder.send_at)).limit(limit)))


def of_duty(tx: Transaction, duty_id: str) -> tuple[Reminder, ...]:
    """Give every reminder of a duty, dropped ones too, in the order of their moments."""
    statement = select(Reminder).where(Reminder.duty_id == duty_id).order_by(col(Reminder.send_at))
    return tuple(tx.session.exec(statement.execution_options(populate_existing=True)))


def mark_sent(tx: Transaction, reminder_id: str) -> bool:
    """Mark a waiting reminder as sent; False, and nothing changed, if it does not wait any more."""
    statement = (
        update(Reminder).where(col(Reminder.id) == reminder_id, col(Reminder.state) == WAITING).values(state=SENT)
    )
    return tx.session.exec(statement).rowcount == 1


def drop(tx: Transaction, duty_id: str) -> int:
    """Drop the waiting reminders of a duty; tells how many."""
    statement = (
        update(Reminder).where(col(Reminder.duty_id) == duty_id, col(Reminder.state) == WAITING).values(state=DROPPED)
    )
    return tx.session.exec(statement).rowcount


def next_due(tx: Transaction) -> datetime | None:
    """Give the moment of the earliest waiting reminder."""
    return tx.session.exec(select(func.min(col(Reminder.send_at))).where(Reminder.state == WAITING)).one()
