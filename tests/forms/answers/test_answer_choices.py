"""Yes, no, not known, one choice and several."""

from __future__ import annotations

from datetime import date

import pytest

from forms.answers import AnswerProblem, Typed, describe, parse_answer
from forms.vocabulary import NOT_KNOWN, Choice, Kind, Question, Value

TODAY = date(2026, 11, 24)
CHOICES = tuple(
    Choice(id=choice_id, label=label)
    for choice_id, label in [
        ("none", "None"),
        ("section_20", "Accommodated under section 20"),
        ("care_order", "Care order"),
        ("interim_care_order", "Interim care order"),
        ("police", "Police, or CPS"),
        ("other", "Other"),
    ]
)


def question(kind: Kind, *, not_known_allowed: bool = True, choices: tuple[Choice, ...] = CHOICES) -> Question:
    return Question(id="q", label="Q", kind=kind, not_known_allowed=not_known_allowed, choices=choices)


ONE, SEVERAL = question(Kind.CHOICE), question(Kind.SEVERAL)
YES_NO = question(Kind.YES_NO, choices=())


def read(asked: Question, typed: Typed) -> Value | None:
    return parse_answer(asked, typed, today=TODAY)


def problem(asked: Question, typed: Typed) -> str:
    with pytest.raises(AnswerProblem) as caught:
        read(asked, typed)
    return caught.value.message


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("yes", "yes"), ("Y", "yes"), ("Yep.", "yes"), (["yes"], "yes"), ("no", "no"), ("N", "no"), ("Nope", "no"),
        ("n/k", NOT_KNOWN), ("NK", NOT_KNOWN), ("N.K.", NOT_KNOWN), ("Don’t know", NOT_KNOWN), ("unknown", NOT_KNOWN),
        ("Not  known.", NOT_KNOWN), ("not_known", NOT_KNOWN), (["not_known"], NOT_KNOWN), ("?", NOT_KNOWN),
    ],
)  # fmt: skip
def test_yes_no_and_not_known_are_read_as_people_say_them(typed: Typed, answer: str) -> None:
    assert read(YES_NO, typed) == answer


def test_not_known_is_refused_where_the_question_needs_an_answer() -> None:
    needed = question(Kind.YES_NO, not_known_allowed=False, choices=())
    assert "needs an answer" in problem(needed, "unknown")
    assert problem(needed, "perhaps") == "Answer yes or no."
    assert problem(YES_NO, "perhaps") == "Answer yes, no or not known."


def test_not_known_among_the_choices_is_taken_as_an_answer() -> None:
    with_it = question(Kind.CHOICE, not_known_allowed=False, choices=(*CHOICES, Choice(id=NOT_KNOWN, label="Unclear")))
    assert read(with_it, "unclear") == NOT_KNOWN
    assert read(with_it, "n/k") == NOT_KNOWN


@pytest.mark.parametrize(
    ("typed", "choice_id"),
    [
        ("care_order", "care_order"),
        ("Care Order", "care_order"),
        ("care", "care_order"),
        ("section-20", "section_20"),
        ("accommodated", "section_20"),
        ("int", "interim_care_order"),
        ("sect", "section_20"),
        (["other"], "other"),
        ("not k", NOT_KNOWN),
    ],
)
def test_a_choice_is_known_by_its_id_its_label_or_enough_of_its_beginning(typed: Typed, choice_id: str) -> None:
    assert read(ONE, typed) == choice_id


@pytest.mark.parametrize("typed", ["no", "--", "order", ["x"]])
def test_what_could_be_no_choice_or_more_than_one_is_asked_again_with_the_choices(typed: Typed) -> None:
    assert "None, Accommodated under section 20, Care order" in problem(ONE, typed)


def test_a_long_list_of_choices_is_not_told_in_full() -> None:
    many = question(Kind.CHOICE, choices=tuple(Choice(id=f"c{n}", label=f"Label {n}") for n in range(20)))
    assert problem(many, "x").endswith("Label 6, Label 7 and 13 more.")


def test_a_choice_of_yes_or_no_takes_the_words_for_them() -> None:
    asked = question(Kind.CHOICE, choices=tuple(Choice(id=c, label=c.title()) for c in ("yes", "partly", "no")))
    assert [read(asked, typed) for typed in ("yep", "part", "nope")] == ["yes", "partly", "no"]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        (["other", "care_order", "other", ""], ["care_order", "other"]),
        ("other, care order", ["care_order", "other"]),
        ("Police, or CPS; Other", ["police", "other"]),
        ("Police, or CPS", ["police"]),
        ("other\ncare", ["care_order", "other"]),
        ("other, care and interim", ["care_order", "interim_care_order", "other"]),
        ("other & none", ["none", "other"]),
        ("n/k", NOT_KNOWN),
        ([NOT_KNOWN], NOT_KNOWN),
        ("not kn", NOT_KNOWN),
    ],
)
def test_several_choices_are_given_once_each_in_the_forms_order(typed: Typed, ids: Value) -> None:
    assert read(SEVERAL, typed) == ids


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([NOT_KNOWN, "other"], "either “Not known” or the others"),
        ("other, x", "“x” is not one of the choices"),
        (",", "“,” is not one of the choices"),
        ({"a": "b"}, "one answer"),
    ],
)
def test_several_choices_of_which_one_is_wrong_are_asked_again(typed: Typed, said: str) -> None:
    assert said in problem(SEVERAL, typed)


@pytest.mark.parametrize("typed", [["none", "other"], {"name": "x"}])
def test_one_question_takes_one_answer(typed: Typed) -> None:
    assert problem(ONE, typed) == "Give one answer to this question."


def test_choices_are_said_back_by_their_labels_and_read_again() -> None:
    assert describe(ONE, "care_order") == "Care order"
    assert describe(SEVERAL, ["police", "other"]) == "Police, or CPS; Other"
    assert read(SEVERAL, "Police, or CPS; Other") == ["police", "other"]
    assert describe(ONE, NOT_KNOWN) == "Not known"
    assert describe(ONE, "gone_from_the_form") == "gone_from_the_form"
    assert (describe(YES_NO, "yes"), describe(YES_NO, "no")) == ("Yes", "No")
