"""Adding a row unless it is there: what makes a doubled click, a repeated event and two writers at once harmless."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table as CoreTable
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Transaction
from storage.tables import Table


def insert_if_absent(tx: Transaction, row: Table) -> bool:
    """Add `row` unless it would repeat what is unique in its table; tells whether it was added.

    On PostgreSQL it waits for another transaction that is adding the same row.
    """
    table = cast("CoreTable", type(row).__table__)  # type: ignore[attr-defined]  # SQLModel does not declare it
    insert = postgresql.insert if tx.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(row.model_dump()).on_conflict_do_nothing()
    return tx.session.exec(statement.execution_options(preserve_rowcount=True)).rowcount == 1
