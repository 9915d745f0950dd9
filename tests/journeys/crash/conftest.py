"""One warm process for each worker, and journeys on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.crash.process import Zygote
from tests.journeys.crash.runs import Runs, copies_of
from tests.postgresql_server import Server


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote() as warm:
        yield warm


@pytest.fixture(scope="session")
def on_sqlite(zygote: Zygote, sqlite_template: Path) -> Runs:
    return Runs(zygote, copies_of(sqlite_template))


@pytest.fixture(scope="session")
def on_postgresql(zygote: Zygote, postgresql: Server) -> Runs:
    return Runs(zygote, postgresql.fresh_database)
