"""The disk is full, the database gone for a while, the clock jumps, two bots start at once: each day ends well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest

from bot.compose import compose
from bot.trial import acts, world
from bot.trial.hands import by_block, went_well
from forms.words import say
from storage import one_bot
from storage.database import DatabaseUnavailable
from tests.journeys.crash.board import CrashingBoard
from tests.journeys.crash.journey import Journey
from tests.journeys.crash.reckoning import account, reckon
from tests.journeys.crash.runs import SCRIPT, Runs
from tests.postgresql_server import Server

BadTime = Callable[[CrashingBoard], AbstractContextManager[None]]


def test_on_a_full_disk_a_person_is_told_and_afterwards_nothing_is_missing(on_sqlite: Runs) -> None:
    @contextmanager
    def full(board: CrashingBoard) -> Iterator[None]:
        board.bot.fill_disk()
        yield
        board.bot.free_disk()

    _live_through(on_sqlite, full)


def test_while_the_database_is_gone_a_person_is_told_and_afterwards_nothing_is_missing(
    on_postgresql: Runs, postgresql: Server
) -> None:
    _live_through(on_postgresql, lambda board: postgresql.away(board.database_url))


def test_a_clock_that_jumps_back_and_forth_tells_nothing_twice(on_sqlite: Runs) -> None:
    with on_sqlite.board() as board:
        journey = Journey(board, SCRIPT)
        journey.refer()
        board.bot.jump_to(board.clock() - timedelta(days=2))
        journey.remind()
        board.bot.jump_to(board.clock() - timedelta(days=2))
        journey.decide()
        board.bot.jump_to(board.clock() + timedelta(days=1))
        journey.add_action()
        board.bot.jump_to(board.clock() - timedelta(hours=1))
        journey.finish_action()
        found = reckon(on_sqlite.calm.left, account(board))
        assert found.is_well, found


def test_two_bots_that_start_at_once_and_die_at_random_share_one_postgresql(on_postgresql: Runs) -> None:
    crashed = on_postgresql.crash_at_random(4, seed=2, how_many=2)
    assert crashed.found.is_well, crashed.found


def test_of_two_bots_that_start_at_once_on_sqlite_the_second_is_refused(
    on_sqlite: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_bot, "PATIENCE_SECONDS", 0)
    with on_sqlite.board() as board:
        second = compose(board.settings)
        with pytest.raises(DatabaseUnavailable, match="Another bot is working"):
            second.start()
        second.stop()
        Journey(board, SCRIPT).refer()


def _live_through(runs: Runs, bad_time: BadTime) -> None:
    """Let a bad time come just as the chair records a decision, and a reminder is due; then go on to the end."""
    with runs.board() as board:
        journey, chair = Journey(board, SCRIPT), board.person(world.CHAIR)
        journey.refer()
        journey.remind()
        went_well(chair.click(chair.messages[-1], "record_decision"))
        with bad_time(board):
            answer = chair.submit(by_block(acts.modal(chair), SCRIPT.decision))
            assert say("screens.told.not_saved") in answer.errors.values()
        journey.decide()
        journey.add_action()
        journey.finish_action()
        found = reckon(runs.calm.left, account(board))
        assert found.is_well, found
