"""Working days in England and the hour in London, compared with counting day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.calendar import WorkingDays, at_working_hour, bank_holidays, day_in_london, easter_sunday

DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
CLOSURE_DAYS = frozenset(date(year, 12, day) for year in range(2009, 2033) for day in (27, 28, 29, 30, 31))
CALENDARS = st.sampled_from([WorkingDays(), WorkingDays(CLOSURE_DAYS)])
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),  # a Tuesday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 29), False),  # a Sunday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 12, 28), False),  # in place of Boxing Day, a Saturday
        (date(2022, 9, 19), False),  # the late Queen's funeral
        (date(2026, 3, 17), True),  # St Patrick's Day, in Northern Ireland only
        (date(2026, 8, 3), True),  # summer bank holiday, in Scotland only
    ],
)
def test_a_working_day_is_a_weekday_and_no_bank_holiday_of_england(day: date, works: bool) -> None:
    assert WorkingDays().is_working_day(day) is works


def test_the_boards_own_closure_days_are_no_working_days() -> None:
    assert WorkingDays().is_working_day(date(2026, 12, 29))
    assert not WorkingDays(CLOSURE_DAYS).is_working_day(date(2026, 12, 29))


@given(day=DAYS, n=st.integers(-30, 30), working_days=CALENDARS)
def test_working_days_are_added_as_by_counting_them(day: date, n: int, working_days: WorkingDays) -> None:
    step = ONE_DAY if n > 0 else -ONE_DAY
    found, counted = day, 0
    while counted < abs(n):
        found += step
        counted += working_days.is_working_day(found)
    assert working_days.add(day, n) == found


@given(day=DAYS, working_days=CALENDARS)
def test_the_nearest_working_day_is_the_day_itself_or_the_next_one_that_way(
    day: date, working_days: WorkingDays
) -> None:
    if working_days.is_working_day(day):
        assert working_days.on_or_before(day) == working_days.on_or_after(day) == day
    else:
        assert working_days.on_or_before(day) == working_days.add(day, -1)
        assert working_days.on_or_after(day) == working_days.add(day, 1)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 9, 0, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 8, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 8, 0, tzinfo=UTC)),  # the clocks go forward
        (date(2026, 10, 25), datetime(2026, 10, 25, 9, 0, tzinfo=UTC)),  # the clocks go back
    ],
)
def test_the_office_opens_by_london_time_all_year(day: date, moment: datetime) -> None:
    opens = at_working_hour(day, time(9, 0))
    assert (opens, opens.tzinfo) == (moment, UTC)


def test_the_day_of_a_moment_is_london_s() -> None:
    assert day_in_london(datetime(2026, 7, 14, 23, 30, tzinfo=UTC)) == date(2026, 7, 15)
    assert day_in_london(datetime(2026, 1, 14, 23, 30, tzinfo=UTC)) == date(2026, 1, 14)


@pytest.mark.parametrize("year", range(1995, 2051))
def test_easter_monday_follows_easter_sunday_in_every_year(year: int) -> None:
    sunday = easter_sunday(year)
    assert {sunday - 2 * ONE_DAY, sunday + ONE_DAY} <= bank_holidays(year)
