"""What a person may put into a field: sensible or not, or an answer that is surely understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import strategies as st

from forms.answers import Typed
from forms.vocabulary import Kind, Question, When

LONG = ("x" * 2_700, "The worker called and nobody was in. " * 81, "x" * 3_000)
"""What makes a long text go on in another box."""
MOST_TICKS = 3
WORDS = ("Ada", "Ada Lee", "not known", "don't know", "", "   ", "31/02/2019", "3 April 2019", "early March 2026", "7")

GOOD_ANSWERS: Mapping[Kind, Typed] = {
    Kind.DATE: "3 April 2019",
    Kind.APPROXIMATE_DATE: "early February 2026",
    Kind.AGE: "7",
    Kind.PHONE: "0151 496 0001",
    Kind.EMAIL: "ada@example.org",
    Kind.ADDRESS: "1 High Street, L20 3NJ",
    Kind.NHS_NUMBER: "943 476 5919",
}


def anything_typed(question: Question) -> st.SearchStrategy[Typed]:
    """Give something a person may put there, sensible or not."""
    if question.kind is Kind.SEVERAL:
        return st.lists(st.sampled_from(_ticks(question)), unique=True, max_size=MOST_TICKS)
    return st.sampled_from(_put_there(question))


def typed_by_chance(question: Question, chance: Random) -> Typed:
    """Give something a person may put there, sensible or not."""
    if question.kind is Kind.SEVERAL:
        return some_of(_ticks(question), chance, most=MOST_TICKS)
    return chance.choice(_put_there(question))


def some_of(items: Sequence[str], chance: Random, *, most: int) -> list[str]:
    """Give none, some or all of `items`, in any order; no more than `most`."""
    return chance.sample(items, chance.randint(0, min(most, len(items))))


def _ticks(question: Question) -> list[str]:
    return [*(choice.id for choice in question.choices), "purple"]


def _put_there(question: Question) -> list[Typed]:
    if question.kind in {Kind.YES_NO, Kind.CHOICE}:
        ids = [choice.id for choice in question.choices] or ["yes", "no"]
        return [None, *ids, "not_known", "purple"]
    good: Typed = GOOD_ANSWERS.get(question.kind, "Words")
    return [None, good, *WORDS, *(LONG if question.kind is Kind.LONG_TEXT else ())]


def a_good_answer(question: Question) -> Typed:
    """Give something that is understood."""
    if question.kind in {Kind.YES_NO, Kind.CHOICE}:
        return question.choices[0].id if question.choices else "yes"
    if question.when is When.EXPECTED:
        return "27 June 2026"
    return [question.choices[0].id] if question.kind is Kind.SEVERAL else GOOD_ANSWERS.get(question.kind, "Words")
