"""Changing the keys: everything that is sealed with an older key is sealed again with the one that seals now.

Source: docs/procedure.md, section 7, rule 7. It goes in small steps, each a transaction of its own, while others work;
stopped anywhere, it goes on with what is left. A value is replaced only if it is still the one that was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, bindparam, func, select, update
from sqlalchemy import Table as CoreTable

from storage.database import Database, Transaction
from storage.envelope import Unreadable
from storage.keys import KEY_ID_LENGTH
from storage.tables import KeyCheck, Table, core

_AT_ONCE = 50
"""Values in one step, but those of files, which are large and go one by one."""
_LARGE = "attachment_content"


@dataclass(frozen=True)
class Place:
    """A column of sealed values, in a table with one column as its key."""

    table: CoreTable
    column: Column[Any]

    @property
    def row(self) -> Column[Any]:
        """The column that names the row to which a value is bound."""
        (key,) = self.table.primary_key.columns
        return key

    @property
    def sealed_with(self) -> Any:
        """The id of the key that a value is sealed with, for statements."""
        return func.substr(self.column, 2, KEY_ID_LENGTH, type_=LargeBinary())


def places() -> Iterator[Place]:
    """Give every column of sealed values, as the tables tell it; a key's own check stays with its key."""
    for table in Table.metadata.sorted_tables:
        if table is not core(KeyCheck):
            yield from (Place(table, column) for column in table.columns if isinstance(column.type, LargeBinary))


def sealed_with(tx: Transaction) -> Mapping[str, Counter[str]]:
    """Give how many values of each table are sealed with each key, by the key's id in hexadecimal."""
    found: dict[str, Counter[str]] = {}
    for place in places():
        used = place.sealed_with
        counted = select(used, func.count()).where(place.column.is_not(None)).group_by(used)
        for key_id, count in tx.connection.execute(counted):
            found.setdefault(bytes(key_id).hex(), Counter())[place.table.name] += count
    return found


def reseal(database: Database, clock: Callable[[], datetime], told: Callable[[int], None]) -> int:
    """Seal again whatever an older key seals; `told` gets the number of values done so far after each step.

    Gives how many values could not be opened, because they were changed or their key is missing: they are left.
    """
    done = 0
    while True:
        before, unreadable = done, 0
        for place in places():
            for rows in _steps(database, clock, place):
                with database.begin(clock()) as tx:
                    replaced, wrong = _replace(tx, place, rows)
                done, unreadable = done + replaced, unreadable + wrong
                told(done)
        if done == before:  # nothing was written meanwhile with an older key
            return unreadable


def _steps(database: Database, clock: Callable[[], datetime], place: Place) -> Iterator[list[str]]:
    """Give the rows to do, some at once; they are looked for while nobody has to wait."""
    met = ""
    while True:
        with database.read(clock()) as tx:
            older = place.sealed_with != bytes.fromhex(tx.vault.sealing_id)
            found = select(place.row).where(place.row > met, place.column.is_not(None), older).order_by(place.row)
            limit = 1 if place.table.name == _LARGE else _AT_ONCE
            rows = list(tx.connection.execute(found.limit(limit)).scalars())
        if not rows:
            return
        yield rows
        met = rows[-1]


def _replace(tx: Transaction, place: Place, rows: list[str]) -> tuple[int, int]:
    as_it_was = update(place.table).where(place.row == bindparam("of"), place.column == bindparam("old"))
    replaced = unreadable = 0
    in_order = select(place.row, place.column).where(place.row.in_(rows)).order_by(place.row)
    for row, old in tx.connection.execute(in_order).all():  # so two rotations at once never wait in a circle
        where = {"table": place.table.name, "column": place.column.name, "row": row}
        try:
            new = tx.vault.seal(tx.vault.open(bytes(old), **where), **where)
        except Unreadable:
            unreadable += 1
            continue
        statement = as_it_was.values({place.column.name: new})
        replaced += tx.connection.execute(statement, {"of": row, "old": old}).rowcount
    return replaced, unreadable
