"""About when something happened, as people write it: a first and a last day that it may have been.

“early March 2026” is 1 to 10 March 2026 (docs/procedure.md, section 3). What was written is kept beside the two days,
with the year filled in where it was left out, so that it means the same whenever it is read again.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.answers.dates import (
    MONTH,
    MONTHS,
    YEAR,
    check_time,
    find_day,
    full_year,
    in_words,
    month_number,
    one_of,
    plain_date_words,
)
from forms.answers.problem import AnswerProblem
from forms.answers.text import shortened, tidy_line
from forms.calendar import easter_sunday
from forms.vocabulary import When
from forms.words import say

_LONGEST = 150
"""Characters: enough for any date in words, too few for a story."""


@dataclass(frozen=True)
class Span:
    """From the first to the last day that is meant. `is_complete` is False where the year was not written."""

    first: date
    last: date
    is_complete: bool = True


@dataclass(frozen=True)
class _Reading:
    """What a reader of phrases needs to know besides the words."""

    today: date
    when: When | None

    def spans(self, span_in: Callable[[int], Span], written_year: str | None) -> Span:
        """Give the span in the written year; without one, in the latest year in which it has begun."""
        if written_year is not None:
            return span_in(full_year(written_year, self.today))
        this = span_in(self.today.year)
        chosen = this if this.first <= self.today else span_in(self.today.year - 1)
        return Span(chosen.first, chosen.last, is_complete=False)


def read_approximate_date(typed: str, *, today: date, when: When | None) -> dict[str, str]:
    """Read about when: ``{"text", "from", "to"}``; raises `AnswerProblem` where no date is given at all."""
    text = tidy_line(typed)
    if len(text) > _LONGEST:
        raise AnswerProblem(say("answers.approximate.too_long"))
    reading = _Reading(today, when)
    span = find_span(text, today=today, when=when)
    if span is None:
        raise AnswerProblem(say("answers.approximate.not_read", typed=shortened(typed)))
    check_time(span.first, today=today, when=when)
    return {
        "text": _lasting_text(text, span, reading),
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
    }


def find_span(text: str, *, today: date, when: When | None) -> Span | None:
    """Give the days that a text means, or None where it gives no date.

    Raises `AnswerProblem` for what looks like a date and is none, or could be two things.
    """
    words = _without_doubt(plain_date_words(text))
    reading = _Reading(today, when)
    return _one_time(words, reading) or _from_to(words, reading)


def is_about_when(typed: str, *, today: date, when: When | None) -> bool:
    """Tell whether a text gives about when, and not one day: “March 2026”, “c. 2019”.

    Raises `AnswerProblem` as `find_span` does.
    """
    if len(typed) > _LONGEST or find_day(plain_date_words(typed), today=today, when=when) is not None:
        return False
    return find_span(typed, today=today, when=when) is not None


def span_in_words(first: date, last: date) -> str:
    """Give two days in words, without repeating the month or year: 1 to 10 March 2026."""
    if first == last:
        return in_words(first)
    start = in_words(first)
    if first.year == last.year:
        start = f"{first.day}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    return say("answers.approximate.span", first=start, last=in_words(last))


def describe_approximate_date(value: dict[str, str]) -> str:
    """Say it back: as it was written and, where that is not the same, the days it was taken to mean."""
    span = span_in_words(date.fromisoformat(value["from"]), date.fromisoformat(value["to"]))
    return span if value["text"] == span else say("answers.approximate.said_back", text=value["text"], span=span)


# What is kept of the text


_RELATIVE_DAY = re.compile(r"\b(?:the )?(?:day before yesterday|yesterday|today|tomorrow)\b", re.IGNORECASE)


def _lasting_text(text: str, span: Span, reading: _Reading) -> str:
    """Give a text that means the same days whenever it is read again."""
    in_full = span_in_words(span.first, span.last)
    is_plain_day = find_day(plain_date_words(text), today=reading.today, when=reading.when) is not None
    if is_plain_day:
        return in_full
    if span.is_complete:
        return text
    doubt = _DOUBT_AFTER.search(text)
    certain, doubt_after = (text[: doubt.start()], doubt[0]) if doubt else (text, "")
    candidates = (
        _with_year(certain, span.last.year) + doubt_after,
        _with_year(certain, span.first.year) + doubt_after,
        _RELATIVE_DAY.sub(in_words(span.first), text),
    )
    return next((candidate for candidate in candidates if _means(candidate, span, reading)), in_full)


def _means(text: str, span: Span, reading: _Reading) -> bool:
    try:
        again = find_span(text, today=reading.today, when=reading.when)
    except AnswerProblem:  # 29 December with the year of 4 January is another weekday; the caller has more to try
        return False
    return again == Span(span.first, span.last)


# Words of doubt


_DOUBT_BEFORE = re.compile(
    r"(?:\(?\?\)?|~|(?:on or )?(?:about|around)|approximately|approx|circa|ca|c(?= ?\d)|roughly"
    r"|probably|possibly|perhaps|maybe|towards|(?:believed|thought|understood) to be"
    r"|(?:some ?time )?(?:in|on|during)|some ?time|the) ?"
)
_DOUBT_AFTER = re.compile(r" ?(?:\(?\?+\)?|\(?approx(?:imately)?\)?|\(?est(?:imated)?\)?|or so|or thereabouts)$")


def _without_doubt(words: str) -> str:
    """Take away the words that say how sure somebody is: they are kept in the text and change no day."""
    while (match := _DOUBT_BEFORE.match(words)) is not None:
        words = words[match.end() :]
    while (match := _DOUBT_AFTER.search(words)) is not None:
        words = words[: match.start()]
    return words


# One time: a day, a week, a part of a month, a season, a year


_HOUR = r"(?:\d{1,2}[:.]\d{2} ?(?:am|pm|hrs|hours)?|\d{1,2} ?(?:am|pm)|\d{4} ?(?:hrs|hours))"
_TIME_OF_DAY = re.compile(
    rf"(?: (?:at|about|around|approx|from))* {_HOUR}$"
    r"|(?: (?:in|at))?(?: the)?(?: (?:early|late|mid))?[ -]"
    r"(?:morning|afternoon|evening|night|lunchtime|teatime|midday|noon|midnight)$"
    r"|^(?:(?:early|late) )?(?:morning|afternoon|evening|night) of (?:the )?"
)


def _one_time(words: str, reading: _Reading) -> Span | None:
    day = _day(words, reading) or _day(_TIME_OF_DAY.sub("", words), reading)
    if day is not None:
        return day
    for pattern, read in _PHRASES:
        if (match := pattern.fullmatch(words)) is not None and (span := read(match, reading)) is not None:
            return span
    return None


def _day(words: str, reading: _Reading) -> Span | None:
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


def _week(match: re.Match[str], reading: _Reading) -> Span | None:
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


def _month(match: re.Match[str], reading: _Reading) -> Span:
    month, part = month_number(match["month"]), match["part"]
    return reading.spans(lambda year: _part_of_month(year, month, part), match["year"])


def _week_of_month(match: re.Match[str], reading: _Reading) -> Span:
    month, week = month_number(match["month"]), _WEEKS_OF_MONTH[match["nth"]]

    def span_in(year: int) -> Span:
        last = _month_day(year, month, 31)
        first = last - _WEEK if week < 0 else date(year, month, 1 + 7 * week)
        return Span(first, first + _WEEK)

    return reading.spans(span_in, match["year"])


def _month_in_figures(match: re.Match[str], reading: _Reading) -> Span | None:
    year, month = full_year(match["year"], reading.today), int(match["month"])
    return _part_of_month(year, month, None) if 1 <= month <= len(MONTHS) else None


def _year_and_two_figures(match: re.Match[str], reading: _Reading) -> Span | None:
    """2026-03 is a month and 2018/19 are two years; 2011/12 could be either: ask."""
    year, figures = full_year(match["year"], reading.today), int(match["figures"])
    is_month, is_next_year = 1 <= figures <= len(MONTHS), figures == (year + 1) % 100
    if is_month and is_next_year:
        raise AnswerProblem(say("answers.approximate.month_or_years", typed=match[0]))
    if is_next_year:
        return Span(date(year, 1, 1), date(year + 1, 12, 31))
    return _part_of_month(year, figures, None) if is_month else None


def _year(match: re.Match[str], reading: _Reading) -> Span:
    return _part_of_months(full_year(match["year"], reading.today), 1, 12, match["part"])


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}


def _season(match: re.Match[str], reading: _Reading) -> Span:
    first_month, part = _SEASONS[match["season"]], match["part"]
    return reading.spans(lambda year: _part_of_months(year, first_month, 3, part), match["year"])


def _winter(match: re.Match[str], reading: _Reading) -> Span:
    if match["next"] is None:
        raise AnswerProblem(say("answers.approximate.winter"))
    year = full_year(match["year"], reading.today)
    if int(match["next"]) not in {year + 1, (year + 1) % 100}:
        raise AnswerProblem(say("answers.approximate.winter"))
    return _part_of_months(year, 12, 3, match["part"])


def _easter(days_before: int, days_after: int) -> Callable[[int], Span]:
    def span_in(year: int) -> Span:
        sunday = easter_sunday(year)
        return Span(sunday - timedelta(days=days_before), sunday + timedelta(days=days_after))

    return span_in


def _days_each_year(month: int, first_day: int, last_day: int) -> Callable[[int], Span]:
    return lambda year: Span(date(year, month, first_day), date(year, month, last_day))


_FEAST_DAYS: dict[str, Callable[[int], Span]] = {
    "new year's day": _days_each_year(1, 1, 1),
    "new year": lambda year: Span(date(year - 1, 12, 31), date(year, 1, 1)),
    "new year's eve": _days_each_year(12, 31, 31),
    "valentine's day": _days_each_year(2, 14, 14),
    "good friday": _easter(2, -2),
    "easter sunday": _easter(0, 0),
    "easter monday": _easter(-1, 1),
    "easter weekend": _easter(2, 1),
    "easter": _easter(2, 1),
    "halloween": _days_each_year(10, 31, 31),
    "bonfire night": _days_each_year(11, 5, 5),
    "christmas eve": _days_each_year(12, 24, 24),
    "christmas day": _days_each_year(12, 25, 25),
    "boxing day": _days_each_year(12, 26, 26),
    "christmas": _days_each_year(12, 24, 26),
}


def _feast_day(match: re.Match[str], reading: _Reading) -> Span:
    return reading.spans(_FEAST_DAYS[match["feast"]], match["year"])


def _last_week_month_year(match: re.Match[str], reading: _Reading) -> Span:
    if match["what"] == "week":
        return Span(*_week_with(reading.today - timedelta(days=7)), is_complete=False)
    if match["what"] == "year":
        return Span(date(reading.today.year - 1, 1, 1), date(reading.today.year - 1, 12, 31), is_complete=False)
    last = reading.today.replace(day=1) - timedelta(days=1)
    return Span(last.replace(day=1), last, is_complete=False)


_OPTIONAL_YEAR = rf"(?:(?: of)?[-/. ]?{YEAR})?"
_PHRASES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Reading], Span | None]], ...] = (
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
    (re.compile(rf"(?P<feast>{'|'.join(sorted(_FEAST_DAYS, key=len, reverse=True))}){_OPTIONAL_YEAR}"), _feast_day),
    (re.compile(r"last (?P<what>week|month|year)"), _last_week_month_year),
)


# From one time to another


_JOINS = (re.compile(r" (?:to|and|until|till|til|or|through|up to) "), re.compile(r" - "), re.compile(r" ?[-/] ?"))
_BETWEEN = re.compile(r"(?:between|from) (?:the )?")
_DAY_AND_MONTH = re.compile(r"(?<!\d)\d{1,2}(?P<mark>[-/.])\d{1,2}$")
_A_MONTH = re.compile(rf"\b{MONTH}\b")


def _from_to(words: str, reading: _Reading) -> Span | None:
    """Read “between A and B”, where A may leave out the month and year that B has, and B the year that A has."""
    for left, right in _halves(_BETWEEN.sub("", words, count=1)):
        last = _one_time(right, reading)
        first = None if last is None else _beginning(left, right, last, reading)
        if first is None or last is None:
            continue
        if first.is_complete and not last.is_complete:
            last = _ending(right, first, reading) or last
        _check_order(first, last, reading)
        return Span(first.first, last.last, last.is_complete)
    return None


def _halves(words: str) -> Iterator[tuple[str, str]]:
    for join in _JOINS:
        for match in join.finditer(words):
            left, right = _without_doubt(words[: match.start()]), _without_doubt(words[match.end() :])
            if left and right:
                yield left, right


def _beginning(left: str, right: str, last: Span, reading: _Reading) -> Span | None:
    """Read A of “A to B”, with the month and year of B, or the year before, where A has none of its own."""
    alone = _one_time(left, reading)
    if alone is not None and alone.is_complete:
        return alone
    year, month = last.first.year, MONTHS[last.first.month - 1].casefold()
    has_month = last.first == last.last or _A_MONTH.search(right) is not None
    in_its_month = _one_time(f"{left} {month} {year}", reading) if has_month else None
    first = in_its_month or _one_time(_with_year(left, year), reading)
    if first is None:
        return alone
    if not in_its_month and first.first > last.last and first.first.month != last.first.month:
        first = _one_time(_with_year(left, year - 1), reading) or first
    return replace(first, is_complete=last.is_complete)


def _ending(right: str, first: Span, reading: _Reading) -> Span | None:
    """Read B of “A to B” in the year of A, or the year after, where B has no year of its own."""
    year = first.first.year
    last = _one_time(_with_year(right, year), reading)
    if last is None or first.first <= last.last or first.first.month == last.first.month:
        return last
    return _one_time(_with_year(right, year + 1), reading)


def _with_year(words: str, year: int) -> str:
    """Write the year behind words that end without one: “early March 2026”, “3/4/2026”."""
    figures = _DAY_AND_MONTH.search(words)
    return f"{words}{figures['mark'] if figures else ' '}{year}"


def _check_order(first: Span, last: Span, reading: _Reading) -> None:
    if first.first > last.last:
        names = {"first": in_words(first.first), "last": in_words(last.last)}
        raise AnswerProblem(say("answers.approximate.wrong_order", **names))
    check_time(last.first, today=reading.today, when=reading.when)
