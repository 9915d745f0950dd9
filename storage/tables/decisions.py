"""What the independent chair decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class Decision(Table, table=True):
    """A decision of the independent chair. A correction is a further row that names the one it corrects."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    number: int
    """1 for the first decision in the case, and so on."""
    outcome_sealed: bytes = sealed(nullable=False)
    """JSON: the outcome's id and what belongs to it (which agency leads, elsewhere where)."""
    reasons_sealed: bytes = sealed(nullable=False)
    decided_by: str
    """chair or deputy_chair."""
    recorded_by: str
    decided_on: date
    recorded_at: datetime = moment()
    corrects: str | None = Field(default=None, foreign_key="decision.id", unique=True)
    correction_reason_sealed: bytes | None = sealed()
