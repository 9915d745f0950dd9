"""The clock: the one place that reads the system's time, and the ticks that have reminders sent.

Everything else is handed a `Clock`, so that tests and the trial can move time. APScheduler only ticks: what is due
is found in the database (docs/procedure.md, section 4), so that a tick missed while the process was down costs
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""


def system_clock() -> datetime:
    """Give the system's time, aware and in UTC."""
    return datetime.now(UTC)


class Ticker:
    """Calls `tick` at once and then every `every`, one call at a time, in a thread of its own.

    A call that raises is logged by the scheduler and the next one comes all the same.
    """

    def __init__(self, tick: Callable[[], object], every: timedelta = timedelta(seconds=30)) -> None:
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(max_workers=1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_job(tick, "interval", seconds=every.total_seconds(), next_run_time=system_clock())

    @property
    def running(self) -> bool:
        """Whether ticks are coming."""
        return bool(self._scheduler.running)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; a tick that has begun is let finish."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
