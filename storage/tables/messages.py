"""What arrives and what is to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class InboxItem(Table, table=True):
    """Everything that arrives, committed before it is acknowledged. `state` is received, done or failed.

    `case_id` is the case that it turned out to be about; it is erased with it if that is a draft never sent.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_state_received_at", "state", "received_at"),
        Index("ix_inbox_case_id", "case_id"),
        Index(
            "ix_inbox_kind_received_at_without_case",
            *("kind", "received_at"),
            sqlite_where=text("case_id IS NULL"),
            postgresql_where=text("case_id IS NULL"),
        ),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    key: str = Field(unique=True)
    source: str
    kind: str
    actor: str
    received_at: datetime = moment()
    payload_sealed: bytes = sealed(nullable=False)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    state: str = "received"
    done_at: datetime | None = moment(nullable=True)


class OutboxMessage(Table, table=True):
    """A message to send, written in the same commit as the change that caused it.

    `occasion` says which happening of its case it tells of, so that each is told once to each recipient. `data` fills
    the notice's template and holds no case content. `state` is waiting, sending, sent, unknown, failed or dropped.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "channel", "address", "occasion"),
        Index(
            "uq_outbox_kind_channel_address_occasion_without_case",
            *("kind", "channel", "address", "occasion"),
            unique=True,  # a row without a case equals no other in the constraint above
            sqlite_where=text("case_id IS NULL"),
            postgresql_where=text("case_id IS NULL"),
        ),
        Index("ix_outbox_state_not_before", "state", "not_before"),
        Index("ix_outbox_duty_id", "duty_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    duty_id: str | None = Field(default=None, foreign_key="duty.id")
    kind: str
    channel: str
    """slack or email."""
    address: str
    occasion: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = "waiting"
    attempts: int = 0
    doubts: int = 0
    """How many attempts ended without knowing whether the message went out."""
    not_before: datetime = moment()
    claimed_by: str | None = None
    lease_until: datetime | None = moment(nullable=True)
    trouble: str = ""
    """A short code of what went wrong last (``channel_not_found``, ``timeout``), never a message's text."""
    receipt: str = ""
    """What the other side gave: Slack's channel and ts, or the Message-ID."""
    queued_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)
