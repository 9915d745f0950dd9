"""What a person may put into a field: sensible or not, or an answer that is surely understood."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from forms.answers import Typed
from forms.vocabulary import Kind, Question, When

LONG = ("x" * 2_700, "The worker called and nobody was in. " * 81, "x" * 3_000)
"""What makes a long text go on in another box."""
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
    ids = [choice.id for choice in question.choices] or ["yes", "no"]
    if question.kind in {Kind.YES_NO, Kind.CHOICE}:
        return st.sampled_from([None, *ids, "not_known", "purple"])
    if question.kind is Kind.SEVERAL:
        return st.lists(st.sampled_from([*ids, "purple"]), unique=True, max_size=3)
    good: Typed = GOOD_ANSWERS.get(question.kind, "Words")
    if question.kind is Kind.LONG_TEXT:
        return st.sampled_from([None, good, *WORDS, *LONG])
    return st.sampled_from([None, good, *WORDS])


def a_good_answer(question: Question) -> Typed:
    """Give something that is understood."""
    if question.kind in {Kind.YES_NO, Kind.CHOICE}:
        return question.choices[0].id if question.choices else "yes"
    if question.when is When.EXPECTED:
        return "27 June 2026"
    return [question.choices[0].id] if question.kind is Kind.SEVERAL else GOOD_ANSWERS.get(question.kind, "Words")
