"""One day as people write it, day first, and the day in words.

Nothing is guessed from a month put first in figures: 04/13/2026 is asked about, 03/04/2026 is 3 April.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from forms.answers.problem import AnswerProblem
from forms.answers.text import for_comparing, shortened
from forms.vocabulary import When
from forms.words import in_english, names, say

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The names that are always understood; what another language calls them is in its words."""

OLDEST_CHILD_IN_YEARS = 30
"""A child in a case is under 18, or a care leaver up to 25, with room for a case that comes to light late."""
_OLDEST_IN_YEARS = 120
_FARTHEST_IN_YEARS = 100
_EXPECTED_SINCE = timedelta(days=28)
"""A baby may be overdue, or born by the time the referral is written."""
_EXPECTED_WITHIN = timedelta(days=300)

_MONTH_NUMBERS = (
    {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
    | {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)}
    | {"sept": 9, "febuary": 2, "feburary": 2}
)
_WEEKDAY_NUMBERS = (
    {name.casefold(): number for number, name in enumerate(WEEKDAYS)}
    | {name[:3].casefold(): number for number, name in enumerate(WEEKDAYS)}
    | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
)


def one_of(words: dict[str, int]) -> str:
    """Give a pattern that matches any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


MONTH = rf"(?P<month>{one_of(_MONTH_NUMBERS)})"
YEAR = r"'?(?P<year>\d{4}|\d{2})"
_DAY = r"(?P<day>\d{1,2})"
_ORDINAL = r"(?P<ordinal>st|nd|rd|th)?"

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[-/. ])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
_IN_FIGURES = re.compile(rf"{_DAY}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?:(?P=mark){YEAR})?")
_IN_FIGURES_AND_SPACES = re.compile(rf"{_DAY} (?P<month>\d{{1,2}}) {YEAR}")
_IN_WORDS = re.compile(rf"(?:the )?{_DAY}{_ORDINAL}[-/. ]?(?:day )?(?:of )?{MONTH}(?:[-/. ]?{YEAR})?")
_MONTH_FIRST = re.compile(rf"{MONTH}[-/. ]?(?:the )?{_DAY}{_ORDINAL}(?:[-/. ]{YEAR})?")
_YEAR_THEN_WORDS = re.compile(rf"(?P<year>\d{{4}})[-/. ]{MONTH}[-/. ]{_DAY}")
_WRITTEN = (_YEAR_FIRST, _IN_FIGURES, _IN_FIGURES_AND_SPACES, _IN_WORDS, _MONTH_FIRST, _YEAR_THEN_WORDS)

_WEEKDAY_BEFORE = re.compile(rf"(?:on )?(?P<weekday>{one_of(_WEEKDAY_NUMBERS)})\b ?(?P<rest>.+)")
_WEEKDAY_AFTER = re.compile(rf"(?P<rest>.+?) ?\(?\b(?P<weekday>{one_of(_WEEKDAY_NUMBERS)})\)?")
_SPACE_AROUND_MARK = re.compile(r" ?([-/.]) ?")
_DAYS_AGO = {"today": 0, "yesterday": 1, "the day before yesterday": 2, "day before yesterday": 2, "tomorrow": -1}


@dataclass(frozen=True)
class WrittenDay:
    """A day that was read. `is_complete` is False where the year, or all of it, was taken from today's date."""

    day: date
    is_complete: bool


def in_words(day: date) -> str:
    """Give the day in words: 3 April 2026."""
    return say("dates.day", day=day.day, month=month_in_words(day.month), year=day.year)


def in_words_with_weekday(day: date) -> str:
    """Give the day in words with its weekday: Friday 3 April 2026."""
    return say("dates.with_weekday", weekday=_weekday_in_words(day.weekday()), day=in_words(day))


def day_and_month(day: date) -> str:
    """Give the day in words without its year: 3 April."""
    return say("dates.day_of_any_year", day=day.day, month=month_in_words(day.month))


def month_in_words(month: int) -> str:
    """Give the name of a month, counted from 1."""
    return names("dates.months")[month - 1]


def _weekday_in_words(weekday: int) -> str:
    return names("dates.weekdays")[weekday]


def plain_date_words(typed: str) -> str:
    """Give what was typed as the readers of dates want it: `for_comparing`, in English, without commas and full stops
    of words."""
    words = re.sub(r"(?<=[a-z])\.|\.$", "", for_comparing(typed).replace(",", " "))
    return in_english("date", " ".join(words.split()))


def month_number(name: str) -> int:
    """Give the number of a month written in small letters, in full or in short."""
    return _MONTH_NUMBERS[name]


def full_year(written: str, today: date) -> int:
    """Give the year of two or four figures; of two, the one nearest to today's."""
    year = int(written)
    if len(written) == 2:
        year = today.year - (today.year - year) % 100
        if today.year - year > 50:
            year += 100
    if abs(year - today.year) > max(_OLDEST_IN_YEARS, _FARTHEST_IN_YEARS):
        raise AnswerProblem(say("answers.date.check_the_year", year=written))
    return year


def read_date(typed: str, *, today: date, when: When | None) -> date:
    """Read one whole day; raises `AnswerProblem` where it is none, does not exist or cannot be."""
    words = plain_date_words(typed)
    written = find_day(words, today=today, when=when)
    if written is None:
        raise AnswerProblem(say("answers.date.not_a_date", typed=shortened(typed)))
    check_time(written.day, today=today, when=when)
    return written.day


