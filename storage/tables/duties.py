"""What somebody owes by a date: the clock."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class Duty(Table, table=True):
    """Something that somebody owes by a date. Everything with a clock is a duty: the chair's decision, information
    that is awaited, an action (docs/procedure.md, section 4).

    `kind` is decide, supply_information or action. `owed_by` is ``chair``, ``referrer`` or a person's id.
    `details_sealed` holds what is to be supplied. `history_sealed` lists earlier due dates with who changed them,
    when and why: a reason is free text, and so is sealed.
    """

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_case_id_state", "case_id", "state"),
        Index("ix_duty_owed_by_state_due_on", "owed_by", "state", "due_on"),
        Index("ix_duty_state_due_on", "state", "due_on"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    kind: str
    owed_by: str
    state: str = "open"
    """open, done, dropped."""
    due_on: date
    regime: str = ""
    start_event: str = ""
    start_on: date | None = None
    rule: str = ""
    source: str = ""
    statutory: bool = False
    provisional: bool = False
    set_by: str
    set_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)
    details_sealed: bytes | None = sealed()
    history_sealed: bytes | None = sealed()


class Reminder(Table, table=True):
    """A reminder of a duty, computed from its due date; when the date moves, the waiting rows are replaced.

    `step` is before:N, on or late:N (working days). `state` is waiting, sent or dropped.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("duty_id", "due_on", "step"),
        Index("ix_reminder_state_send_at", "state", "send_at"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    duty_id: str = Field(foreign_key="duty.id")
    due_on: date
    step: str
    send_at: datetime = moment()
    state: str = "waiting"


class Action(Table, table=True):
    """An action that follows a decision. Its owner and due date are those of its duty."""

    __tablename__ = "action"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    duty_id: str = Field(foreign_key="duty.id", unique=True)
    number: int
    text_sealed: bytes = sealed(nullable=False)
    note_sealed: bytes | None = sealed()
    added_by: str
    added_at: datetime = moment()
    done_by: str | None = None
    done_at: datetime | None = moment(nullable=True)
