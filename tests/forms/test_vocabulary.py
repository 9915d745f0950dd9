"""Answers in memory, and conditions over them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from forms.vocabulary import NOT_KNOWN, Answers, Choice, Condition, Value, holds, is_unread

SCR = Condition(question="purpose", is_one_of=("scr", "learning_review"))
HARM = Condition(question="incident_categories", is_one_of=("serious_harm_abuse_neglect",))

VALUES: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(["scr", "learning_review", NOT_KNOWN, "serious_harm_abuse_neglect"]),
    st.lists(st.sampled_from(["serious_harm_abuse_neglect", "other"])),
    st.just({"unread": "words"}),
)
ANSWERS = st.dictionaries(st.sampled_from([("purpose", ""), ("incident_categories", "")]), VALUES).map(Answers)


def test_a_blank_answer_is_none_and_a_group_without_rows_is_empty() -> None:
    answers = Answers({("children.gp", "a"): "Dr Who"}, {"children": ("a",)})
    assert answers.get("children.gp", "a") == "Dr Who"
    assert answers.get("children.gp") is None
    assert answers.rows("children") == ("a",)
    assert answers.rows("family") == ()


def test_chosen_gives_one_or_several_ids_and_none_for_what_is_no_choice() -> None:
    answers = Answers({("a", ""): "x", ("b", ""): ["x", "y"], ("c", ""): {"unread": "x"}})
    assert answers.chosen("a") == {"x"}
    assert answers.chosen("b") == {"x", "y"}
    assert answers.chosen("c") == answers.chosen("d") == frozenset()


def test_only_what_was_typed_but_not_understood_is_unread() -> None:
    assert is_unread({"unread": "31 June"})
    assert not any(map(is_unread, (None, "x", [], NOT_KNOWN, {"name": "A", "date": "2026-03-02"})))


def test_a_condition_on_a_blank_answer_does_not_hold() -> None:
    assert not holds(SCR, Answers())


def test_a_condition_holds_when_any_of_several_answers_is_among_its_choices() -> None:
    assert holds(HARM, Answers({("incident_categories", ""): ["other", "serious_harm_abuse_neglect"]}))


@given(answers=ANSWERS)
def test_conditions_combine_as_their_names_say(answers: Answers) -> None:
    scr, harm = holds(SCR, answers), holds(HARM, answers)
    assert holds(Condition(all_of=(SCR, HARM)), answers) == (scr and harm)
    assert holds(Condition(any_of=(SCR, HARM)), answers) == (scr or harm)
    assert holds(Condition(none_of=(SCR, HARM)), answers) == (not scr and not harm)


def test_the_words_of_a_form_cannot_be_changed_or_misspelt() -> None:
    choice = Choice(id="yes", label="Yes")
    with pytest.raises(ValidationError):
        choice.label = "No"  # type: ignore[misc]  # the test is that this fails
    with pytest.raises(ValidationError):
        Choice.model_validate({"id": "yes", "lable": "Yes"})