def find_day(words: str, *, today: date, when: When | None) -> WrittenDay | None:
    """Read one day from `plain_date_words`, or give None where they do not look like a day.

    Raises `AnswerProblem` for what looks like a day and is none: 31/02/2026, or a Friday that is a Monday.
    """
    if words in _DAYS_AGO:
        return WrittenDay(today - timedelta(days=_DAYS_AGO[words]), is_complete=False)
    for pattern in (_WEEKDAY_BEFORE, _WEEKDAY_AFTER):
        if (match := pattern.fullmatch(words)) is not None:
            written = _without_weekday(match["rest"], today, when)
            if written is not None:
                _check_weekday(written.day, _WEEKDAY_NUMBERS[match["weekday"]])
                return written
    return _without_weekday(words, today, when)


def _without_weekday(words: str, today: date, when: When | None) -> WrittenDay | None:
    close = _SPACE_AROUND_MARK.sub(r"\1", words)
    for pattern in _WRITTEN:
        if (match := pattern.fullmatch(close)) is not None:
            return _written_day(match, today, when)
    return None


def _written_day(match: re.Match[str], today: date, when: When | None) -> WrittenDay:
    parts = match.groupdict()
    day = int(parts["day"])
    month = int(parts["month"]) if parts["month"].isdecimal() else month_number(parts["month"])
    year = parts["year"]
    if match.re is _MONTH_FIRST and year is None and parts["ordinal"] is None and len(parts["day"]) == 2:
        _refuse_as_day_or_year(parts["day"], month, today)
    if year is None:
        return WrittenDay(_in_likeliest_year(day, month, today, when), is_complete=False)
    found = _exact(day, month, full_year(year, today))
    if when is When.BORN and len(year) == 2 and found > today:
        found = _exact(day, month, found.year - 100)
    return WrittenDay(found, is_complete=True)


def _refuse_as_day_or_year(figures: str, month: int, today: date) -> NoReturn:
    """“March 26” may be a day of this year or a month of 2026: ask."""
    name = month_in_words(month)
    raise AnswerProblem(
        say("answers.date.day_or_year", month=name, day=int(figures), year=full_year(figures, today), this=today.year)
    )


def _in_likeliest_year(day: int, month: int, today: date, when: When | None) -> date:
    """Without a year: the most recent such day that is not in the future; the next one where it is expected."""
    _exact(day, month, None)
    this = today.year
    if when is When.EXPECTED:
        return _first_of(day, month, range(this - 1, this + 9), lambda found: found >= today - _EXPECTED_SINCE)
    return _first_of(day, month, range(this, this - 9, -1), lambda found: found <= today)


def _first_of(day: int, month: int, years: range, fits: Callable[[date], bool]) -> date:
    """Give that day in the first of nine years that fits; among nine is always one with a 29 February."""
    return next(found for year in years if _exists(day, month, year) and fits(found := date(year, month, day)))


def _exists(day: int, month: int, year: int) -> bool:
    return 1 <= month <= len(MONTHS) and 1 <= day <= calendar.monthrange(year, month)[1]


_A_LEAP_YEAR = 2024


def _exact(day: int, month: int, year: int | None) -> date:
    """Give that day, or refuse one that does not exist; without a year, in any year."""
    known_year = _A_LEAP_YEAR if year is None else year
    if _exists(day, month, known_year):
        return date(known_year, month, day)
    if _exists(month, day, known_year):
        meant = date(known_year, day, month)
        raise AnswerProblem(say("answers.date.month_first", day=_with_year_if(meant, year)))
    if 1 <= month <= len(MONTHS) and day > 0:
        name = month_in_words(month)
        asked_for = say("dates.month_of_year", month=name, year=year) if year else name
        last = calendar.monthrange(known_year, month)[1]
        raise AnswerProblem(say("answers.date.no_such_day", day=day, month=asked_for, last=last))
    raise AnswerProblem(say("answers.date.no_such_month"))


def _with_year_if(day: date, year: int | None) -> str:
    return in_words(day) if year is not None else day_and_month(day)


def _check_weekday(day: date, weekday: int) -> None:
    if day.weekday() != weekday:
        actual, said = _weekday_in_words(day.weekday()), _weekday_in_words(weekday)
        raise AnswerProblem(say("answers.date.other_weekday", day=in_words(day), actual=actual, said=said))


def check_time(day: date, *, today: date, when: When | None) -> None:
    """Refuse a day that cannot be: a birth in the future, a due date long ago, a year mistyped."""
    if when is When.EXPECTED:
        _check_expected(day, today)
        return
    if when is not None and day > today:
        raise AnswerProblem(say("answers.date.in_the_future", day=in_words(day)))
    oldest = OLDEST_CHILD_IN_YEARS if when is When.CHILD_BORN else _OLDEST_IN_YEARS
    if today.year - day.year > oldest or day.year - today.year > _FARTHEST_IN_YEARS:
        raise AnswerProblem(say("answers.date.check_the_year", year=day.year))


def _check_expected(day: date, today: date) -> None:
    if day < today - _EXPECTED_SINCE:
        raise AnswerProblem(say("answers.date.expected_long_ago", day=in_words(day)))
    if day > today + _EXPECTED_WITHIN:
        raise AnswerProblem(say("answers.date.expected_too_far", day=in_words(day)))
