"""About when something happened, as people write it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import AnswerProblem
from forms.answers.approximate_dates import describe_approximate_date, read_approximate_date
from forms.answers.dates import MONTHS
from forms.answers.spans import span_in_words
from forms.vocabulary import When

TODAY = date(2026, 11, 24)


def read(typed: str, today: date = TODAY) -> dict[str, str]:
    return read_approximate_date(typed, today=today, when=When.PAST)


def span(typed: str) -> tuple[str, str]:
    value = read(typed)
    return value["from"], value["to"]


def problem(typed: str) -> str:
    with pytest.raises(AnswerProblem) as caught:
        read(typed)
    return caught.value.message


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("early March 2026", "2026-03-01", "2026-03-10"),
        ("mid-March 2026", "2026-03-11", "2026-03-20"),
        ("the middle of March, 2026", "2026-03-11", "2026-03-20"),
        ("late Feb 2024", "2024-02-21", "2024-02-29"),
        ("towards the end of February 2026", "2026-02-21", "2026-02-28"),
        ("beginning of March 26", "2026-03-01", "2026-03-10"),
        ("first half of March 2026", "2026-03-01", "2026-03-15"),
        ("second half of March 2026", "2026-03-16", "2026-03-31"),
        ("first week of March 2026", "2026-03-01", "2026-03-07"),
        ("last week in March 2026", "2026-03-25", "2026-03-31"),
        ("March 2026", "2026-03-01", "2026-03-31"),
        ("Mar '26", "2026-03-01", "2026-03-31"),
        ("03/2026", "2026-03-01", "2026-03-31"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("spring 2025", "2025-03-01", "2025-05-31"),
        ("early summer 2025", "2025-06-01", "2025-06-30"),
        ("late autumn 2025", "2025-11-01", "2025-11-30"),
        ("winter 2025/26", "2025-12-01", "2026-02-28"),
        ("winter 2023-2024", "2023-12-01", "2024-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("early 2019", "2019-01-01", "2019-04-30"),
        ("mid 2019", "2019-05-01", "2019-08-31"),
        ("end of the year 2019", "2019-09-01", "2019-12-31"),
        ("2018/19", "2018-01-01", "2019-12-31"),
        ("c. 2019", "2019-01-01", "2019-12-31"),
        ("c2019", "2019-01-01", "2019-12-31"),
        ("2019?", "2019-01-01", "2019-12-31"),
        ("2019 or so", "2019-01-01", "2019-12-31"),
        ("sometime in 2019 (approx)", "2019-01-01", "2019-12-31"),
        ("about 3 April 2026", "2026-04-03", "2026-04-03"),
        ("on or around 3/4/26", "2026-04-03", "2026-04-03"),
        ("? 22 May 2016", "2016-05-22", "2016-05-22"),
        ("3/4/26", "2026-04-03", "2026-04-03"),
        ("3 April 2026 at about 2pm", "2026-04-03", "2026-04-03"),
        ("3 April 2026 14:30", "2026-04-03", "2026-04-03"),
        ("the evening of Friday 3 April 2026", "2026-04-03", "2026-04-03"),
        ("3 April 2026 in the early morning", "2026-04-03", "2026-04-03"),
        ("week of 3 March 2026", "2026-03-02", "2026-03-08"),
        ("w/c 2 March 2026", "2026-03-02", "2026-03-08"),
        ("week ending 6/3/2026", "2026-02-28", "2026-03-06"),
        ("the weekend of 7 March 2026", "2026-03-07", "2026-03-08"),
        ("Easter 2024", "2024-03-29", "2024-04-01"),
        ("Easter Monday 2024", "2024-04-01", "2024-04-01"),
        ("Good Friday 2024", "2024-03-29", "2024-03-29"),
        ("Christmas 2024", "2024-12-24", "2024-12-26"),
        ("Boxing Day 2024", "2024-12-26", "2024-12-26"),
        ("between 3 and 5 March 2026", "2026-03-03", "2026-03-05"),
        ("3-5 March 2026", "2026-03-03", "2026-03-05"),
        ("3rd/4th March 2026", "2026-03-03", "2026-03-04"),
        ("Friday 3 or Saturday 4 April 2026", "2026-04-03", "2026-04-04"),
        ("1-3/5/2026", "2026-05-01", "2026-05-03"),
        ("13/4-15/4/2026", "2026-04-13", "2026-04-15"),
        ("3-4-2026 - 5-4-2026", "2026-04-03", "2026-04-05"),
        ("from 1 March to 4 April 2026", "2026-03-01", "2026-04-04"),
        ("28 December – 3 January 2026", "2025-12-28", "2026-01-03"),
        ("28 December 2025 to 3 January", "2025-12-28", "2026-01-03"),
        ("3 March 2019 to 5 April", "2019-03-03", "2019-04-05"),
        ("mid to late March 2026", "2026-03-11", "2026-03-31"),
        ("early to mid 2019", "2019-01-01", "2019-08-31"),
        ("between March and May 2026", "2026-03-01", "2026-05-31"),
        ("spring or summer 2025", "2025-03-01", "2025-08-31"),
        ("between Christmas and New Year 2026", "2025-12-24", "2026-01-01"),
        ("Christmas 2024 to March 2025", "2024-12-24", "2025-03-31"),
        ("the night of 3 April to 4 April 2026", "2026-04-03", "2026-04-04"),
        ("2018 to about 2019", "2018-01-01", "2019-12-31"),
    ],
)
def test_about_when_is_read_as_a_first_and_a_last_day_and_kept_as_written(typed: str, first: str, last: str) -> None:
    assert span(typed) == (first, last)


@pytest.mark.parametrize(
    ("typed", "text", "first", "last"),
    [
        ("early March", "early March 2026", "2026-03-01", "2026-03-10"),
        ("? 22 December", "? 22 December 2025", "2025-12-22", "2025-12-22"),
        ("December", "December 2025", "2025-12-01", "2025-12-31"),
        ("3 to 5 March", "3 to 5 March 2026", "2026-03-03", "2026-03-05"),
        ("Christmas", "Christmas 2025", "2025-12-24", "2025-12-26"),
        ("new year", "new year 2026", "2025-12-31", "2026-01-01"),
        ("22 May?", "22 May 2026?", "2026-05-22", "2026-05-22"),
        ("about 3/4", "about 3/4/2026", "2026-04-03", "2026-04-03"),
        ("2/4-3/4", "2/4-3/4/2026", "2026-04-02", "2026-04-03"),
        ("w/c Monday 29 December", "w/c Monday 29 December 2025", "2025-12-29", "2026-01-04"),
        ("28 December - 3 January", "28 December - 3 January 2026", "2025-12-28", "2026-01-03"),
        ("yesterday", "23 November 2026", "2026-11-23", "2026-11-23"),
        ("yesterday at 2pm", "23 November 2026 at 2pm", "2026-11-23", "2026-11-23"),
        ("yesterday or today", "23 to 24 November 2026", "2026-11-23", "2026-11-24"),
        ("last week", "16 to 22 November 2026", "2026-11-16", "2026-11-22"),
        ("last month", "1 to 31 October 2026", "2026-10-01", "2026-10-31"),
        ("last year", "1 January to 31 December 2025", "2025-01-01", "2025-12-31"),
        ("3/4/26", "3 April 2026", "2026-04-03", "2026-04-03"),
        ("? 22 May 2016", "? 22 May 2016", "2016-05-22", "2016-05-22"),
    ],
)
def test_what_depends_on_today_is_written_in_and_the_rest_is_kept(typed: str, text: str, first: str, last: str) -> None:
    assert read(typed) == {"text": text, "from": first, "to": last}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a while ago", "“a while ago” could not be read as a date"),
        ("before 3 April 2026", "“between 3 and 5 March 2026”"),
        ("week of the match", "could not be read"),
        ("- 3 March 2026", "could not be read"),
        ("14/2026", "could not be read"),
        ("2018/33", "could not be read"),
        ("3 March 2026 to whenever", "could not be read"),
        ("whenever to 3 March 2026", "could not be read"),
        ("winter 2025", "A winter lies in two years"),
        ("winter 2025/27", "A winter lies in two years"),
        ("2011/12", "could be a month or two years"),
        ("March 26", "26 March 2026 or the month March 2026"),
        ("5 to 3 March 2026", "5 March 2026, comes after the second, 3 March 2026"),
        ("5 March 2026 to 3 March", "comes after the second"),
        ("31/2/2026", "There is no 31 February 2026"),
        ("about 04/13/2026", "Did you mean 13 April 2026?"),
        ("December 2026", "1 December 2026 is in the future"),
        ("from 1 March to 4 April 2027", "4 April 2027 is in the future"),
        ("in 1066", "The year 1066 does not fit"),
        ("x" * 151, "too long for a date"),
    ],
)
def test_what_gives_no_date_is_refused_with_examples_or_the_reason(typed: str, said: str) -> None:
    assert said in problem(typed)


def test_a_day_is_said_back_in_words_and_a_time_with_the_days_it_was_taken_for() -> None:
    assert describe_approximate_date(read("3/4/26")) == "3 April 2026"
    assert describe_approximate_date(read("early March 2026")) == "early March 2026 (taken as 1 to 10 March 2026)"


PHRASES = st.one_of(
    st.builds(
        lambda part, month, year: f"{part}{month}{year}",
        st.sampled_from(
            ["", "early ", "mid-", "end of ", "first half of ", "3 to 5 ", "w/c 2 ", "? 7 ", "last week of "]
        ),
        st.sampled_from(MONTHS),
        st.sampled_from(["", " 2025", " 2019"]),
    ),
    st.builds(
        lambda time, year: f"{time}{year}",
        st.sampled_from(["spring", "early summer", "autumn", "Easter", "Christmas Eve", "new year", "New Year's Day"]),
        st.sampled_from(["", " 2025"]),
    ),
    st.sampled_from(["yesterday evening", "last week", "last month", "about 1/2", "1/2?", "28 December - 3 January"]),
)


@given(typed=PHRASES, today=st.dates(date(2026, 1, 1), date(2030, 12, 31)), later=st.integers(0, 2000))
def test_the_text_kept_means_the_same_days_whenever_it_is_read_again(typed: str, today: date, later: int) -> None:
    value = read(typed, today)
    assert value["from"] <= value["to"]
    assert read(value["text"], today + timedelta(days=later)) == value


@given(first=st.dates(date(1990, 1, 1), TODAY), days=st.integers(0, 800))
def test_two_days_in_words_are_read_as_the_same_two_days(first: date, days: int) -> None:
    last = min(first + timedelta(days=days), TODAY)
    assert span(span_in_words(first, last)) == (first.isoformat(), last.isoformat())
