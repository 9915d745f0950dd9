"""Days of the year that people know by name, as a first and a last day in a given year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from forms.answers.spans import Span
from forms.calendar import easter_sunday


def _easter(days_before: int, days_after: int) -> Callable[[int], Span]:
    def span_in(year: int) -> Span:
        sunday = easter_sunday(year)
        return Span(sunday - timedelta(days=days_before), sunday + timedelta(days=days_after))

    return span_in


def _days_each_year(month: int, first_day: int, last_day: int) -> Callable[[int], Span]:
    return lambda year: Span(date(year, month, first_day), date(year, month, last_day))


FEAST_DAYS: dict[str, Callable[[int], Span]] = {
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
