"""Adding rows: at once, or unless they are there, which makes a doubled click and two writers at once harmless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Transaction
from storage.tables import Table, core

Row = Mapping[str, Any]
"""A row's values by column; a default that the table model would fill in is to be given as well."""


def insert(tx: Transaction, table: type[Table], rows: Sequence[Row]) -> None:
    """Add rows in one statement."""
    tx.connection.execute(_insert(table, _dialect(tx)), rows)


def insert_if_absent(tx: Transaction, row: Table) -> bool:
    """Add `row` unless it would repeat what is unique in its table; tells whether it was added.

    On PostgreSQL it waits for another transaction that is adding the same row.
    """
    return insert_row_if_absent(tx, type(row), row.model_dump())


def insert_row_if_absent(tx: Transaction, table: type[Table], row: Row) -> bool:
    """Add a row like `insert_if_absent`."""
    return tx.connection.execute(_insert_if_absent(table, _dialect(tx)), row).rowcount == 1


def insert_or_replace(tx: Transaction, table: type[Table], rows: Sequence[Row]) -> None:
    """Add rows in one statement; what is there already under the same ``id`` is written over."""
    statement = _insert_or_replace(table, _dialect(tx), tuple(rows[0]))
    tx.connection.execute(statement, rows)


# Each statement is made once, since making it costs more than carrying it out.


@cache
def _insert(table: type[Table], dialect: str) -> postgresql.Insert | sqlite.Insert:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(core(table))


@cache
def _insert_if_absent(table: type[Table], dialect: str) -> Insert:
    return _insert(table, dialect).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _insert_or_replace(table: type[Table], dialect: str, columns: tuple[str, ...]) -> Insert:
    statement = _insert(table, dialect)
    replaced = {column: statement.excluded[column] for column in columns if column != "id"}
    return statement.on_conflict_do_update(index_elements=["id"], set_=replaced)


def _dialect(tx: Transaction) -> str:
    return tx.connection.dialect.name
