"""One time as people write it: a day, a week, a month or a part of it, a season, a year, a feast day.

“early March 2026” is 1 to 10 March 2026 (docs/procedure.md, section 3); the other parts are cut in the same way.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from forms.answers.dates import MONTH, MONTHS, YEAR, find_day, full_year, month_number, one_of
from forms.answers.feast_days import FEAST_DAYS
from forms.answers.problem import AnswerProblem
from forms.answers.spans import Reading, Span
from forms.words import say

_HOUR = r"(?:\d{1,2}[:.]\d{2} ?(?:am|pm|hrs|hours)?|\d{1,2} ?(?:am|pm)|\d{4} ?(?:hrs|hours))"
_TIME_OF_DAY = re.compile(
    rf"(?: (?:at|about|around|approx|from))* {_HOUR}$"
    r"|(?: (?:in|at))?(?: the)?(?: (?:early|late|mid))?[ -]"
    r"(?:morning|afternoon|evening|night|lunchtime|teatime|midday|noon|midnight)$"
    r"|^(?:(?:early|late) )?(?:morning|afternoon|evening|night) of (?:the )?"
)


def one_time(words: str, reading: Reading) -> Span | None:
    """Give the days that words mean which name one time, or None where they name none.

    Raises `AnswerProblem` for what looks like a date and is none, or could be two things.
    """
    day = _day(words, reading) or _day(_TIME_OF_DAY.sub("", words), reading)
    if day is not None:
        return day
    for pattern, read in _PHRASES:
        if (match := pattern.fullmatch(words)) is not None and (span := read(match, reading)) is not None:
            return span
    return None


def _day(words: str, reading: Reading) -> Span | None:
    written = find_day(words, today=reading.today, when=reading.when)
    return None if written is None else Span(written.day, written.day, written.is_complete)


_WEEK = timedelta(days=6)


def _week_with(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + _WEEK


def _weekend_after(day: date) -> tuple[date, date]:
    sunday = day + timedelta(days=6 - day.weekday())
    return sunday - timedelta(days=1), sunday


_WEEKS: dict[str, Callable[[date], tuple[date, date]]] = {
    "beginning": lambda day: (day, day + _WEEK),
    "ending": lambda day: (day - _WEEK, day),
    "of": _week_with,
    "weekend": _weekend_after,
}


def _week(match: re.Match[str], reading: Reading) -> Span | None:
    day = _day(match["day_words"], reading)
    if day is None:
        return None
    which = next(name for name in _WEEKS if match[name])
    first, last = _WEEKS[which](day.first)
    return Span(first, last, day.is_complete)


_PARTS = {
    "early": (0, 1, 3), "beginning": (0, 1, 3), "start": (0, 1, 3),
    "mid": (1, 2, 3), "middle": (1, 2, 3),
    "late": (2, 3, 3), "end": (2, 3, 3),
    "first half": (0, 1, 2), "second half": (1, 2, 2),
}  # fmt: skip
"""A part of a time as fractions of it: from, to, of how many."""
_PART = rf"(?:(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})(?: part)?[ -](?:of |in )?(?:the )?)?"
_WEEKS_OF_MONTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}


def _month_day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _part_of_month(year: int, month: int, part: str | None) -> Span:
    """Thirds of a month end on the 10th, the 20th and the last day; halves on the 15th and the last day."""
    start, end, of = _PARTS[part] if part else (0, 1, 1)
    first_day = 1 + start * (30 // of)
    last_day = 31 if end == of else end * (30 // of)
    return Span(date(year, month, first_day), _month_day(year, month, last_day))


def _part_of_months(year: int, first_month: int, months: int, part: str | None) -> Span:
    """A part of several months that begin in `first_month`: of a year or a season."""
    start, end, of = _PARTS[part] if part else (0, 1, 1)
    start_year, start_month = divmod(first_month - 1 + start * months // of, 12)
    end_year, end_month = divmod(first_month - 1 + end * months // of - 1, 12)
    return Span(date(year + start_year, start_month + 1, 1), _month_day(year + end_year, end_month + 1, 31))


def _month(match: re.Match[str], reading: Reading) -> Span:
    month, part = month_number(match["month"]), match["part"]
    return reading.span(lambda year: _part_of_month(year, month, part), match["year"])


def _week_of_month(match: re.Match[str], reading: Reading) -> Span:
    month, week = month_number(match["month"]), _WEEKS_OF_MONTH[match["nth"]]

    def span_in(year: int) -> Span:
        last = _month_day(year, month, 31)
        first = last - _WEEK if week < 0 else date(year, month, 1 + 7 * week)
        return Span(first, first + _WEEK)

    return reading.span(span_in, match["year"])


def _month_in_figures(match: re.Match[str], reading: Reading) -> Span | None:
    year, month = full_year(match["year"], reading.today), int(match["month"])
    return _part_of_month(year, month, None) if 1 <= month <= len(MONTHS) else None


def _year_and_two_figures(match: re.Match[str], reading: Reading) -> Span | None:
    """2026-03 is a month and 2018/19 are two years; 2011/12 could be either: ask."""
    year, figures = full_year(match["year"], reading.today), int(match["figures"])
    is_month, is_next_year = 1 <= figures <= len(MONTHS), figures == (year + 1) % 100
    if is_month and is_next_year:
        raise AnswerProblem(say("answers.approximate.month_or_years", typed=match[0]))
    if is_next_year:
        return Span(date(year, 1, 1), date(year + 1, 12, 31))
    return _part_of_month(year, figures, None) if is_month else None


def _year(match: re.Match[str], reading: Reading) -> Span:
    return _part_of_months(full_year(match["year"], reading.today), 1, 12, match["part"])


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}


def _season(match: re.Match[str], reading: Reading) -> Span:
    first_month, part = _SEASONS[match["season"]], match["part"]
    return reading.span(lambda year: _part_of_months(year, first_month, 3, part), match["year"])


def _winter(match: re.Match[str], reading: Reading) -> Span:
    if match["next"] is None:
        raise AnswerProblem(say("answers.approximate.winter"))
    year = full_year(match["year"], reading.today)
    if int(match["next"]) not in {year + 1, (year + 1) % 100}:
        raise AnswerProblem(say("answers.approximate.winter"))
    return _part_of_months(year, 12, 3, match["part"])


def _feast_day(match: re.Match[str], reading: Reading) -> Span:
    return reading.span(FEAST_DAYS[match["feast"]], match["year"])


def _last_week_month_year(match: re.Match[str], reading: Reading) -> Span:
    if match["what"] == "week":
        return Span(*_week_with(reading.today - timedelta(days=7)), is_complete=False)
    if match["what"] == "year":
        return Span(date(reading.today.year - 1, 1, 1), date(reading.today.year - 1, 12, 31), is_complete=False)
    last = reading.today.replace(day=1) - timedelta(days=1)
    return Span(last.replace(day=1), last, is_complete=False)


_OPTIONAL_YEAR = rf"(?:(?: of)?[-/. ]?{YEAR})?"
_PHRASES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reading], Span | None]], ...] = (
    (
        re.compile(
            r"(?:(?P<beginning>week (?:beginning|commencing|starting)|w/?[cb])|(?P<ending>week ending|w/?e)"
            r"|(?P<of>week of)|(?P<weekend>weekend of)) (?P<day_words>.+)"
        ),
        _week,
    ),
    (re.compile(rf"{_PART}{MONTH}{_OPTIONAL_YEAR}"), _month),
    (re.compile(rf"(?P<nth>{one_of(_WEEKS_OF_MONTH)}) week (?:of|in) {MONTH}{_OPTIONAL_YEAR}"), _week_of_month),
    (re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})"), _month_in_figures),
    (re.compile(r"(?P<year>\d{4})[-/.](?P<figures>\d{2})"), _year_and_two_figures),
    (re.compile(rf"{_PART}(?:the )?(?:year )?(?P<year>\d{{4}})"), _year),
    (re.compile(rf"{_PART}(?P<season>{one_of(_SEASONS)}){_OPTIONAL_YEAR}"), _season),
    (re.compile(rf"{_PART}winter(?:(?: of)? (?P<year>\d{{4}})(?:[-/](?P<next>\d{{4}}|\d{{2}}))?)?"), _winter),
    (re.compile(rf"(?P<feast>{'|'.join(sorted(FEAST_DAYS, key=len, reverse=True))}){_OPTIONAL_YEAR}"), _feast_day),
    (re.compile(r"last (?P<what>week|month|year)"), _last_week_month_year),
)
