"""A clock that runs, and that can be put forward."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.clock import Clock, system_clock


class MovableClock:
    """Gives the time of another clock plus however far it was put forward."""

    def __init__(self, start: datetime | None = None, *, source: Clock = system_clock) -> None:
        self._source: Callable[[], datetime] = source
        self._ahead = timedelta(0) if start is None else start - source()

    def __call__(self) -> datetime:
        """Give the moment it is now, aware and in UTC."""
        return (self._source() + self._ahead).astimezone(UTC)

    def move_to(self, moment: datetime) -> None:
        """Put the clock to `moment`; raises `ValueError` for an earlier one than now, since time does not go back."""
        now = self()
        if moment < now:
            message = "a clock is not put back"
            raise ValueError(message)
        self._ahead += moment - now
