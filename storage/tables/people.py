"""Who has which role, and where they may have a conflict of interest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id


def _unique_among_present(column: str) -> Index:
    """Make a person's address unique among those who were not removed."""
    present = text(f"{column} IS NOT NULL AND removed_at IS NULL")
    return Index(f"uq_person_{column}_present", column, unique=True, sqlite_where=present, postgresql_where=present)


class Person(Table, table=True):
    """Someone with a role in the process. Referrers need no row here; chair and deputy come from settings."""

    __tablename__ = "person"
    __table_args__ = (_unique_among_present("slack"), _unique_among_present("email"))
    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    agency: str = ""
    slack: str | None = None
    email: str | None = None
    added_at: datetime = moment()
    removed_at: datetime | None = moment(nullable=True)


class PersonRole(Table, table=True):
    """A role that a person holds."""

    __tablename__ = "person_role"
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    role: str = Field(primary_key=True)


class Conflict(Table, table=True):
    """A conflict of interest of one person in one case (docs/procedure.md, section 7, rule 5).

    `who` is a person's id, or ``chair`` or ``deputy_chair``. `state` is possible or cleared.
    """

    __tablename__ = "conflict"
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    who: str = Field(primary_key=True)
    state: str = "possible"
    marked_at: datetime = moment()
    cleared_at: datetime | None = moment(nullable=True)
    cleared_by: str | None = None
