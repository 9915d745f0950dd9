"""Bringing a database to this version's tables. Migrations only go forward: to go back, restore a backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.audit_head import Link
from storage.database import WRITES, DatabaseUnavailable, in_plain_words, make_engine
from storage.envelope import Vault

_UPGRADE_LOCK = 727_077
"""A number for PostgreSQL's advisory lock: two upgrades at once do one after the other."""


def upgrade(url: str, vault: Vault | None = None, *, to: str = "head") -> Link | None:
    """Bring the database at `url` to this version; raises `DatabaseUnavailable` if it is newer or cannot be used.

    The keys of `vault` are needed where there are audit entries from before they were chained. Gives the last entry if
    the audit was chained now: it is to be kept in the head file.
    """
    engine = make_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            _make_private_file(Path(engine.url.database or ""))
        with in_plain_words(engine.url), engine.execution_options(**{WRITES: True}).connect() as connection:
            alone = _alone_on_sqlite if engine.dialect.name == "sqlite" else _alone_on_postgresql
            with alone(connection):
                _refuse_newer(_revision(connection))
                config = _config()
                config.attributes["connection"] = connection
                config.attributes["vault"] = vault
                command.upgrade(config, to)
                chained: Link | None = config.attributes.get("chained")
                return chained
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """Give the revision that the database at `url` is at; None before the first. Raises `DatabaseUnavailable`."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return None
    try:
        with in_plain_words(engine.url), engine.connect() as connection:
            return _revision(connection)
    finally:
        engine.dispose()


def head() -> str:
    """Give the revision of this version's tables."""
    (revision,) = _steps().get_heads()
    return revision


def is_current(url: str) -> bool:
    """Tell whether the database at `url` has this version's tables; raises `DatabaseUnavailable`, if newer too."""
    revision = current(url)
    _refuse_newer(revision)
    return revision == head()


@contextmanager
def _alone_on_sqlite(connection: Connection) -> Iterator[None]:
    # A step may copy a table and drop the old one, which other rows refer to: what refers to what is checked at the
    # end. The setting has no effect once a transaction has begun.
    connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF").close()  # type: ignore[union-attr]  # it is open
    with connection.begin():
        yield
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise DatabaseUnavailable("The database is damaged (rows are missing in it): restore it from a backup.")


@contextmanager
def _alone_on_postgresql(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        yield


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config


@cache
def _steps() -> ScriptDirectory:
    """Give the steps of this version, which are read once."""
    return ScriptDirectory.from_config(_config())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    known = {script.revision for script in _steps().walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseUnavailable(
            f"The database was made by a newer version of this program (revision {revision}): install that version."
        )


def _make_private_file(path: Path) -> None:
    """Make the file, readable by its owner alone, before SQLite makes one that others may read."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The database {path} cannot be made ({error.strerror}): set PRP_DATABASE_URL to a file in a folder that is"
            " there and that you may write to."
        ) from None
