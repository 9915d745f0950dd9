"""What must not be erased, and what was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class LegalHold(Table, table=True):
    """That a case must not be erased, and why; and where that was lifted, who did that and why."""

    __tablename__ = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    reason_sealed: bytes = sealed(nullable=False)
    held_by: str
    held_at: datetime = moment()
    lifting_reason_sealed: bytes | None = sealed()
    lifted_by: str | None = None
    lifted_at: datetime | None = moment(nullable=True)


class ErasedCase(Table, table=True):
    """The register of sent cases that were erased. Nothing in it names anybody.

    `told_sealed` holds, as JSON, the outcome and the rule of the schedule: an outcome is confidential.
    """

    __tablename__ = "erased_case"
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    reference: str = Field(unique=True)
    purpose: str
    told_sealed: bytes = sealed(nullable=False)
    begun_at: datetime = moment()
    erased_at: datetime | None = moment(nullable=True)
    """When nothing was left of it; None while it is being erased."""
