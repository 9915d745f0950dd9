"""Who saw, changed, exported, decided or was told what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class AuditEntry(Table, table=True):
    """Who saw, changed, exported, decided or was told what; only ever added to; free of case content.

    `id` numbers the entries from 1 without a gap; `mac` chains each to the one before it (`storage.audit_chain`).
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_case_id_id", "case_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment()
    actor: str
    action: str
    case_id: str | None = Field(default=None)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    key_id: str = ""
    """The key with which `mac` was made, in hexadecimal."""
    mac: str = ""


class StatedReason(Table, table=True):
    """Why somebody did what an entry of the audit tells of, in their own words: the entry names it by its id.

    `case_id` is None where it is about no case.
    """

    __tablename__ = "stated_reason"
    __table_args__ = (Index("ix_stated_reason_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    reason_sealed: bytes = sealed(nullable=False)
