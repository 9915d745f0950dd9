"""The database: one `Database` per process, one `Transaction` per step.

SQLite is the default; PostgreSQL comes by URL. Both give the same promises: what was committed is on the disk, a
writing transaction sees what the one before it wrote, and a failure leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlmodel import Session

from storage.audit_head import HeadFile, Link
from storage.envelope import Vault
from storage.erased_file import ErasedFile

_BUSY_SECONDS = 10
"""How long a writer waits for another one."""

_TOO_MANY = "Too many steps wait for the database at once: try again in a moment."

_PRAGMAS: dict[str, int | str] = {
    "busy_timeout": _BUSY_SECONDS * 1000,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit that was acknowledged survives a power cut
    "foreign_keys": 1,
    "secure_delete": 1,  # what was deleted is overwritten
    "trusted_schema": 0,
}

WRITES = "writes"
"""The execution option of a connection that may write."""

_NOT_THERE = {"42P01", "42703"}
"""PostgreSQL's codes for a table and a column that are not there."""

_DISK_FULL = "53100"
"""PostgreSQL's code for a disk without room."""


class DatabaseUnavailable(Exception):
    """The database cannot be used now; the message is one sentence that says why and what to do."""


class NotFound(LookupError):
    """There is no such row."""


@dataclass(eq=False)
class Transaction:
    """What a step of the procedure works in: everything it changes is kept together or not at all."""

    connection: Connection
    """For statements that need no model: they cost much less."""
    vault: Vault
    now: datetime
    """The moment of the step, aware and in UTC."""
    held: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was read under a lock, by the reader's own name for it: nobody else can change it, so it is read once."""
    heads: HeadFile | None = field(default=None, repr=False, compare=False)
    """How far the audit is known to have come, outside the database."""
    erased: ErasedFile | None = field(default=None, repr=False, compare=False)
    """What was erased for good, outside the database."""
    before_commit: list[Callable[[Transaction], None]] = field(default_factory=list, repr=False, compare=False)
    """What is done last, just before the commit: what others may have to wait for."""
    reached: Link | None = None
    """How far the audit has come, which is kept outside the database after the commit."""
    there_is_work: bool = False
    """Whether those who deliver messages and fetch files are woken after the commit."""

    @cached_property
    def session(self) -> Session:
        """For statements with models."""
        return Session(self.connection, expire_on_commit=False)

    def commit(self) -> None:
        """Keep everything."""
        for step in self.before_commit:
            step(self)
        self._with_session(Session.flush)
        self.connection.commit()

    def close(self) -> None:
        """Let go of everything that was read."""
        self._with_session(Session.close)

    def _with_session(self, act: Callable[[Session], None]) -> None:
        if "session" in vars(self):  # many a step needs none
            act(self.session)


class Database:
    """The one door to the database at `url`.

    Raises `DatabaseUnavailable` if the URL is none that can be served; the database itself is first touched by a
    transaction. With `heads`, how far the audit has come is kept there too, and in `erased` which cases were erased.
    """

    def __init__(self, url: str, vault: Vault, heads: HeadFile | None = None, erased: ErasedFile | None = None) -> None:
        self._engine = make_engine(url)
        self._writing = self._engine.execution_options(**{WRITES: True})
        self._reading = self._engine.execution_options(postgresql_readonly=True)
        self._vault = vault
        self._heads = heads
        self._erased = erased
        self._callbacks: list[Callable[[], None]] = []
        self._writer = Lock()

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for those who watch (a health check, a test that counts commits)."""
        return self._engine

    @contextmanager
    def begin(self, now: datetime) -> Iterator[Transaction]:
        """Give a transaction that may write: committed at the end, rolled back if anything is raised.

        SQLite lets one writer in at a time; PostgreSQL runs them side by side (read committed), so that a step
        locks the case it changes (`cases.lock`). Raises `DatabaseUnavailable`, and `ValueError` for a naive `now`.
        """
        with self._turn_to_write(), self._transaction(self._writing, now) as transaction:
            yield transaction
            transaction.commit()
        if self._heads is not None and transaction.reached is not None:
            self._heads.raise_to(transaction.reached)
        if transaction.there_is_work:
            for callback in self._callbacks:
                callback()

    @contextmanager
    def read(self, now: datetime) -> Iterator[Transaction]:
        """Give a transaction that only reads; the database refuses what it tries to write. Raises like `begin`."""
        with self._transaction(self._reading, now) as transaction:
            yield transaction

    @contextmanager
    def snapshot(self, now: datetime) -> Iterator[Transaction]:
        """Give a transaction that only reads and sees one moment of the database all along. Raises like `begin`.

        On SQLite every reading transaction is one.
        """
        engine = self._reading
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._transaction(engine, now) as transaction:
            yield transaction

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Have `callback` called after every commit that made work for others: a message queued, a file wanted.

        It must be quick and must not raise.
        """
        self._callbacks.append(callback)

    def write_over_erased(self) -> None:
        """Have what was erased written over in SQLite's own log too; PostgreSQL clears up by itself (autovacuum).

        Where somebody reads at this moment, that is done when it is asked for again, or by SQLite itself.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with self._turn_to_write(), in_plain_words(self._engine.url):
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection, and finish writing how far the audit has come."""
        self._engine.dispose()
        if self._heads is not None:
            self._heads.close()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Let the writers of this process take turns on SQLite: it has one at a time, and the others asking again and
        again in pauses that grow, so that some would wait for seconds while it is free."""
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if not self._writer.acquire(timeout=_BUSY_SECONDS):
            raise DatabaseUnavailable(_TOO_MANY)
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _transaction(self, engine: Engine, now: datetime) -> Iterator[Transaction]:
        if now.tzinfo is None:
            raise ValueError("a transaction's moment needs a time zone")
        with in_plain_words(self._engine.url), engine.connect() as connection:
            connection.begin()  # an unreachable database is found out before the step begins
            step = Transaction(connection, self._vault, now.astimezone(UTC), heads=self._heads, erased=self._erased)
            with closing(step) as transaction:
                yield transaction


def make_engine(url: str) -> Engine:
    """Give an engine for a ``sqlite:///…`` or ``postgresql://…`` URL; raises `DatabaseUnavailable` for any other."""
    parsed = _parse(url)
    try:
        if parsed.get_backend_name() == "postgresql":
            return create_engine(
                parsed,
                hide_parameters=True,  # an error's text must not carry what was to be stored
                pool_pre_ping=True,
                pool_timeout=_BUSY_SECONDS,
                connect_args={"application_name": "prp-bot", "connect_timeout": _BUSY_SECONDS},
            )
        engine = create_engine(parsed, hide_parameters=True, pool_timeout=_BUSY_SECONDS)
    except ImportError:
        raise DatabaseUnavailable(
            "PostgreSQL needs its driver: install it with `pip install 'prp-bot[postgres]'`."
        ) from None
    event.listen(engine, "do_connect", _refuse_missing_file)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


