"""Files that belong to a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class Attachment(Table, table=True):
    """A file that belongs to a case. Its content stands apart, so that a list of files does not load it.

    `origin` names where it comes from (``slack:F123``), so that a file given twice is kept once. A file is wanted
    until it was fetched; then it is kept, or refused for the reason in `trouble`.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("case_id", "origin"),
        UniqueConstraint("case_id", "number"),
        Index("ix_attachment_state_not_before", "state", "not_before"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    origin: str
    number: int
    """Counted from 1 in its case; a number is not given again when its file is removed."""
    state: str = "wanted"
    """wanted, kept, refused, removed."""
    name_sealed: bytes = sealed(nullable=False)
    kind: str = ""
    """What it is by its content (``pdf``, ``docx``); empty until it was fetched."""
    size: int = 0
    """In bytes; 0 until it was fetched."""
    trouble: str = ""
    """A short code of why it was refused or could not be fetched yet, or of what is to be known of a kept one."""
    attempts: int = 0
    not_before: datetime = moment()
    added_by: str
    added_at: datetime = moment()


class AttachmentContent(Table, table=True):
    """The bytes of a file that is kept."""

    __tablename__ = "attachment_content"
    attachment_id: str = Field(foreign_key="attachment.id", primary_key=True)
    content_sealed: bytes = sealed(nullable=False)
