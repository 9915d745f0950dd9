"""Which reader and which way of saying back belongs to which kind of question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from forms.answers.ages import read_age
from forms.answers.approximate_dates import describe_approximate_date, is_about_when, read_approximate_date
from forms.answers.choices import describe_choice, means_not_known, read_choice, read_several, read_yes_no
from forms.answers.contact import read_address, read_email, read_phone
from forms.answers.dates import in_words, read_date
from forms.answers.nhs_number import describe_nhs_number, read_nhs_number
from forms.answers.problem import AnswerProblem
from forms.answers.signature import describe_signature, read_signature
from forms.answers.text import is_blank, read_text, shortened
from forms.vocabulary import NOT_KNOWN, Kind, Question, Value, is_unread
from forms.words import say

Typed: TypeAlias = str | list[str] | dict[str, str] | None
"""What an edge hands over: text as typed, ids of choices, or for a signature ``{"name", "date"}``."""


def parse_answer(question: Question, typed: Typed, *, today: date) -> Value | None:
    """Read one answer and give it as plain data (see `forms.vocabulary.Value`), or None where it is blank.

    `today` is the day in London on which it was typed. Raises `AnswerProblem`, and nothing else, with a sentence for
    the person where the answer cannot be taken.
    """
    if _is_blank(typed):
        return None
    if _says_not_known(typed):
        if _takes_not_known(question):
            return NOT_KNOWN
        raise AnswerProblem(say("answers.not_known_refused"))
    if question.kind is Kind.SIGNATURE and isinstance(typed, dict):
        return read_signature(typed, today=today)
    if question.kind is Kind.SEVERAL and isinstance(typed, list):
        return read_several(question, [choice for choice in typed if not is_blank(choice)])
    return _READERS[question.kind](question, _one(typed), today)


def describe(question: Question, value: Value) -> str:
    """Say an answer back in words: 3 April 2026, “Not known”, the labels of choices."""
    if value == NOT_KNOWN:
        return say("answers.not_known")
    if isinstance(value, dict):
        return _describe_parts(question, value)
    if isinstance(value, list):
        return "; ".join(describe_choice(question, choice_id) for choice_id in value)
    return _DESCRIBERS.get(question.kind, _as_it_is)(question, value)


def _is_blank(typed: Typed) -> bool:
    if typed is None or isinstance(typed, str):
        return typed is None or is_blank(typed)
    parts = typed.values() if isinstance(typed, dict) else typed
    return all(is_blank(part) for part in parts)


def _says_not_known(typed: Typed) -> bool:
    if isinstance(typed, dict):
        return means_not_known(typed.get("name", "")) and all(
            is_blank(part) or means_not_known(part) for part in typed.values()
        )
    parts = typed if isinstance(typed, list) else [typed or ""]
    return len(parts) == 1 and means_not_known(parts[0])


def _takes_not_known(question: Question) -> bool:
    return question.not_known_allowed or any(choice.id == NOT_KNOWN for choice in question.choices)


def _one(typed: Typed) -> str:
    """Give the one text that was typed; a list of several, or parts of a signature, answer no other question."""
    if isinstance(typed, list) and len(typed) == 1:
        return typed[0]
    if isinstance(typed, str):
        return typed
    raise AnswerProblem(say("answers.one_answer"))


def _read_date(question: Question, typed: str, today: date) -> str:
    if is_about_when(typed, today=today, when=question.when):
        key = "not_one_day_or_not_known" if question.not_known_allowed else "not_one_day"
        raise AnswerProblem(say(f"answers.date.{key}", typed=shortened(typed)))
    return read_date(typed, today=today, when=question.when).isoformat()


_READERS: dict[Kind, Callable[[Question, str, date], Value]] = {
    Kind.TEXT: lambda _question, typed, _today: read_text(typed),
    Kind.LONG_TEXT: lambda question, typed, _today: read_text(typed, question.longest),
    Kind.YES_NO: lambda question, typed, _today: read_yes_no(question, typed),
    Kind.CHOICE: lambda question, typed, _today: read_choice(question, typed),
    Kind.SEVERAL: lambda question, typed, _today: read_several(question, typed),
    Kind.DATE: _read_date,
    Kind.APPROXIMATE_DATE: lambda question, typed, today: read_approximate_date(typed, today=today, when=question.when),
    Kind.AGE: lambda _question, typed, _today: read_age(typed),
    Kind.PHONE: lambda _question, typed, _today: read_phone(typed),
    Kind.EMAIL: lambda _question, typed, _today: read_email(typed),
    Kind.ADDRESS: lambda _question, typed, _today: read_address(typed),
    Kind.NHS_NUMBER: lambda _question, typed, _today: read_nhs_number(typed),
    Kind.SIGNATURE: lambda _question, typed, today: read_signature(typed, today=today),
}


def _as_it_is(_question: Question, value: str) -> str:
    return value


_DESCRIBERS: dict[Kind, Callable[[Question, str], str]] = {
    Kind.YES_NO: lambda _question, value: say(f"answers.yes_no.{value}"),
    Kind.CHOICE: describe_choice,
    Kind.DATE: lambda _question, value: in_words(date.fromisoformat(value)),
    Kind.NHS_NUMBER: lambda _question, value: describe_nhs_number(value),
}


def _describe_parts(question: Question, value: dict[str, str]) -> str:
    if is_unread(value):
        return say("answers.unread", typed=value["unread"])
    if question.kind is Kind.SIGNATURE:
        return describe_signature(value)
    return describe_approximate_date(value)
