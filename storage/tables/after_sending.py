"""What is said about a case after it was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class Addition(Table, table=True):
    """Further information that was given about a case after it was sent."""

    __tablename__ = "addition"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    number: int
    text_sealed: bytes = sealed(nullable=False)
    added_by: str
    added_at: datetime = moment()


class Withdrawal(Table, table=True):
    """That a referral was withdrawn, and why; and where it was opened again, who did that and why."""

    __tablename__ = "withdrawal"
    __table_args__ = (Index("ix_withdrawal_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    reason_sealed: bytes = sealed(nullable=False)
    withdrawn_by: str
    withdrawn_at: datetime = moment()
    reopening_reason_sealed: bytes | None = sealed()
    reopened_by: str | None = None
    reopened_at: datetime | None = moment(nullable=True)
