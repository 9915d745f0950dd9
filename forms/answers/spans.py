"""From the first to the last day that a person may mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from forms.answers.dates import day_and_month, full_year, in_words
from forms.vocabulary import When
from forms.words import say


@dataclass(frozen=True)
class Span:
    """From the first to the last day that is meant. `is_complete` is False where the year was not written."""

    first: date
    last: date
    is_complete: bool = True


@dataclass(frozen=True)
class Reading:
    """What a reader of phrases needs to know besides the words."""

    today: date
    when: When | None

    def span(self, span_in: Callable[[int], Span], written_year: str | None) -> Span:
        """Give the span in the written year; without one, in the latest year in which it has begun."""
        if written_year is not None:
            return span_in(full_year(written_year, self.today))
        this = span_in(self.today.year)
        chosen = this if this.first <= self.today else span_in(self.today.year - 1)
        return Span(chosen.first, chosen.last, is_complete=False)


def span_in_words(first: date, last: date) -> str:
    """Give two days in words, without repeating the month or year: 1 to 10 March 2026."""
    if first == last:
        return in_words(first)
    start = in_words(first)
    if first.year == last.year:
        start = f"{first.day}" if first.month == last.month else day_and_month(first)
    return say("answers.approximate.span", first=start, last=in_words(last))
