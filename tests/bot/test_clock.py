from __future__ import annotations

import threading
from datetime import UTC, timedelta

import pytest

from bot.clock import Ticker, system_clock


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_the_ticker_ticks_at_once_and_again() -> None:
    ticks = threading.Semaphore(0)
    ticker = Ticker(ticks.release, timedelta(seconds=0.05))
    ticker.start()
    try:
        assert ticker.running
        assert all(ticks.acquire(timeout=10) for _ in range(3))
    finally:
        ticker.stop()
    assert not ticker.running


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_tick_that_breaks_does_not_end_the_ticking() -> None:
    ticks = threading.Semaphore(0)

    def tick() -> None:
        ticks.release()
        raise ValueError

    ticker = Ticker(tick, timedelta(seconds=0.05))
    ticker.start()
    try:
        assert all(ticks.acquire(timeout=10) for _ in range(2))
    finally:
        ticker.stop()


def test_stopping_waits_for_the_tick_in_hand() -> None:
    begun, ended = threading.Event(), threading.Event()

    def tick() -> None:
        begun.set()
        threading.Event().wait(0.2)
        ended.set()

    ticker = Ticker(tick)
    ticker.start()
    assert begun.wait(10)
    ticker.stop()
    assert ended.is_set()


def test_a_ticker_that_never_started_can_be_stopped() -> None:
    Ticker(lambda: None).stop()
