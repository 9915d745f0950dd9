"""Journeys with deaths in them: at points that are named, or at random moments."""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from bot.trial.stories import story
from tests.journeys.crash.board import CrashingBoard
from tests.journeys.crash.journey import Journey
from tests.journeys.crash.process import Bot, Zygote
from tests.journeys.crash.reckoning import Account, Reckoning, account, reckon

SCRIPT = story("scr")
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
TRIES = 3
TURNS = 24
"""Journeys among which the points are dealt out, so that about twelve fall to each."""
LONGEST_LIFE = 0.2
"""Seconds that a bot lives at most, once it is up, where it dies at a random moment."""
DIES_YOUNG = 0.2
"""How many of them die while they start."""

SlackMode = Literal["socket", "http"]
FreshDatabase = Callable[[], AbstractContextManager[str]]
"""Gives the URL of a database with all tables and no rows."""


@dataclass(frozen=True)
class Calm:
    """The journey without a death: the points that it has, by name, and what it leaves behind."""

    points: tuple[str, ...]
    left: Account


@dataclass(frozen=True)
class Crashed:
    """A journey with deaths: where a bot died (empty: at a random moment), and what that did."""

    deaths: tuple[str, ...]
    found: Reckoning


class Runs:
    """Journeys on ever new Boards, with databases of one kind."""

    def __init__(self, zygote: Zygote, fresh_database: FreshDatabase) -> None:
        self._zygote = zygote
        self._fresh_database = fresh_database

    @cached_property
    def calm(self) -> Calm:
        """The journey without a death."""
        with self.board() as board:
            Journey(board, SCRIPT).all()
            return Calm(tuple(sorted(board.bot.points)), account(board))

    def crash_at(self, points: Iterable[str]) -> Crashed:
        """Go on the journey with a death at each of some points.

        A bot that has died elsewhere a moment before does not come to a point: that one is gone to once more.
        """
        before = self.calm
        left = set(points)
        deaths: tuple[str, ...] = ()
        found = Reckoning()
        for _ in range(TRIES):
            with self.board(doomed=left) as board:
                Journey(board, SCRIPT).all()
                deaths += board.deaths
                found += reckon(before.left, account(board))
            left -= set(board.deaths)
            if not left:
                break
        return Crashed(deaths, found)

    def crash_in_turn(self, turn: int, turns: int) -> Crashed:
        """Go on the journey with a death at each of the points that fall to this turn of so many."""
        return self.crash_at(self.calm.points[turn::turns])

    def crash_at_random(self, times: int, seed: int, *, slack_mode: SlackMode = "socket", how_many: int = 1) -> Crashed:
        """Go on the journey with at least so many deaths, at moments that `seed` draws, shared by `how_many` bots.

        Where a journey ends before that many have died, the next one begins.
        """
        before = self.calm
        drawn = random.Random(seed)  # noqa: S311 -- moments to die at, drawn alike again for the same seed
        deaths: tuple[str, ...] = ()
        found = Reckoning()
        while len(deaths) < times:
            with self.board(slack_mode=slack_mode, how_many=how_many) as board:
                journey = Journey(board, SCRIPT)
                with ExitStack() as killers:
                    for bot in board.bots:
                        killers.enter_context(_killer(bot, drawn, times - len(deaths)))
                    journey.all()
                journey.settle()
                deaths += board.deaths
                found += reckon(before.left, account(board))
        return Crashed(deaths, found)

    @contextmanager
    def board(
        self, *, doomed: Iterable[str] = (), slack_mode: SlackMode = "socket", how_many: int = 1, **settings: Any
    ) -> Iterator[CrashingBoard]:
        """Give a new Board with so many bots that die at each of the points in `doomed`; `settings` are its own."""
        with (
            tempfile.TemporaryDirectory(prefix="prp-crash-") as folder,
            self._fresh_database() as url,
            CrashingBoard(
                Path(folder),
                self._zygote,
                doomed=doomed,
                how_many=how_many,
                start=START,
                regime=SCRIPT.regime,
                slack_mode=slack_mode,
                database_url=url,
                **settings,
            ) as board,
        ):
            yield board


def copies_of(template: Path) -> FreshDatabase:
    """Give copies of a SQLite database in which every table is made."""

    @contextmanager
    def fresh_database() -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="prp-crash-") as folder:
            path = Path(folder, "prp.db")
            shutil.copyfile(template, path)
            path.chmod(0o600)
            yield f"sqlite:///{path}"

    return fresh_database


@contextmanager
def _killer(bot: Bot, drawn: random.Random, times: int) -> Iterator[None]:
    """Kill the bot at random moments of its lives, so many times at most, for as long as the body lasts."""
    over = threading.Event()

    def kill() -> None:
        life, killed = 0, 0
        while killed < times and not over.is_set():
            young = drawn.random() < DIES_YOUNG
            life = bot.wait_for_life(life, until_up=not young)
            if over.wait(drawn.uniform(0, LONGEST_LIFE)):
                return
            killed += bot.kill(life)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
