"""Dates that a person types about a case: when something happened, and by when something is due."""

from __future__ import annotations

from datetime import date

from forms.answers.dates import find_day, in_words, plain_date_words, read_date
from forms.answers.problem import AnswerProblem
from forms.vocabulary import When
from forms.words import say


def happened_on(typed: str, *, today: date, not_before: date | None = None) -> date:
    """Read the day on which something happened: today or earlier, and not before `not_before`.

    Raises `AnswerProblem` with a sentence for the person.
    """
    if not typed.strip():
        raise AnswerProblem(say("refusals.case.date_missing"))
    day = read_date(typed, today=today, when=When.PAST)
    if not_before is not None and day < not_before:
        raise AnswerProblem(say("refusals.case.before_received", day=in_words(not_before)))
    return day


def due_by(typed: str, *, today: date) -> date:
    """Read the day by which something is due: today or later; raises `AnswerProblem` with a sentence for the person."""
    if not typed.strip():
        raise AnswerProblem(say("refusals.case.date_missing"))
    words = plain_date_words(typed)
    written = find_day(words, today=today, when=When.EXPECTED)
    if written is None:
        return read_date(typed, today=today, when=None)
    if written.day < today:
        raise AnswerProblem(say("refusals.case.due_in_the_past", day=in_words(written.day)))
    if written.day.year - today.year > _FARTHEST_IN_YEARS:
        raise AnswerProblem(say("refusals.case.due_too_far", day=in_words(written.day)))
    return written.day


_FARTHEST_IN_YEARS = 10
"""A due date further away than this is a slip of the pen."""
