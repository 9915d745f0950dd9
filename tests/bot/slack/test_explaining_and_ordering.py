"""Explaining the questions of a page, and putting rows in another order, at a person's screen."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.person import Person
from bot.slack.metadata import Remembered, remembered
from bot.slack.views.explanation import explanation_view
from bot.slack.views.order import ROWS_OF_A_PART, order_view
from forms.loading import default_form
from forms.vocabulary import Kind
from forms.words import say
from handlers.screens import OrderScreen, RowLine
from storage.tables import Case
from tests.bot.slack.conftest import Stored
from tests.bot.slack.judges import action_ids, judge_view, texts
from tests.bot.slack.people import begin, click, modal, submit, title, well
from tests.cases import SCR

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FORM = default_form()
FIRST, WHO = (page.typed for page in SCR.pages[:2])
SELF_EVIDENT = frozenset({Kind.PHONE, Kind.ADDRESS, Kind.AGE})


def summaries(person: Person) -> list[str]:
    return [b["text"]["text"].partition(": ")[2] for b in modal(person)["blocks"] if b["type"] == "section"]


def press(person: Person, action_id: str, which: str) -> None:
    """Press the button that a screen reader calls by `which`."""
    for block in modal(person)["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id") == action_id and element["accessibility_label"].endswith(which):
                well(person.click(modal(person), action_id, block_id=block["block_id"]))
                return
    raise LookupError(which)


@pytest.fixture
def children(referrer: Person) -> Person:
    """Somebody who has given three children, on the page of a fourth."""
    begin(referrer)
    submit(referrer, FIRST)
    submit(referrer, WHO)
    for name in ("Ada", "Bea", "Cy"):
        submit_and_go_on(referrer, {"children.last_name": "Lee", "children.first_names": name, "children.age": "7"})
    return referrer


def submit_and_go_on(person: Person, typed: dict[str, Any]) -> None:
    ids = {b["block_id"].split("/")[1]: b["block_id"] for b in modal(person)["blocks"] if b["type"] == "input"}
    person.fill({ids[question_id]: value for question_id, value in typed.items()})
    click(person, "another_row")


@on_sqlite
def test_the_questions_are_explained_on_top_and_what_is_typed_stays(referrer: Person, stored: Stored) -> None:
    begin(referrer)
    ids = {b["block_id"].split("/")[1]: b["block_id"] for b in modal(referrer)["blocks"] if b["type"] == "input"}
    referrer.fill({ids["urgent_details"]: "A court date"})
    page = modal(referrer)
    click(referrer, "explain")
    assert title(referrer) == "About these questions"
    said = texts(modal(referrer))
    assert FORM.question("purpose").explain in said
    assert FORM.question("outline").explain not in said
    assert stored(Case) == []
    well(referrer.close())
    assert modal(referrer)["id"] == page["id"]
    assert modal(referrer)["state"] == page["state"]


@on_sqlite
def test_two_clicks_put_one_explanation_on_the_page_and_later_there_is_another(
    referrer: Person, logged: list[dict[str, object]]
) -> None:
    begin(referrer)
    page = modal(referrer)
    referrer.workspace.double_interactions = True
    for _ in range(2):
        click(referrer, "explain")
        assert title(referrer) == "About these questions"
        well(referrer.close())
        assert modal(referrer)["id"] == page["id"]
    assert [line for line in logged if line["event"] == "screen_not_shown"] == []


@on_sqlite
def test_the_questions_of_the_declaration_are_explained_too(referrer: Person) -> None:
    begin(referrer)
    for page in SCR.pages:
        submit(referrer, page.typed)
    click(referrer, "declaration")
    click(referrer, "explain")
    assert FORM.question("declaration_lead").explain in texts(modal(referrer))


def test_all_explanations_fit_on_one_screen() -> None:
    everything = [question for section in FORM.sections for question in section.questions]
    view = judge_view(explanation_view(everything, "V1"))
    assert texts(view).count("\n") > 50


def test_every_question_is_explained_but_those_that_explain_themselves() -> None:
    bare = {
        question.id
        for section in FORM.sections
        for question in section.questions
        if not question.explain and not question.filled_by_bot and question.kind not in SELF_EVIDENT
    }
    assert bare == {
        "urgent_details", "referrer_name", "referrer_role", "lead_role", "lead_agency", "lead_contact",
        "children.last_name", "children.first_names", "children.gender", "children.disability",
        "children.child_protection_plan_details", "children.open_to_social_care", "children.gp", "children.school",
        "family.relationship", "family.date_of_birth", "family.ethnicity", "agencies.agency", "agencies.contact",
        "chronology.time", "parallel_details",
    }  # fmt: skip


def test_every_question_that_must_be_answered_says_what_the_panel_cannot_do_without_it() -> None:
    needed = [
        question
        for section in FORM.sections
        for question in section.questions
        if question.required or question.required_if or question.one_of_group
    ]
    assert [question.id for question in needed if not question.why_needed and not question.filled_by_bot] == []


@on_sqlite
def test_rows_are_put_in_another_order_and_the_page_is_there_again(children: Person) -> None:
    click(children, "order_rows")
    assert summaries(children) == ["Lee, Ada", "Lee, Bea", "Lee, Cy"]
    press(children, "move_up", "Child 3")
    press(children, "move_down", "Child 1")
    assert summaries(children) == ["Lee, Cy", "Lee, Ada", "Lee, Bea"]
    submit(children)
    assert remembered(modal(children)).page_id == "children"
    listed = [b["text"]["text"] for b in modal(children)["blocks"] if b.get("accessory")]
    assert listed == ["Child 1: Lee, Cy", "Child 2: Lee, Ada", "Child 3: Lee, Bea"]


@on_sqlite
def test_what_was_typed_is_kept_when_the_order_is_changed(children: Person) -> None:
    ids = {b["block_id"].split("/")[1]: b["block_id"] for b in modal(children)["blocks"] if b["type"] == "input"}
    children.fill({ids["children.first_names"]: "Di"})
    click(children, "order_rows")
    assert summaries(children)[-1] == "Di"


@on_sqlite
def test_a_double_click_moves_a_row_once(children: Person) -> None:
    click(children, "order_rows")
    children.workspace.double_interactions = True
    press(children, "move_up", "Child 3")
    assert summaries(children) == ["Lee, Ada", "Lee, Cy", "Lee, Bea"]
    assert say("screens.order.newer") not in texts(modal(children))


@on_sqlite
def test_nothing_is_to_be_ordered_where_there_is_one_row(referrer: Person) -> None:
    begin(referrer)
    submit(referrer, FIRST)
    submit(referrer, WHO)
    submit_and_go_on(referrer, {"children.last_name": "Lee", "children.first_names": "Ada", "children.age": "7"})
    assert "order_rows" not in action_ids(modal(referrer))


@on_sqlite
def test_events_are_put_in_the_order_of_their_dates(referrer: Person) -> None:
    begin(referrer)
    for page in SCR.pages[:6]:
        submit(referrer, page.typed)
    for when in ("March 2026", "2019"):
        submit_and_go_on(referrer, {"chronology.date": when, "chronology.event": f"In {when}"})
    click(referrer, "order_rows")
    click(referrer, "order_by_date")
    assert [line.rpartition(", ")[2] for line in summaries(referrer)] == ["In 2019", "In March 2026"]


@pytest.mark.parametrize("part", [0, 1, 2, 9])
def test_many_rows_are_ordered_part_by_part_and_every_part_fits(part: int) -> None:
    rows = tuple(RowLine(f"{number:032}", number, "é" * 202) for number in range(1, 2 * ROWS_OF_A_PART + 2))
    screen = OrderScreen("c" * 32, "chronology", FORM.section("G"), rows, "0" * 12, newer=True)
    view = judge_view(order_view(screen, Remembered(part=part)))
    assert remembered(view).part == min(part, 2)
    assert ("order_part_next" in action_ids(view)) == (part < 2)
    assert ("order_part_previous" in action_ids(view)) == (part > 0)


@on_sqlite
def test_a_double_click_removes_one_row_and_not_the_one_that_is_shown_next(children: Person) -> None:
    first_change = next(b["block_id"] for b in modal(children)["blocks"] if "accessory" in b)
    click(children, "change_row", block_id=first_change)
    children.workspace.double_interactions = True
    click(children, "remove_row")
    children.workspace.double_interactions = False
    shown = texts(modal(children))
    typed = str(list(modal(children)["state"]["values"].values()))
    assert "'Ada'" not in typed
    assert "'Bea'" in typed
    assert "Lee, Cy" in shown
