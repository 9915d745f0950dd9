"""From one time to another, as people write it: “3-5 March 2026”, “between Christmas and New Year”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from forms.answers.dates import MONTH, MONTHS, check_time, in_words
from forms.answers.doubt import without_doubt
from forms.answers.one_time import one_time
from forms.answers.problem import AnswerProblem
from forms.answers.spans import Reading, Span
from forms.words import say

_JOINS = (re.compile(r" (?:to|and|until|till|til|or|through|up to) "), re.compile(r" - "), re.compile(r" ?[-/] ?"))
_BETWEEN = re.compile(r"(?:between|from) (?:the )?")
_DAY_AND_MONTH = re.compile(r"(?<!\d)\d{1,2}(?P<mark>[-/.])\d{1,2}$")
_A_MONTH = re.compile(rf"\b{MONTH}\b")


def from_to(words: str, reading: Reading) -> Span | None:
    """Read “between A and B”, where A may leave out the month and year that B has, and B the year that A has."""
    for left, right in _halves(_BETWEEN.sub("", words, count=1)):
        last = one_time(right, reading)
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
            left, right = without_doubt(words[: match.start()]), without_doubt(words[match.end() :])
            if left and right:
                yield left, right


def _beginning(left: str, right: str, last: Span, reading: Reading) -> Span | None:
    """Read A of “A to B”, with the month and year of B, or the year before, where A has none of its own."""
    alone = one_time(left, reading)
    if alone is not None and alone.is_complete:
        return alone
    year, month = last.first.year, MONTHS[last.first.month - 1].casefold()
    has_month = last.first == last.last or _A_MONTH.search(right) is not None
    in_its_month = one_time(f"{left} {month} {year}", reading) if has_month else None
    first = in_its_month or one_time(with_year(left, year), reading)
    if first is None:
        return alone
    if not in_its_month and first.first > last.last and first.first.month != last.first.month:
        first = one_time(with_year(left, year - 1), reading) or first
    return replace(first, is_complete=last.is_complete)


def _ending(right: str, first: Span, reading: Reading) -> Span | None:
    """Read B of “A to B” in the year of A, or the year after, where B has no year of its own."""
    year = first.first.year
    last = one_time(with_year(right, year), reading)
    if last is None or first.first <= last.last or first.first.month == last.first.month:
        return last
    return one_time(with_year(right, year + 1), reading)


def with_year(words: str, year: int) -> str:
    """Write the year behind words that end without one: “early March 2026”, “3/4/2026”."""
    figures = _DAY_AND_MONTH.search(words)
    return f"{words}{figures['mark'] if figures else ' '}{year}"


def _check_order(first: Span, last: Span, reading: Reading) -> None:
    if first.first > last.last:
        names = {"first": in_words(first.first), "last": in_words(last.last)}
        raise AnswerProblem(say("answers.approximate.wrong_order", **names))
    check_time(last.first, today=reading.today, when=reading.when)
