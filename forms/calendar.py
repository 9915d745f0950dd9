"""Working days in England, and the hour in London.

Source: docs/procedure.md, section 4: a working day is Monday to Friday less England's bank holidays and the Board's own
closure days; the time of day is Europe/London's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Give England's bank holidays of a year, with the days on which they are observed instead.

    A holiday proclaimed later than the installed `holidays` package is not known: the Board's closure days name it.
    """
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a Board. `closure_days` are its own days off, besides England's bank holidays."""

    closure_days: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the Board's office works on that day."""
        return day.weekday() < _SATURDAY and day not in bank_holidays(day.year) and day not in self.closure_days

    def on_or_before(self, day: date) -> date:
        """Give the day itself if it is a working day, otherwise the last working day before it."""
        while not self.is_working_day(day):
            day -= _ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        """Give the day itself if it is a working day, otherwise the first working day after it."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add(self, day: date, n: int) -> date:
        """Give the `n`-th working day after the day, or before it where `n` is negative; the day itself for 0.

        The day itself is never counted, whether or not it is a working day.
        """
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day


def at_working_hour(day: date, opens: time) -> datetime:
    """Give the moment at which the office opens on that day, London time, as an aware UTC `datetime`."""
    return datetime.combine(day, opens, tzinfo=LONDON).astimezone(UTC)


def day_in_london(moment: datetime) -> date:
    """Give the date in London at an aware moment: the day on which something was received."""
    return moment.astimezone(LONDON).date()


def easter_sunday(year: int) -> date:
    """Give Easter Sunday of a Gregorian year, by the anonymous computus (Nature, 20 April 1876)."""
    golden = year % 19
    century, year_of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leap_years, year_rest = divmod(year_of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
