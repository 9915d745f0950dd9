"""A test's database is as good as new, though another test had it before."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.postgresql_server import Server


def execute(url: str, statement: str) -> list[object]:
    with create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []


def oid_of(url: str) -> list[object]:
    return execute(url, "SELECT oid FROM pg_database WHERE datname = current_database()")


def test_a_database_is_used_again_without_its_rows_and_under_another_name(postgresql: Server) -> None:
    with postgresql.fresh_database() as before:
        execute(before, "INSERT INTO reference_counter VALUES (2026, 7)")
        first = oid_of(before)
    with postgresql.fresh_database() as after:
        assert oid_of(after) == first
        assert execute(after, "SELECT * FROM reference_counter") == []
        with pytest.raises(OperationalError):
            execute(before, "SELECT 1")


@pytest.mark.parametrize(
    "change",
    ["DROP TABLE outbox CASCADE", "ALTER TABLE answer ADD extra text", "CREATE INDEX one_more ON answer (id)"],
)
def test_a_database_whose_tables_were_changed_is_not_used_again(postgresql: Server, change: str) -> None:
    with postgresql.fresh_database() as url:
        execute(url, change)
        first = oid_of(url)
    with postgresql.fresh_database() as url:
        assert oid_of(url) != first


def test_who_is_still_connected_is_parted_from_the_database(postgresql: Server) -> None:
    with ExitStack() as later:
        with postgresql.fresh_database() as url:
            connection = later.enter_context(create_engine(url, poolclass=NullPool).connect())
            connection.execute(text("SELECT 1"))
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT 1"))
