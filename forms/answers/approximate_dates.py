"""About when something happened: a first and a last day that it may have been, and what was written.

What was written is kept with the year filled in where it was left out, so that it means the same whenever it is read
again (docs/procedure.md, section 3).
"""

from __future__ import annotations

import re
from datetime import date

from forms.answers.dates import check_time, find_day, in_words, plain_date_words
from forms.answers.doubt import DOUBT_AFTER, without_doubt
from forms.answers.from_to import from_to, with_year
from forms.answers.one_time import one_time
from forms.answers.problem import AnswerProblem
from forms.answers.spans import Reading, Span, span_in_words
from forms.answers.text import shortened, tidy_line
from forms.vocabulary import When
from forms.words import say

_LONGEST = 150
"""Characters: enough for any date in words, too few for a story."""

_RELATIVE_DAY = re.compile(r"\b(?:the )?(?:day before yesterday|yesterday|today|tomorrow)\b", re.IGNORECASE)


def read_approximate_date(typed: str, *, today: date, when: When | None) -> dict[str, str]:
    """Read about when: ``{"text", "from", "to"}``; raises `AnswerProblem` where no date is given at all."""
    text = tidy_line(typed)
    if len(text) > _LONGEST:
        raise AnswerProblem(say("answers.approximate.too_long"))
    reading = Reading(today, when)
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
    words = without_doubt(plain_date_words(text))
    reading = Reading(today, when)
    return one_time(words, reading) or from_to(words, reading)


def is_about_when(typed: str, *, today: date, when: When | None) -> bool:
    """Tell whether a text gives about when, and not one day: “March 2026”, “c. 2019”.

    Raises `AnswerProblem` as `find_span` does.
    """
    if len(typed) > _LONGEST or find_day(plain_date_words(typed), today=today, when=when) is not None:
        return False
    return find_span(typed, today=today, when=when) is not None


def describe_approximate_date(value: dict[str, str]) -> str:
    """Say it back: as it was written and, where that is not the same, the days it was taken to mean."""
    span = span_in_words(date.fromisoformat(value["from"]), date.fromisoformat(value["to"]))
    return span if value["text"] == span else say("answers.approximate.said_back", text=value["text"], span=span)


def _lasting_text(text: str, span: Span, reading: Reading) -> str:
    """Give a text that means the same days whenever it is read again."""
    in_full = span_in_words(span.first, span.last)
    is_plain_day = find_day(plain_date_words(text), today=reading.today, when=reading.when) is not None
    if is_plain_day:
        return in_full
    if span.is_complete:
        return text
    doubt = DOUBT_AFTER.search(text)
    certain, doubt_after = (text[: doubt.start()], doubt[0]) if doubt else (text, "")
    candidates = (
        with_year(certain, span.last.year) + doubt_after,
        with_year(certain, span.first.year) + doubt_after,
        _RELATIVE_DAY.sub(in_words(span.first), text),
    )
    return next((candidate for candidate in candidates if _means(candidate, span, reading)), in_full)


def _means(text: str, span: Span, reading: Reading) -> bool:
    try:
        again = find_span(text, today=reading.today, when=reading.when)
    except AnswerProblem:  # 29 December with the year of 4 January is another weekday; the caller has more to try
        return False
    return again == Span(span.first, span.last)
