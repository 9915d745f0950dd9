"""What every test may ask for: a fresh database of each kind, keys, and a clock that stands still."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing
from storage.migrate import upgrade
from tests.postgresql_server import Server, shared_server


class Clock:
    """A clock that stands still until it is moved. It starts on a Monday morning."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def now(self) -> datetime:
        """Give the moment at which the clock stands."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Put the clock to `moment`, which is aware."""
        self._now = moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock on."""
        self._now += by


def pytest_itemcollected(item: pytest.Item) -> None:
    """Measure coverage where a test plays on SQLite, but not again where the same test plays on PostgreSQL.

    Being measured, a test takes half as long again; elsewhere than in storage it finds no line that is new.
    """
    played = getattr(item, "callspec", None)
    again = played is not None and played.params.get("database_url") == "postgresql"
    if again and not item.path.is_relative_to(Path(__file__).parent / "storage"):
        item.add_marker(pytest.mark.no_cover)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    return KeyRing((os.urandom(32),))


@pytest.fixture
def vault(keys: KeyRing) -> Vault:
    return Vault(keys)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "prp.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Server]:
    own = tmp_path_factory.getbasetemp()
    server = shared_server(own if worker_id == "master" else own.parent)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a fresh database; parametrize it indirectly to have one kind only."""
    if request.param == "sqlite":
        path = tmp_path / "prp.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        path.chmod(0o600)
        yield f"sqlite:///{path}"
    else:
        with request.getfixturevalue("postgresql").fresh_database() as url:
            yield url


@pytest.fixture
def database(database_url: str, vault: Vault) -> Iterator[Database]:
    opened = Database(database_url, vault)
    yield opened
    opened.close()


@pytest.fixture
def commits(database: Database) -> list[int]:
    """Give a list that grows by one with every durable commit to `database`."""
    seen: list[int] = []
    event.listen(database.engine, "commit", lambda _connection: seen.append(len(seen) + 1))
    return seen
