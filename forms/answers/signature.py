"""A declaration: the name of the person who makes it, and the date."""

from __future__ import annotations

from datetime import date

from forms.answers.dates import in_words, read_date
from forms.answers.problem import AnswerProblem
from forms.answers.text import is_blank, tidy_line
from forms.vocabulary import When
from forms.words import say


def read_signature(typed: str | dict[str, str], *, today: date) -> dict[str, str]:
    """Read a name and a date, apart or as “Jo Bloggs, 3 April 2026”: ``{"name", "date"}``, the date ISO.

    Raises `AnswerProblem` where either is missing, or the date is in the future.
    """
    name, written_date = _apart(typed)
    if not any(letter.isalpha() for letter in name):
        raise AnswerProblem(say("answers.signature.name_missing"))
    if is_blank(written_date):
        raise AnswerProblem(say("answers.signature.date_missing", today=in_words(today)))
    signed_on = read_date(written_date, today=today, when=When.PAST)
    return {"name": name, "date": signed_on.isoformat()}


def _apart(typed: str | dict[str, str]) -> tuple[str, str]:
    if isinstance(typed, dict):
        return tidy_line(typed.get("name", "")), tidy_line(typed.get("date", ""))
    name, _, written_date = tidy_line(typed).partition(",")
    return name.strip(), written_date.strip()


def describe_signature(value: dict[str, str]) -> str:
    """Say it back: Jo Bloggs, 3 April 2026."""
    signed_on = in_words(date.fromisoformat(value["date"]))
    return say("answers.signature.said_back", name=value["name"], date=signed_on)
