"""Everything that is held, row by row and opened, so that it can be looked through for what is held about a person.

The tables themselves tell what there is to read, so that a new table is looked through too. Few rows are in memory at
once, however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, select
from sqlalchemy import Table as CoreTable

from storage.column_types import UtcDateTime
from storage.database import Transaction
from storage.envelope import Unreadable
from storage.tables import (
    Answer,
    AttachmentContent,
    Case,
    ChildMark,
    ChildMarkSecret,
    EarlierAnswer,
    FormVersion,
    IntakeCounter,
    KeyCheck,
    Person,
    ReferenceCounter,
    Reminder,
    Table,
    core,
)

_FIRST = (core(Person), core(Answer), core(EarlierAnswer))
"""Who people are, and in which cases they are a child or a relative, has to be known before the rest is read."""
NOT_LOOKED_THROUGH = frozenset(
    {
        core(AttachmentContent),  # the files themselves: a person has to read them
        core(ChildMark),  # codes that tell nothing
        core(ChildMarkSecret),
        core(FormVersion),
        core(IntakeCounter),
        core(KeyCheck),
        core(ReferenceCounter),
        core(Reminder),  # dates of duties, which are looked through
    }
)
_TELLS_OF_NOBODY = (Boolean, Date, Integer, UtcDateTime)
_AT_ONCE = 200


@dataclass(frozen=True)
class Held:
    """One row: its texts by column, plain and sealed ones alike; JSON as it is.

    `case_id` is the case that it belongs to; None where it belongs to none. `at` is the first moment that it tells.
    """

    table: str
    row: str
    case_id: str | None
    at: datetime | None
    values: Mapping[str, Any] = field(repr=False)
    sealed: frozenset[str]
    """The columns of `values` that are sealed."""
    unread: int
    """How many sealed values could not be opened: they were changed, or their key is not in the key file."""


def everything(tx: Transaction) -> Generator[Held]:
    """Give every row in which somebody may be named or known by an id; people first, then answers, then the rest.

    The answers of one row of a repeatable section (a child, a relative) come one after another. Close it if you stop
    before its end.
    """
    others = [table for table in Table.metadata.sorted_tables if table not in {*_FIRST, *NOT_LOOKED_THROUGH}]
    for table in (*_FIRST, *others):
        yield from _rows(tx, table)


def _rows(tx: Transaction, table: CoreTable) -> Iterator[Held]:
    told = [column for column in table.columns if _tells(column)]
    moments = [column.name for column in table.columns if isinstance(column.type, UtcDateTime)]
    statement = select(table).order_by(*_order(table)).execution_options(yield_per=_AT_ONCE)
    with tx.session.connection().execute(statement) as found:
        for row in found.mappings():
            key = ":".join(str(row[column.name]) for column in table.primary_key.columns)
            values = {column.name: row[column.name] for column in told if row[column.name] not in (None, "")}
            opened = {name: _opened(tx, table, name, key, value) for name, value in values.items()}
            yield Held(
                table=table.name,
                row=key,
                case_id=row["id"] if table is core(Case) else row.get("case_id"),
                at=next((row[name] for name in moments if row[name] is not None), None),
                values={name: value for name, value in opened.items() if value is not _UNREAD},
                sealed=frozenset(column.name for column in told if isinstance(column.type, LargeBinary)),
                unread=sum(value is _UNREAD for value in opened.values()),
            )


_UNREAD = object()


def _opened(tx: Transaction, table: CoreTable, column: str, row: str, value: Any) -> Any:
    if not isinstance(value, bytes | memoryview):
        return value
    try:
        content = tx.vault.open(bytes(value), table=table.name, column=column, row=row)
    except Unreadable:
        return _UNREAD
    text = content.decode(errors="surrogatepass")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _tells(column: Column[Any]) -> bool:
    return not isinstance(column.type, _TELLS_OF_NOBODY)


def _order(table: CoreTable) -> tuple[Column[Any], ...]:
    if "row_id" in table.columns and "case_id" in table.columns:
        return (table.columns["case_id"], table.columns["row_id"], *table.primary_key.columns)
    return tuple(table.primary_key.columns)
