"""Backup and restore: every row of every table, from one kind of database and into either.

A backup is one moment of the database, however long it takes and whoever works meanwhile. What was sealed stays sealed
in it, and the whole is sealed again (`storage.backup_file`). It is restored into an empty place only, in one
transaction, after all of it was read and found whole.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Column, Date, LargeBinary, delete, func, insert, select
from sqlalchemy import Table as CoreTable

from storage import migrate
from storage.backup_file import BackupMistake, read_lines, write_lines
from storage.column_types import UtcDateTime
from storage.database import Database, Transaction
from storage.keys import KeyRing
from storage.tables import FormVersion, KeyCheck, Table, core

_AT_ONCE = 200
"""Rows in memory at once, but those of files, which are large and go one by one."""
_LARGE = frozenset({"attachment_content"})
_FILLED_AT_START = frozenset({core(FormVersion), core(KeyCheck)})
"""Tables into which any command puts a row: a database with nothing else is empty."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds."""

    made_at: datetime
    rows: int


def back_up(database: Database, keys: KeyRing, file: BinaryIO, *, now: datetime) -> Contents:
    """Write everything that the database holds at this moment to `file`."""
    counted: dict[str, int] = {}
    with database.snapshot(now) as tx:
        write_lines(file, keys, _lines(tx, counted))
    return Contents(now, sum(counted.values()))


def look_through(path: Path, keys: KeyRing) -> Contents:
    """Read a whole backup and see that nothing in it was changed; raises `BackupMistake` or `OSError`."""
    with path.open("rb") as file:
        lines = (json.loads(line) for line in read_lines(file, keys))
        first = next(lines)
        if first["revision"] != migrate.head():
            raise BackupMistake(
                f"The backup is of another version of this program (revision {first['revision']}): restore it with that"
                " version, then run `prp db upgrade` with this one."
            )
        rows = sum(1 for line in lines if isinstance(line, list))
    return Contents(datetime.fromisoformat(first["made_at"]), rows)


def restore(tx: Transaction, path: Path, keys: KeyRing) -> None:
    """Put back every row, in this transaction; raises `BackupMistake` where anything is there already."""
    for table in Table.metadata.sorted_tables:
        if table not in _FILLED_AT_START and tx.connection.execute(select(func.count()).select_from(table)).scalar():
            raise BackupMistake(
                "The database is not empty, and nothing in it was changed: set PRP_DATABASE_URL to a new place and"
                " restore there."
            )
    for table in _FILLED_AT_START:
        tx.connection.execute(delete(table))
    with path.open("rb") as file:
        for table, rows in _tables(read_lines(file, keys)):
            while some := list(islice(rows, 1 if table.name in _LARGE else _AT_ONCE)):
                tx.connection.execute(insert(table), some)


def _lines(tx: Transaction, counted: dict[str, int]) -> Iterator[str]:
    yield _text({"revision": migrate.head(), "made_at": tx.now.isoformat()})
    for table in Table.metadata.sorted_tables:
        counted[table.name] = 0
        yield _text({"table": table.name, "columns": [column.name for column in table.columns]})
        at_once = 1 if table.name in _LARGE else _AT_ONCE
        statement = select(table).order_by(*_order(table)).execution_options(yield_per=at_once)
        with tx.connection.execute(statement) as found:
            for row in found:
                counted[table.name] += 1
                yield _text([_as_text(value) for value in row])
    yield _text({"end": counted})


def _order(table: CoreTable) -> Iterable[Column[Any]]:
    """Give the order of a table's rows: a decision comes after the one that it corrects."""
    if "number" in table.columns:
        return (table.columns["case_id"], table.columns["number"])
    return tuple(table.primary_key.columns)


def _tables(lines: Iterator[str]) -> Iterator[tuple[CoreTable, Iterator[dict[str, Any]]]]:
    """Give each table with its rows, which are to be taken before the next table."""
    following: list[Any] = []

    def rows(table: CoreTable, names: list[str]) -> Iterator[dict[str, Any]]:
        columns = [table.columns[name] for name in names]
        for line in lines:
            found = json.loads(line)
            if not isinstance(found, list):
                following.append(found)
                return
            yield {column.name: _as_value(column, value) for column, value in zip(columns, found, strict=True)}

    next(lines)
    following.append(json.loads(next(lines)))
    while "table" in (heading := following.pop()):
        yield Table.metadata.tables[heading["table"]], rows(Table.metadata.tables[heading["table"]], heading["columns"])


def _as_text(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _as_value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _text(data: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(data, separators=(",", ":"))
