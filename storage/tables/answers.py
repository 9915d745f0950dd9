"""What was answered, row by row, and what was answered before a correction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class AnswerRow(Table, table=True):
    """One row of a repeatable section (a child, a relative, an agency, an event), in the order of `position`."""

    __tablename__ = "answer_row"
    __table_args__ = (Index("ix_answer_row_case_id_section_group", "case_id", "section_group"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    section_group: str
    position: int


class Answer(Table, table=True):
    """One answer as sealed JSON. `row_id` is empty outside repeatable sections.

    `revision` is the case's revision at which this answer last changed: an older screen never overwrites a newer
    answer. A cleared answer stays as a sealed null for the same reason.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("case_id", "question_id", "row_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    question_id: str
    row_id: str = ""
    value_sealed: bytes = sealed(nullable=False)
    revision: int
    saved_at: datetime = moment()


class EarlierAnswer(Table, table=True):
    """An answer of a case that was sent, as it was before it was corrected: both are kept."""

    __tablename__ = "earlier_answer"
    __table_args__ = (Index("ix_earlier_answer_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    question_id: str
    row_id: str = ""
    value_sealed: bytes = sealed(nullable=False)
    """JSON; null if the question had no answer."""
    saved_at: datetime | None = moment(nullable=True)
    """When it was given; None if the question had no answer."""
    replaced_at: datetime = moment()
    replaced_by: str