@contextmanager
def in_plain_words(url: URL) -> Iterator[None]:
    """Turn the driver's errors about a database that cannot be used into `DatabaseUnavailable`."""
    try:
        yield
    except exc.TimeoutError as error:
        raise DatabaseUnavailable(_TOO_MANY) from error
    except exc.DBAPIError as error:
        if isinstance(error, exc.IntegrityError | exc.DataError):
            raise
        raise DatabaseUnavailable(_sentence(error, url)) from error


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        # the URL itself may hold a password, so that it is not repeated
        raise DatabaseUnavailable(
            "PRP_DATABASE_URL is no database URL: write sqlite:///path/to/prp.db or postgresql://user@host/database."
        ) from None
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise DatabaseUnavailable(
            f"PRP_DATABASE_URL names {parsed.drivername}, which is not served: use sqlite:///… or postgresql://…."
        )
    if parsed.database in {None, "", ":memory:"}:
        raise DatabaseUnavailable("PRP_DATABASE_URL names no file: write sqlite:///path/to/prp.db.")
    return parsed


def _sentence(error: exc.DBAPIError, url: URL) -> str:
    reason = str(error.orig).strip().splitlines()[0].rstrip(".") if str(error.orig).strip() else "it does not answer"
    if "no such table" in reason or "no such column" in reason or getattr(error.orig, "sqlstate", "") in _NOT_THERE:
        return "The database is not set up for this version: run `prp db upgrade`."
    if "database is locked" in reason:
        return f"The database is in use by another program and was not free within {_BUSY_SECONDS} seconds: try again."
    if "disk is full" in reason or getattr(error.orig, "sqlstate", "") == _DISK_FULL:
        return "The disk of the database is full, and what was just done was not saved: make room, then do it again."
    advice = "or restore the file from a backup" if url.get_backend_name() == "sqlite" else "and that the database runs"
    return f"The database {url.database} cannot be used ({reason}): check PRP_DATABASE_URL, {advice}."


def _refuse_missing_file(_dialect: Any, _record: Any, arguments: list[str], _options: Any) -> None:
    """Keep SQLite from making an empty file where there is none."""
    if not Path(arguments[0]).exists():
        raise DatabaseUnavailable(
            f"There is no database at {arguments[0]}: make it with `prp db upgrade`, or set PRP_DATABASE_URL to yours."
        )


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own transactions begin too late; `_begin_on_sqlite` begins them
    for name, wanted in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}").close()
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise DatabaseUnavailable(
                f"SQLite does not keep the setting {name} = {wanted} here: put the database on a local disk."
            )


def _begin_on_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    if connection.info.get(WRITES) is not writes:
        connection.exec_driver_sql(f"PRAGMA query_only = {0 if writes else 1}")
        connection.info[WRITES] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
