from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.inputs import first_state
from bot.slack.views.blocks import modal
from bot.slack.views.inputs import ACTION, Place, place, question_inputs, single_choice
from bot.slack.views.read_state import block_ids, typed
from forms.answers import parse_answer
from forms.loading import default_form
from forms.vocabulary import Choice, Kind, Question, Value
from tests.bot.slack.judges import LONGEST, judge_view
from tests.cases import DAY, answers_of, marked

QUESTIONS = {question.id: question for section in default_form().sections for question in section.questions}
ANSWERS = answers_of(marked())


def shown(question: Question, value: Value | None, **more: Any) -> dict[str, Any]:
    """Draw a question in a modal and give the modal as a client holds it, untouched."""
    blocks = question_inputs(question, value, required=False, **more)
    view = judge_view(modal("Page", blocks, callback_id="page", submit="Save"))
    values: Mapping[str, Any] = {block["block_id"]: {ACTION: first_state(block["element"])} for block in blocks}
    return view | {"state": {"values": values}}


@pytest.mark.parametrize("key", sorted(ANSWERS.values), ids="/".join)
def test_an_answer_that_is_shown_and_sent_back_untouched_is_the_same_answer(key: tuple[str, str]) -> None:
    question, value = QUESTIONS[key[0]], ANSWERS.values[key]
    sent = typed(shown(question, value, row_id=key[1], revision=3))
    assert parse_answer(question, sent[question.id], today=DAY) == value


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_blank_question_is_sent_back_blank(question: Question) -> None:
    sent = typed(shown(question, None))
    assert parse_answer(question, sent[question.id], today=DAY) is None


@pytest.mark.parametrize("question", [q for q in QUESTIONS.values() if q.not_known_allowed], ids=lambda q: q.id)
def test_not_known_can_be_given_and_is_shown_again(question: Question) -> None:
    sent = typed(shown(question, "not_known" if question.kind is not Kind.SEVERAL else ["not_known"]))
    assert parse_answer(question, sent[question.id], today=DAY) in ("not_known", ["not_known"])


@pytest.mark.parametrize(
    "question_id", ["children.date_of_birth", "incident_date", "referrer_email", "children.nhs_number"]
)
@given(unread=st.text(min_size=1, max_size=3000))
def test_what_was_not_understood_stands_in_the_field_as_it_was_typed(question_id: str, unread: str) -> None:
    view = shown(QUESTIONS[question_id], {"unread": unread})
    assert typed(view)[question_id] == unread


def test_the_longest_answer_fits() -> None:
    assert typed(shown(QUESTIONS["outline"], LONGEST))["outline"] == LONGEST


def test_a_redrawn_question_has_another_id_so_that_the_old_value_does_not_stay() -> None:
    question = QUESTIONS["outline"]
    ids = {question_inputs(question, None, required=True, revision=revision)[0]["block_id"] for revision in (1, 2)}
    assert len(ids) == 2


def test_slack_asks_for_what_is_required_and_for_nothing_else() -> None:
    question = QUESTIONS["outline"]
    assert question_inputs(question, None, required=True)[0]["optional"] is False
    assert question_inputs(question, None, required=False)[0]["optional"] is True


def test_a_date_is_typed_with_an_example() -> None:
    (block,) = question_inputs(QUESTIONS["incident_date"], None, required=True)
    assert block["element"]["type"] == "plain_text_input"
    assert "hint" in block


@pytest.mark.parametrize(
    ("count", "length", "kind"),
    [(10, 75, "radio_buttons"), (11, 75, "static_select"), (2, 76, "static_select"), (250, 90, "static_select")],
)
def test_a_choice_takes_the_element_that_it_fits(count: int, length: int, kind: str) -> None:
    choices = [Choice(id=f"c{number}", label=f"{number:>{length}}") for number in range(count)]
    question = Question(id="q", label="Which?", kind=Kind.CHOICE, choices=tuple(choices), not_known_allowed=False)
    assert question_inputs(question, None, required=True)[0]["element"]["type"] == kind


def test_more_people_than_a_menu_takes_are_grouped() -> None:
    menu = single_choice([Choice(id=f"p{number}", label=f"Person {number}") for number in range(101)], "p100")
    assert [len(group["options"]) for group in menu["option_groups"]] == [100, 1]
    assert menu["initial_option"]["value"] == "p100"


def test_many_choices_of_which_several_may_be_chosen_take_a_menu() -> None:
    choices = tuple(Choice(id=f"c{number}", label=f"Choice {number}") for number in range(10))
    question = Question(id="q", label="Which?", kind=Kind.SEVERAL, choices=choices)
    assert typed(shown(question, ["c1", "not_known"]))["q"] == ["c1", "not_known"]
    assert question_inputs(question, None, required=True)[0]["element"]["type"] == "multi_static_select"


@given(
    st.builds(
        Place,
        st.from_regex(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?", fullmatch=True),
        st.sampled_from(["", "name", "date"]),
        st.from_regex(r"[0-9a-f]{0,32}", fullmatch=True),
        st.integers(0, 10_000),
    )
)
def test_a_place_is_read_from_the_block_id_it_gives(at: Place) -> None:
    assert place(at.block_id) == at


@pytest.mark.parametrize("block_id", ["", "b1", "answer/x", "other/x///0"])
def test_another_block_is_no_answer(block_id: str) -> None:
    assert place(block_id) is None


def test_an_error_at_a_signature_stands_at_its_name() -> None:
    view = shown(QUESTIONS["declaration_referrer"], None)
    assert block_ids(view) == {"declaration_referrer": Place("declaration_referrer", "name").block_id}


def test_a_declaration_that_was_not_understood_keeps_both_its_parts() -> None:
    unread = {"name": "Jo Bloggs", "date": "the other day", "unread": "Jo Bloggs, the other day"}
    sent = typed(shown(QUESTIONS["declaration_referrer"], unread))
    assert sent["declaration_referrer"] == {"name": "Jo Bloggs", "date": "the other day"}
