"""What a step costs does not grow with old cases: every statement of a whole story finds its rows by an index.

The story answers, reviews and sends a referral, delivers and reminds, opens homes and the case, and records a decision
and an action; each statement that reached the database on the way is explained by that database afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from bot.trial import world
from tests.journeys.conftest import OpenWorld
from tests.journeys.test_scr import play

SMALL = frozenset({"person", "person_role", "key_check", "reference_counter", "form_version", "alembic_version"})
"""Tables that do not grow with the cases."""

pytestmark = pytest.mark.parametrize("slack_mode", ["socket"], indirect=True)


@contextmanager
def statements(engine: Engine) -> Iterator[dict[str, Any]]:
    """Gather every statement that a database is given, with the values of its first time."""
    found: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, values: Any, _context: object, many: bool) -> None:
        found.setdefault(statement, values[0] if many and values else values)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scanned(connection: Connection, statement: str, values: Any) -> Sequence[str]:
    """Give the growing tables that a statement reads from one end to the other."""
    if connection.dialect.name == "sqlite":
        plan = [row[3].split() for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        read = [words[1] for words in plan if words[0] == "SCAN"]
    else:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so that only what has no index is scanned
        lines = [row[0].split() for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
        read = [words[words.index("on") + 1] for words in lines if "Seq" in words and "on" in words]
    return [table for table in (name.strip('"') for name in read) if table not in SMALL]


def explainable(statement: str) -> bool:
    return statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and "pg_catalog" not in statement


def test_no_statement_of_a_story_scans_a_table_that_grows(open_world: OpenWorld) -> None:
    marram = open_world(regime="WT2015")
    with statements(marram.service.office.database.engine) as found:
        play(marram)
        for user in (world.REFERRER, world.UNIT, world.CHAIR, world.OWNER):
            marram.person(user).open_home()
        marram.settle()
    asked = {statement: values for statement, values in found.items() if explainable(statement)}
    assert len(asked) > 50
    with marram.service.office.database.engine.connect() as connection:
        scans = {statement: scanned(connection, statement, values) for statement, values in asked.items()}
    assert {statement: tables for statement, tables in scans.items() if tables} == {}


def test_a_statement_without_an_index_would_be_found(open_world: OpenWorld) -> None:
    with open_world().service.office.database.engine.connect() as connection:
        assert scanned(connection, """SELECT id FROM "case" WHERE page = 'x'""", ()) == ["case"]
