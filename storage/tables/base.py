"""What all tables share: names, ids, moments and sealed columns."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import Column, LargeBinary, MetaData
from sqlalchemy import Table as CoreTable
from sqlmodel import Field, SQLModel

from storage.column_types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """Give a new row id: 32 hexadecimal characters, random."""
    return uuid4().hex


def moment(*, nullable: bool = False) -> Any:
    """Give a column for a moment, aware and in UTC."""
    return Field(sa_column=Column(UtcDateTime(), nullable=nullable), default=None)


def sealed(*, nullable: bool = True) -> Any:
    """Give a column for an encrypted envelope."""
    return Field(sa_column=Column(LargeBinary(), nullable=nullable), default=None)


class Table(SQLModel):
    """What all tables share: one set of names for constraints, so that migrations can speak of them."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def core(table: type[Table]) -> CoreTable:
    """Give the table under a model, for statements that need no model: they cost much less."""
    return Table.metadata.tables[str(table.__tablename__)]
