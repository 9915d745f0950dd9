"""Hostile answers to every kind of question: read, or refused with a sentence that helps; never broken, never gone."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import AnswerProblem, Typed, describe, parse_answer
from forms.answers.text import tidy
from forms.vocabulary import Choice, Kind, Question, Value, When
from tests.forms.answers.hostile import HOSTILE

TODAY = date(2026, 3, 2)
CHOICES = (Choice(id="police", label="Police"), Choice(id="inquest", label="Inquest"))
SHORT = [each for each in HOSTILE if len(each) < 40]
UNSEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def question(kind: Kind, when: When | None, *, not_known: bool) -> Question:
    choices = CHOICES if kind in {Kind.CHOICE, Kind.SEVERAL} else ()
    return Question(id="q", label="Q", kind=kind, when=when, choices=choices, not_known_allowed=not_known)


def can_be_seen(text: str) -> bool:
    return any(unicodedata.category(letter) not in UNSEEN for letter in text)


def read(asked: Question, typed: Typed) -> tuple[Value | None, str]:
    """Give the answer, or the sentence that refuses it."""
    try:
        return parse_answer(asked, typed, today=TODAY), ""
    except AnswerProblem as problem:
        return None, problem.message


def holds_out(asked: Question, typed: Typed, words: str) -> None:
    """Check that an answer is read and kept, or refused with a sentence that helps."""
    value, message = read(asked, typed)
    if message:
        assert message.endswith((".", "?"))
        assert 15 < len(message) < 300
        assert tidy(message) == message
        return
    if value is None:
        assert not can_be_seen(words)
        return
    assert json.loads(json.dumps(value, ensure_ascii=False).encode()) == value
    assert can_be_seen(describe(asked, value))
    if asked.kind in {Kind.TEXT, Kind.LONG_TEXT} and value != "not_known":
        assert value == tidy(words)


def forms_of(kind: Kind, typed: str) -> list[Typed]:
    """Give the shapes in which a text may be handed over."""
    if kind is Kind.SIGNATURE:
        return [typed, {"name": typed, "date": typed}, {"name": "Jo", "date": typed}, {"name": typed, "date": "today"}]
    return [typed, [typed], [typed, "police"]] if kind is Kind.SEVERAL else [typed]


def test_there_are_two_hundred_of_them() -> None:
    assert len(HOSTILE) >= 200


@pytest.mark.parametrize("not_known", [True, False])
@pytest.mark.parametrize("kind", Kind)
def test_a_hostile_answer_is_read_or_refused_kindly(kind: Kind, not_known: bool) -> None:
    whens = [None, *When] if kind in {Kind.DATE, Kind.APPROXIMATE_DATE, Kind.AGE} else [None]
    for words, when in zip(HOSTILE, cycle(whens), strict=False):
        asked = question(kind, when, not_known=not_known)
        for typed in forms_of(kind, words):
            holds_out(asked, typed, words)


@given(
    kind=st.sampled_from(Kind),
    when=st.sampled_from([None, *When]),
    not_known=st.booleans(),
    pieces=st.lists(st.one_of(st.sampled_from(SHORT), st.text(max_size=5)), max_size=4),
    between=st.sampled_from(["", " ", "\n", "/", ", "]),
)
def test_hostile_answers_put_together_are_read_or_refused_kindly(
    kind: Kind, when: When | None, not_known: bool, pieces: list[str], between: str
) -> None:
    words = between.join(pieces)
    for typed in forms_of(kind, words):
        holds_out(question(kind, when, not_known=not_known), typed, words)
