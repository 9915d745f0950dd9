"""What journeys may ask for: a whole Board, reached over Socket Mode on SQLite, and over signed HTTP on PostgreSQL.

How Slack reaches the bot has nothing to do with where it keeps things: two of the four pairs show both of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.trial.world import World

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""A Monday morning."""

OpenWorld = Callable[..., World]


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Give what is logged, as data: drawn for a terminal, one exception takes longer than Slack waits."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def slack_mode(request: pytest.FixtureRequest, database_url: str) -> str:
    """How Slack reaches the bot; parametrize it indirectly to have a certain way."""
    usual = "socket" if database_url.startswith("sqlite") else "http"
    return str(getattr(request, "param", usual))


@pytest.fixture
def open_world(tmp_path: Path, database_url: str, slack_mode: str) -> Iterator[OpenWorld]:
    """Give a Board with settings of one's own; it is closed at the end of the test."""
    with ExitStack() as ends:

        def opened(**settings: object) -> World:
            folder = tmp_path / "board"
            folder.mkdir()
            given: dict[str, Any] = {"start": START, "slack_mode": slack_mode, "database_url": database_url} | settings
            return ends.enter_context(World(folder, **given))

        yield opened
