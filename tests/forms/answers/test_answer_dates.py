"""One day as people write it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forms.answers import AnswerProblem
from forms.answers.dates import MONTHS, WEEKDAYS, in_words, read_date
from forms.vocabulary import When

TODAY = date(2026, 11, 24)
APRIL_3 = date(2026, 4, 3)


def problem(typed: str, *, when: When | None = When.PAST, today: date = TODAY) -> str:
    with pytest.raises(AnswerProblem) as caught:
        read_date(typed, today=today, when=when)
    return caught.value.message


@pytest.mark.parametrize(
    "typed",
    [
        "3/4/26", "03.04.2026", "3-4-2026", "3 4 2026", "3 / 4 / 2026", "3 April", "3rd April 2026", "3 Apr 26",
        "3-Apr-2026", "3April2026", "the 3rd of April, 2026", "3rd day of April 2026", "April 3 2026", "April 3rd",
        "Apr. 3, 2026", "2026-04-03", "2026/4/3", "2026 April 3", "Friday 3 April 2026", "Fri. 3rd Apr. '26",
        "on Friday, 3 April", "3 April 2026 (Friday)", "3 APRIL 2026", "３/４/２０２６", "3\u00a0April\u00a02026",
        "٣/٤/٢٠٢٦", "3–4–2026", " 3  april 2026. ", "3/4",
    ],
)  # fmt: skip
def test_the_third_of_april_is_read_however_it_is_written(typed: str) -> None:
    assert read_date(typed, today=TODAY, when=When.PAST) == APRIL_3


WAYS: dict[str, Callable[[date], str]] = {
    "3/4/2026": lambda d: f"{d.day}/{d.month}/{d.year}",
    "03.04.2026": lambda d: f"{d:%d.%m.%Y}",
    "03-04-26": lambda d: f"{d:%d-%m-%y}",
    "2026-04-03": date.isoformat,
    "3 April 2026": in_words,
    "3 Apr 2026": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "April 3, 2026": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "Friday 3 April 2026": lambda d: f"{WEEKDAYS[d.weekday()]} {in_words(d)}",
    "3rd of April 2026": lambda d: f"{d.day}th of {MONTHS[d.month - 1].upper()} {d.year}",
}


@given(ago=st.integers(0, 49 * 365), way=st.sampled_from(sorted(WAYS)))
def test_every_day_survives_every_way_of_writing_it(ago: int, way: str) -> None:
    day = TODAY - timedelta(days=ago)
    assert read_date(WAYS[way](day), today=TODAY, when=When.PAST) == day


@given(today=st.dates(date(2020, 1, 1), date(2090, 12, 31)), ago=st.integers(0, 364))
def test_without_a_year_the_most_recent_such_day_is_meant(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    assume((day.month, day.day) != (2, 29))
    assert read_date(f"{day.day} {MONTHS[day.month - 1]}", today=today, when=None) == day


@given(today=st.dates(date(2020, 1, 1), date(2090, 12, 31)), ahead=st.integers(0, 300))
def test_without_a_year_an_expected_day_is_the_next_one(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assume((day.month, day.day) != (2, 29))
    assert read_date(f"{day.day}/{day.month}", today=today, when=When.EXPECTED) == day


def test_the_29_february_without_a_year_is_in_the_last_leap_year() -> None:
    assert read_date("29 Feb", today=TODAY, when=When.PAST) == date(2024, 2, 29)


@pytest.mark.parametrize(("typed", "ago"), [("today", 0), ("Yesterday", 1), ("the day before yesterday", 2)])
def test_days_are_counted_from_today(typed: str, ago: int) -> None:
    assert read_date(typed, today=TODAY, when=When.PAST) == TODAY - timedelta(days=ago)


@pytest.mark.parametrize(
    ("typed", "when", "year"),
    [
        ("3/4/99", When.PAST, 1999),
        ("3/4/76", When.BORN, 1976),
        ("3/4/40", When.BORN, 1940),
        ("25/12/26", When.BORN, 1926),
        ("24/11/26", When.BORN, 2026),
        ("3/4/40", None, 2040),
    ],
)
def test_a_year_of_two_figures_is_the_nearest_but_no_birth_is_in_the_future(
    typed: str, when: When | None, year: int
) -> None:
    assert read_date(typed, today=TODAY, when=when).year == year


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", "There is no 31 February 2026: the month has 28 days."),
        ("31 April", "There is no 31 April: the month has 30 days."),
        ("04/13/2026", "Did you mean 13 April 2026?"),
        ("4/13", "Did you mean 13 April?"),
        ("2026-13-04", "Did you mean 13 April 2026?"),
        ("13/13/2026", "There is no such day."),
        ("0/4/2026", "There is no such day."),
        ("3/0/2026", "There is no such day."),
        ("Monday 3 April 2026", "3 April 2026 is a Friday, not a Monday."),
        ("March 26", "26 March 2026 or the month March 2026"),
        ("3/4/1826", "The year 1826 does not fit"),
        ("3/4/0026", "The year 0026 does not fit"),
        ("Friday", "“Friday” could not be read as a date."),
        ("the day the music died and all of us", "“the day the music died and al…” could not"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_do(typed: str, said: str) -> None:
    assert said in problem(typed)


@pytest.mark.parametrize("when", [When.PAST, When.BORN, When.CHILD_BORN])
def test_what_has_happened_is_not_in_the_future(when: When) -> None:
    assert "25 November 2026 is in the future" in problem("25/11/2026", when=when)
    assert read_date("24/11/2026", today=TODAY, when=when) == TODAY


def test_a_child_is_not_forty_years_old_but_a_relative_may_be() -> None:
    assert "The year 1986" in problem("3/4/1986", when=When.CHILD_BORN)
    assert read_date("3/4/1986", today=TODAY, when=When.BORN) == date(1986, 4, 3)


@pytest.mark.parametrize(
    ("days", "said"), [(-29, "too long ago"), (301, "too far ahead"), (-28, None), (300, None), (1, None)]
)
def test_an_expected_date_is_near(days: int, said: str | None) -> None:
    day = TODAY + timedelta(days=days)
    if said is None:
        assert read_date(in_words(day), today=TODAY, when=When.EXPECTED) == day
    else:
        assert said in problem(in_words(day), when=When.EXPECTED)


def test_a_date_of_no_particular_time_may_be_ahead_but_not_out_of_this_world() -> None:
    assert read_date("3 April 2050", today=TODAY, when=None) == date(2050, 4, 3)
    assert "2130" in problem("3 April 2130", when=None)


def test_a_problem_says_nothing_outside_its_message() -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_date("31/02/2026", today=TODAY, when=When.PAST)
    assert "31" not in f"{caught.value}{caught.value!r}"
