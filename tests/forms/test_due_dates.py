"""When the chair's decision is due, and on which days it is reminded, compared with counting day by day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.calendar import WorkingDays
from forms.due_dates import (
    Ladder,
    calendar_days_after,
    chair_duty,
    months_after,
    next_late,
    reminder_days,
    working_days_after,
)
from forms.regimes import regimes
from forms.vocabulary import Purpose

DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
CLOSURE_DAYS = frozenset(date(year, 12, day) for year in range(2009, 2033) for day in (24, 29, 30, 31))
CALENDARS = st.sampled_from([WorkingDays(), WorkingDays(CLOSURE_DAYS)])
LADDERS = st.builds(
    Ladder,
    before=st.lists(st.integers(1, 15), max_size=4).map(tuple),
    on_the_day=st.booleans(),
    first_late=st.integers(1, 5),
    then_every=st.integers(1, 10),
)
ONE_DAY = timedelta(days=1)
ENGLAND = WorkingDays()


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 3, 3), 1, date(2026, 4, 3)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_one_month_is_the_same_day_of_the_next_month_or_its_last(start: date, n: int, end: date) -> None:
    assert months_after(start, n) == end


@given(start=DAYS, n=st.integers(1, 24))
def test_months_are_added_as_by_turning_the_pages_of_a_calendar(start: date, n: int) -> None:
    page = start.replace(day=1)
    for _ in range(n):
        page = (page + timedelta(days=31)).replace(day=1)
    length = calendar.monthrange(page.year, page.month)[1]
    assert months_after(start, n) == page.replace(day=min(start.day, length))


def test_calendar_days_take_no_notice_of_weekends() -> None:
    assert calendar_days_after(date(2026, 12, 20), 14) == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("start", "n", "first_day", "end"),
    [
        (date(2026, 11, 23), 5, 0, date(2026, 11, 30)),  # a Monday as day 0
        (date(2026, 11, 23), 5, 1, date(2026, 11, 27)),  # a Monday as day 1
        (date(2026, 11, 28), 5, 0, date(2026, 12, 4)),  # a Saturday as day 0
        (date(2026, 11, 28), 5, 1, date(2026, 12, 4)),  # from a Saturday, Monday is day 1
        (date(2026, 11, 23), 1, 1, date(2026, 11, 23)),
        (date(2026, 12, 24), 5, 0, date(2027, 1, 5)),  # over Christmas and New Year
    ],
)
def test_the_start_of_working_days_is_day_0_or_day_1(start: date, n: int, first_day: Literal[0, 1], end: date) -> None:
    assert working_days_after(start, n, ENGLAND, first_day=first_day) == end


@given(start=DAYS, n=st.integers(1, 30), first_day=st.sampled_from([0, 1]), working_days=CALENDARS)
def test_within_n_working_days_are_as_many_as_by_counting_them(
    start: date, n: int, first_day: Literal[0, 1], working_days: WorkingDays
) -> None:
    day = start if first_day else start + ONE_DAY
    counted = 0
    while True:
        counted += working_days.is_working_day(day)
        if counted == n:
            break
        day += ONE_DAY
    assert working_days_after(start, n, working_days, first_day=first_day) == day


@pytest.mark.parametrize(
    ("regime", "start_event"),
    [("WT2010", "case comes to notice"), ("WT2013", "notification"), ("WT2015", "notification")],
)
def test_an_scr_is_decided_in_one_statutory_month_of_the_regimes_event(regime: str, start_event: str) -> None:
    duty = chair_duty(regimes()[regime], "scr", date(2016, 5, 10), date(2016, 5, 3), months=3)
    assert (duty.due_on, duty.start_on, duty.start_event) == (date(2016, 6, 3), date(2016, 5, 3), start_event)
    assert (duty.rule, duty.statutory, duty.provisional) == ("1 month", True, False)
    assert duty.source == f"Working Together to Safeguard Children {regime[2:]}"


def test_until_the_event_is_known_the_month_runs_from_the_day_received_and_is_provisional() -> None:
    duty = chair_duty(regimes()["WT2015"], "scr", date(2016, 1, 31), None, months=3)
    assert (duty.due_on, duty.start_on, duty.start_event) == (date(2016, 2, 29), date(2016, 1, 31), "notification")
    assert (duty.statutory, duty.provisional) == (True, True)


BOARDS_OWN = [(regime, "scr") for regime in ("WT2018", "WT2023")] + [
    (regime, purpose) for regime in regimes() for purpose in get_args(Purpose) if purpose != "scr"
]


@pytest.mark.parametrize(("regime", "purpose"), BOARDS_OWN)
@pytest.mark.parametrize("known_event_on", [None, date(2016, 5, 3)])
def test_everywhere_else_the_boards_own_months_run_from_the_day_received(
    regime: str, purpose: Purpose, known_event_on: date | None
) -> None:
    duty = chair_duty(regimes()[regime], purpose, date(2016, 5, 10), known_event_on, months=2)
    assert (duty.due_on, duty.start_on, duty.start_event) == (date(2016, 7, 10), date(2016, 5, 10), "referral received")
    assert (duty.rule, duty.statutory, duty.provisional) == ("2 months", False, False)
    assert "Board’s own setting" in duty.source


def test_a_duty_is_reminded_10_and_3_working_days_before_on_the_day_and_one_day_after() -> None:
    assert reminder_days(date(2026, 11, 24), ENGLAND) == (
        ("before:10", date(2026, 11, 10)),
        ("before:3", date(2026, 11, 19)),
        ("on", date(2026, 11, 24)),
        ("late:1", date(2026, 11, 25)),
    )


def test_a_due_day_that_is_no_working_day_is_reminded_on_the_working_day_before() -> None:
    assert reminder_days(date(2026, 12, 26), ENGLAND)[-2:] == (
        ("on", date(2026, 12, 24)),
        ("late:1", date(2026, 12, 29)),
    )


def test_two_steps_on_one_day_are_one_reminder_with_the_later_name() -> None:
    saturday = date(2026, 11, 28)
    assert reminder_days(saturday, ENGLAND, Ladder(before=(1, 1))) == (
        ("on", date(2026, 11, 27)),
        ("late:1", date(2026, 11, 30)),
    )


def test_late_reminders_come_every_five_working_days_without_end() -> None:
    due_on = date(2026, 11, 24)
    assert next_late("on", due_on, ENGLAND) == ("late:1", date(2026, 11, 25))
    assert next_late("before:3", due_on, ENGLAND) == ("late:1", date(2026, 11, 25))
    assert next_late("late:1", due_on, ENGLAND) == ("late:6", date(2026, 12, 2))
    assert next_late("late:6", due_on, ENGLAND) == ("late:11", date(2026, 12, 9))


@pytest.mark.parametrize("counts", [{"before": (10, 0)}, {"first_late": 0}, {"then_every": -1}])
def test_a_ladder_counts_in_whole_working_days(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        Ladder(**counts)  # type: ignore[arg-type]  # one wrong count at a time


def working_days_between(day: date, later: date, working_days: WorkingDays) -> int:
    """Count the working days after `day` up to and with `later`."""
    days = (day + n * ONE_DAY for n in range(1, (later - day).days + 1))
    return sum(working_days.is_working_day(each) for each in days)


@given(due_on=DAYS, ladder=LADDERS, working_days=CALENDARS)
def test_every_reminder_is_on_its_working_day_as_by_counting(
    due_on: date, ladder: Ladder, working_days: WorkingDays
) -> None:
    reminders = reminder_days(due_on, working_days, ladder)
    days = [day for _, day in reminders]
    assert days == sorted(set(days))
    assert all(working_days.is_working_day(day) for day in days)
    for step, day in reminders:
        kind, _, n = step.partition(":")
        if kind == "before":
            assert working_days_between(day - ONE_DAY, due_on - ONE_DAY, working_days) == int(n)
        elif kind == "on":
            assert day <= due_on
            assert working_days_between(day, due_on, working_days) == 0
        else:
            assert working_days_between(due_on, day, working_days) == int(n)


@given(due_on=DAYS, ladder=LADDERS, working_days=CALENDARS)
def test_each_late_reminder_is_the_ladders_number_of_working_days_after_the_last(
    due_on: date, ladder: Ladder, working_days: WorkingDays
) -> None:
    step, day = reminder_days(due_on, working_days, ladder)[-1]
    for _ in range(4):
        later_step, later_day = next_late(step, due_on, working_days, ladder)
        assert working_days_between(day, later_day, working_days) == ladder.then_every
        step, day = later_step, later_day
