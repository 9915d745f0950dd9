"""Whatever is typed to whatever kind of question: an answer or a kind sentence, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import AnswerProblem, Typed, describe, parse_answer
from forms.vocabulary import NOT_KNOWN, Choice, Kind, Question, When

TODAY = date(2026, 11, 24)
CHOICES = (
    Choice(id="police", label="Police"),
    Choice(id="inquest", label="Inquest"),
    Choice(id="other", label="Other"),
)


def question(kind: Kind, when: When | None = None, *, not_known_allowed: bool = True) -> Question:
    choices = CHOICES if kind in {Kind.CHOICE, Kind.SEVERAL} else ()
    return Question(id="q", label="Q", kind=kind, when=when, choices=choices, not_known_allowed=not_known_allowed)


# The words of which dates, ages, numbers and addresses are made, so that chance comes near to them.
PARTS = """
0 1 2 3 4 9 12 13 29 31 26 99 2026 2011 1899 0000 / - . , ? ~ ( ) + @ to and of in between from early mid late end
first week weekend w/c last half march mar may feb april friday mon spring winter easter christmas new year the about
c today yesterday night 2pm 14:30 years months 3/12 a newborn old ext 0151 496 l20 3nj police n/k st nd th ½ ; : '
"""
NEAR = st.lists(st.sampled_from([*PARTS.split(), "\n", "\u00a0", "\u202e"]), max_size=9).map(" ".join)
TEXT = st.one_of(st.text(), NEAR, NEAR.map(lambda words: words.replace(" ", "")))
TYPED: st.SearchStrategy[Typed] = st.one_of(
    TEXT,
    st.none(),
    st.lists(st.one_of(TEXT, st.sampled_from(["police", "other", NOT_KNOWN])), max_size=3),
    st.dictionaries(st.sampled_from(["name", "date", "other"]), TEXT),
)


@given(kind=st.sampled_from(Kind), when=st.sampled_from([None, *When]), not_known=st.booleans(), typed=TYPED)
def test_any_text_gives_an_answer_that_can_be_said_or_a_sentence(
    kind: Kind, when: When | None, not_known: bool, typed: Typed
) -> None:
    asked = question(kind, when, not_known_allowed=not_known)
    said = said_about(asked, typed)
    assert said
    assert said.strip() == said


def said_about(asked: Question, typed: Typed) -> str:
    """Give the answer in words or the problem's sentence, which is short and whole."""
    try:
        value = parse_answer(asked, typed, today=TODAY)
    except AnswerProblem as problem:
        is_whole = problem.message.endswith((".", "?")) and len(problem.message) < 300
        return problem.message if is_whole else ""
    return "blank" if value is None else describe(asked, value)


SAID_BACK_AND_READ_AGAIN = sorted(set(Kind) - {Kind.APPROXIMATE_DATE, Kind.SIGNATURE})


@given(kind=st.sampled_from(SAID_BACK_AND_READ_AGAIN), typed=TEXT)
def test_an_answer_said_back_is_read_as_itself(kind: Kind, typed: str) -> None:
    asked = question(kind)
    try:
        value = parse_answer(asked, typed, today=TODAY)
    except AnswerProblem:
        return  # what is refused is the other test's matter
    if value is not None:
        assert parse_answer(asked, describe(asked, value), today=TODAY) == value


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("typed", [None, "", " \n ", [], [""], {}, {"name": " ", "date": ""}])
def test_nothing_typed_is_no_answer(kind: Kind, typed: Typed) -> None:
    assert parse_answer(question(kind), typed, today=TODAY) is None


@pytest.mark.parametrize("kind", Kind)
def test_not_known_is_an_answer_to_every_kind(kind: Kind) -> None:
    asked = question(kind)
    assert parse_answer(asked, "Don't know", today=TODAY) == NOT_KNOWN
    assert describe(asked, NOT_KNOWN) == "Not known"


def test_not_known_for_a_name_is_not_known_for_the_declaration() -> None:
    assert parse_answer(question(Kind.SIGNATURE), {"name": "n/k", "date": ""}, today=TODAY) == NOT_KNOWN


@pytest.mark.parametrize(
    ("kind", "typed", "value", "said"),
    [
        (Kind.DATE, "3/4/26", "2026-04-03", "3 April 2026"),
        (Kind.NHS_NUMBER, "943-476-5919", "9434765919", "943 476 5919"),
        (Kind.AGE, "2y 4m", "2 years 4 months", "2 years 4 months"),
        (Kind.PHONE, "0151  496 0000", "0151 496 0000", "0151 496 0000"),
        (Kind.EMAIL, "Jo <jo@agency.gov.uk>", "jo@agency.gov.uk", "jo@agency.gov.uk"),
        (Kind.ADDRESS, "1 High Street, l203nj", "1 High Street, L20 3NJ", "1 High Street, L20 3NJ"),
        (Kind.TEXT, " Jo\x00 ", "Jo", "Jo"),
        (Kind.LONG_TEXT, "x" * 3_000, "x" * 3_000, "x" * 3_000),
        (
            Kind.APPROXIMATE_DATE,
            "early March 2026",
            {"text": "early March 2026", "from": "2026-03-01", "to": "2026-03-10"},
            "early March 2026 (taken as 1 to 10 March 2026)",
        ),
        (
            Kind.SIGNATURE,
            {"name": "Jo", "date": "3/4/26"},
            {"name": "Jo", "date": "2026-04-03"},
            "Jo, 3 April 2026",
        ),
    ],
)
def test_each_kind_is_read_and_said_back(kind: Kind, typed: Typed, value: object, said: str) -> None:
    asked = question(kind)
    found = parse_answer(asked, typed, today=TODAY)
    assert found == value
    assert found is not None
    assert describe(asked, found) == said


def test_what_waits_to_be_put_right_is_said_back_as_typed() -> None:
    assert describe(question(Kind.DATE), {"unread": "Tuesday-ish"}) == "Not understood yet: Tuesday-ish"


@pytest.mark.parametrize(("not_known_allowed", "said"), [(True, "answer “not known”"), (False, "3/4/2026")])
def test_about_when_is_not_one_day(not_known_allowed: bool, said: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        parse_answer(question(Kind.DATE, not_known_allowed=not_known_allowed), "spring 2025", today=TODAY)
    assert "“spring 2025” is not one day." in caught.value.message
    assert said in caught.value.message


def test_a_long_story_in_place_of_a_date_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(AnswerProblem) as caught:
        parse_answer(question(Kind.DATE), "It was a long day. " * 500, today=TODAY)
    assert "“It was a long day. It was a l…” could not be read as a date" in caught.value.message


def test_a_long_text_may_be_as_long_as_the_form_says() -> None:
    asked = Question(id="q", label="q", kind=Kind.LONG_TEXT, longest=40_000)
    assert parse_answer(asked, "x" * 40_000, today=TODAY) == "x" * 40_000
    with pytest.raises(AnswerProblem, match=r"could not be taken"):
        parse_answer(asked, "\U0001f600" * 20_001, today=TODAY)
