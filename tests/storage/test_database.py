"""The database: all or nothing, durable, and plain words when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections import deque
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import exc, text
from sqlmodel import col, select

from storage import database as database_module
from storage import outbox, people
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.envelope import Vault
from storage.inserting import insert_if_absent
from storage.migrate import upgrade
from storage.tables import Person
from tests.conftest import Clock

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def queue_one(tx: Transaction, occasion: str = "1") -> bool:
    return outbox.queue(
        tx, kind="granted", channel="email", address="a@example.org", occasion=occasion, case_id=None, data={}
    )


def add_and_fail(database: Database, clock: Clock) -> None:
    with suppress(ZeroDivisionError), database.begin(clock.now()) as tx:
        people.add(tx, name="A", roles=["panel"])
        queue_one(tx)
        _ = 1 / 0


@on_sqlite
def test_on_a_full_disk_nothing_is_half_saved_and_it_goes_on_when_there_is_room(
    database: Database, clock: Clock
) -> None:
    def let_pages_be(number: int) -> None:
        with database.engine.connect() as connection:
            connection.execute(text(f"PRAGMA max_page_count = {number}"))

    def queue_many() -> None:
        with database.begin(clock.now()) as tx:
            for number in range(500):
                queue_one(tx, f"{number}")

    let_pages_be(1)  # as many as there are
    with pytest.raises(DatabaseUnavailable, match="disk of the database is full, and what was just done was not saved"):
        queue_many()
    with database.read(clock.now()) as tx:
        assert outbox.waiting(tx) == ()
    let_pages_be(1 << 20)
    queue_many()
    with database.read(clock.now()) as tx:
        assert len(outbox.waiting(tx)) == 500


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 10_000),
    ],
)
@on_sqlite
def test_every_sqlite_connection_is_set_up(database: Database, clock: Clock, pragma: str, value: object) -> None:
    with database.begin(clock.now()) as one, database.read(clock.now()) as other:
        for tx in (one, other):
            assert tx.session.connection().execute(text(f"PRAGMA {pragma}")).scalar() == value


@on_sqlite
def test_a_setting_that_sqlite_does_not_keep_stops_the_start(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database_module._PRAGMAS, "journal_mode", "nonsense")
    with (
        pytest.raises(DatabaseUnavailable, match="does not keep the setting journal_mode"),
        database.read(clock.now()),
    ):
        pytest.fail("the transaction began")


def test_what_a_transaction_changed_is_kept(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        person = people.add(tx, name="A", roles=["panel"])
    with database.read(clock.now()) as tx:
        assert people.get(tx, person.id).added_at == clock.now()


def test_a_failure_leaves_nothing_half_done(database: Database, clock: Clock, commits: list[int]) -> None:
    add_and_fail(database, clock)
    assert commits == []
    with database.read(clock.now()) as tx:
        assert people.everyone(tx) == ()


def test_a_step_is_one_durable_commit(database: Database, clock: Clock, commits: list[int]) -> None:
    with database.begin(clock.now()) as tx:
        people.add(tx, name="A", roles=["panel", "panel_chair"])
        queue_one(tx)
    with database.read(clock.now()) as tx:
        people.everyone(tx)
    assert len(commits) == 1


def test_a_reading_transaction_cannot_write(database: Database, clock: Clock) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"read.?only"), database.read(clock.now()) as tx:
        people.add(tx, name="A", roles=[])


def test_after_reading_the_same_connection_writes_again(database: Database, clock: Clock) -> None:
    for _ in range(3):
        with database.read(clock.now()) as tx:
            before = len(people.everyone(tx))
        with database.begin(clock.now()) as tx:
            people.add(tx, name="A", roles=[])
        with database.read(clock.now()) as tx:
            assert len(people.everyone(tx)) == before + 1


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 2, 10)  # noqa: DTZ001  # naive on purpose
    with pytest.raises(ValueError, match="needs a time zone"), database.begin(naive):
        pytest.fail("the transaction began")


def test_moments_are_kept_in_utc_and_a_naive_one_is_refused(database: Database, clock: Clock) -> None:
    summer = datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=1)))
    with database.begin(summer) as tx:
        person = people.add(tx, name="A", roles=[])
    with database.read(clock.now()) as tx:
        kept = tx.session.exec(select(Person.added_at).where(Person.id == person.id)).one()
        assert (kept, kept.tzinfo) == (datetime(2026, 7, 1, 9, tzinfo=UTC), UTC)
        with pytest.raises(exc.StatementError, match="needs a time zone"):
            tx.session.exec(select(Person).where(col(Person.added_at) > datetime(2026, 7, 1))).all()  # noqa: DTZ001


def test_the_deliverer_is_woken_after_a_commit_that_queued_messages(database: Database, clock: Clock) -> None:
    seen: list[int] = []

    def look() -> None:
        with database.read(clock.now()) as tx:
            seen.append(len(outbox.waiting(tx)))

    database.on_commit(look)
    with database.begin(clock.now()) as tx:
        queue_one(tx)
        assert seen == []
    assert seen == [1]


def test_the_deliverer_is_not_woken_for_nothing(database: Database, clock: Clock) -> None:
    woken: list[bool] = []
    database.on_commit(lambda: woken.append(True))
    with database.begin(clock.now()) as tx:
        people.add(tx, name="A", roles=[])
    add_and_fail(database, clock)
    assert woken == []
    with database.begin(clock.now()) as tx:
        queue_one(tx)
    with database.begin(clock.now()) as tx:
        queue_one(tx)
    assert woken == [True]


def test_writers_at_once_wait_for_each_other(database: Database, clock: Clock) -> None:
    def add_ten() -> None:
        for _ in range(10):
            with database.begin(clock.now()) as tx:
                people.add(tx, name="A", roles=["panel"])

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read(clock.now()) as tx:
        assert len(people.everyone(tx, role="panel")) == 40


@on_sqlite
def test_a_database_that_another_program_holds_is_said_to_be_in_use(
    database_url: str, vault: Vault, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database_module._PRAGMAS, "busy_timeout", 50)
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = Database(database_url, vault)
    with pytest.raises(DatabaseUnavailable, match="in use by another program"), database.begin(clock.now()):
        pytest.fail("the transaction began")
    database.close()
    other.close()


@on_postgresql
def test_a_connection_that_the_server_closed_is_replaced(
    database: Database, database_url: str, vault: Vault, clock: Clock
) -> None:
    with database.read(clock.now()) as tx:
        process = tx.session.connection().execute(text("SELECT pg_backend_pid()")).scalar()
    administrator = Database(database_url, vault)
    with administrator.read(clock.now()) as tx:
        tx.session.connection().execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
    administrator.close()
    with database.read(clock.now()) as tx:
        assert tx.session.connection().execute(text("SHOW application_name")).scalar() == "prp-bot"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "is no database URL"),
        ("postgres", "is no database URL"),
        ("postgresql://u:secret@host:port/db", "is no database URL"),
        ("mysql://u:secret@host/db", "names mysql, which is not served"),
        ("postgresql+asyncpg://u:secret@host/db", "which is not served"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_wrong_url_is_refused_without_repeating_its_password(vault: Vault, url: str, sentence: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=sentence) as refusal:
        Database(url, vault)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_named_without_its_password(vault: Vault, clock: Clock, scheme: str) -> None:
    database = Database(f"{scheme}://u:secret@127.0.0.1:1/prp?password=secret", vault)
    with pytest.raises(DatabaseUnavailable, match="The database prp cannot be used") as refusal:
        database.begin(clock.now()).__enter__()
    assert "secret" not in str(refusal.value)
    assert "PRP_DATABASE_URL" in str(refusal.value)


def test_a_missing_driver_is_said_to_be_missing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseUnavailable, match=r"pip install 'prp-bot\[postgres\]'"):
        Database("postgresql://u@host/db", vault)


def test_a_missing_file_is_not_made(tmp_path: Path, vault: Vault, clock: Clock) -> None:
    path = tmp_path / "prp.db"
    with pytest.raises(DatabaseUnavailable, match="make it with `prp db upgrade`"):
        Database(f"sqlite:///{path}", vault).read(clock.now()).__enter__()
    assert not path.exists()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, vault: Vault, clock: Clock) -> None:
    path = tmp_path / "prp.db"
    path.write_text("a letter, not a database, and long enough to be looked at " * 20)
    database = Database(f"sqlite:///{path}", vault)
    with pytest.raises(DatabaseUnavailable, match="file is not a database"):
        database.read(clock.now()).__enter__()
    database.close()


def test_a_database_without_tables_says_to_upgrade(tmp_path: Path, vault: Vault, clock: Clock) -> None:
    path = tmp_path / "prp.db"
    path.touch()
    database = Database(f"sqlite:///{path}", vault)
    with pytest.raises(DatabaseUnavailable, match="run `prp db upgrade`"), database.read(clock.now()) as tx:
        people.everyone(tx)
    database.close()


@pytest.mark.parametrize("change", ["DROP TABLE person_role", "ALTER TABLE person_role RENAME COLUMN role TO part"])
def test_tables_of_another_version_say_to_upgrade(database: Database, clock: Clock, change: str) -> None:
    with database.begin(clock.now()) as tx:
        tx.session.connection().execute(text(change))
    with pytest.raises(DatabaseUnavailable, match="run `prp db upgrade`"), database.read(clock.now()) as tx:
        people.roles(tx, "1")


def test_too_many_steps_at_once_are_asked_to_try_again(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.01)
    steps = [database.read(clock.now()) for _ in range(100)]
    with ExitStack() as stack, pytest.raises(DatabaseUnavailable, match="try again in a moment"):
        deque(map(stack.enter_context, steps))


def test_an_error_does_not_show_what_was_to_be_stored(database: Database, clock: Clock) -> None:
    with pytest.raises(exc.IntegrityError) as error, database.begin(clock.now()) as tx:
        insert_if_absent(tx, Person(name="marked value", added_at=None))  # type: ignore[arg-type]  # wrong on purpose
    assert "marked value" not in str(error.value).replace(str(error.value.orig), "")


@pytest.mark.skipif(os.name != "posix", reason="file modes of owner, group and others exist on POSIX only")
def test_a_new_sqlite_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'prp.db'}")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("prp.db*")} == {0o600}
