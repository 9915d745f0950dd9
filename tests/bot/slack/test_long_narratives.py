"""A narrative longer than one input of Slack's: more inputs, one answer, and every screen within Slack's limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.inputs import first_state
from bot.sandbox.person import Person
from bot.slack.metadata import remembered
from bot.slack.views.blocks import MOST_BLOCKS, modal
from bot.slack.views.inputs import ACTION, INSTEAD, Place, place, question_inputs
from bot.slack.views.page import MOST_ROWS, page_view
from bot.slack.views.read_state import block_ids, typed
from forms.answers.text import tidy
from forms.loading import default_form
from forms.long_texts import boxes
from forms.vocabulary import Answers, Kind, Question
from forms.walk import Page, Progress, questions_shown
from handlers.board import Board
from handlers.screens import PageScreen, RowLine
from tests.bot.slack.judges import action_ids, judge_view, texts
from tests.bot.slack.people import begin, click, submit, well
from tests.bot.slack.people import modal as on_screen
from tests.cases import GOOD_PRACTICE, SCR

FORM = default_form()
OUTLINE = FORM.question("outline")
SENTENCE = "The health visitor called and nobody was in. "
NARRATIVE = (SENTENCE * 130 + "\n\n" + "She came back. 👨‍👩‍👧 e\u0301 " * 60).strip()
"""Of some 7,000 characters."""
HEAVIEST = "م"
"""A letter that takes six bytes in the JSON that Slack is sent."""


def shown(question: Question, value: Any, **more: Any) -> dict[str, Any]:
    """Draw a question in a modal and give the modal as a client holds it, untouched."""
    blocks = question_inputs(question, value, required=True, **more)
    view = judge_view(modal("Page", blocks, callback_id="page", submit="Save"))
    return view | {"state": {"values": {b["block_id"]: {ACTION: first_state(b["element"])} for b in blocks}}}


def labels(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab \n\té😀م\u0301\u200d"), max_size=400), times=st.integers(1, 70))
def test_a_narrative_that_is_shown_and_sent_back_untouched_is_the_same(text: str, times: int) -> None:
    narrative = tidy(text * times)
    question = OUTLINE.model_copy(update={"longest": 30_000})
    assert (typed(shown(question, narrative))["outline"] or "") == narrative


def test_a_narrative_is_shown_in_boxes_that_say_which_they_are() -> None:
    view = shown(OUTLINE, NARRATIVE)
    assert labels(view) == ["What happened?", "What happened? (continued, box 2)", "What happened? (continued, box 3)"]
    assert "Up to 10,000 characters." in view["blocks"][0]["hint"]["text"]
    assert [block["optional"] for block in view["blocks"]] == [False, True, True]


def test_a_box_that_is_almost_full_is_followed_by_an_empty_one() -> None:
    assert labels(shown(OUTLINE, "x" * 2_600)) == ["What happened?"]
    assert labels(shown(OUTLINE, "x" * 2_601)) == ["What happened?", "What happened? (continued, box 2)"]


def test_more_room_is_one_empty_box_more() -> None:
    view = shown(OUTLINE, "Short.", room=True)
    assert len(labels(view)) == 2
    assert typed(view)["outline"] == "Short."


def test_a_narrative_as_long_as_the_form_takes_gets_no_more_boxes() -> None:
    assert len(labels(shown(OUTLINE, "x" * OUTLINE.longest, room=True))) == boxes(OUTLINE.longest)


def test_a_question_of_one_box_gets_no_other() -> None:
    assert len(labels(shown(FORM.question("action_taken"), "x" * 3_000, room=True))) == 1


def test_boxes_that_slack_gives_in_any_order_are_put_together_in_theirs() -> None:
    view = shown(OUTLINE, NARRATIVE)
    backwards = dict(reversed(view["state"]["values"].items()))
    assert typed(view | {"state": {"values": backwards}})["outline"] == NARRATIVE


def test_an_error_at_a_narrative_stands_at_its_first_box() -> None:
    assert block_ids(shown(OUTLINE, NARRATIVE)) == {"outline": Place("outline").block_id}


@pytest.mark.parametrize(("typed_instead", "given"), [(None, {}), ("Short.", {"outline": "Short."})])
def test_an_answer_too_long_for_the_screen_stays_unless_another_is_written(
    typed_instead: str | None, given: dict[str, str]
) -> None:
    view = shown(OUTLINE, {"unread": "x" * 40_000})
    (block,) = view["blocks"]
    at = place(block["block_id"])
    assert at is not None
    assert at.part == INSTEAD
    assert "40,000 characters" in block["hint"]["text"]
    view["state"]["values"][block["block_id"]][ACTION]["value"] = typed_instead
    assert typed(view) == given


def every_page() -> list[Page]:
    """Give every page that the form can have, shared ones too, with all their questions."""
    ids = dict.fromkeys([section.page for section in FORM.sections] + [page.id for page in FORM.shared_pages])
    found = []
    for page_id in ids:
        shared = next((page.sections for page in FORM.shared_pages if page.id == page_id), None)
        sections = [s for s in FORM.sections if (s.id in shared if shared else s.page == page_id)]
        found.append(Page(page_id, sections[0].title, tuple(sections)))
    return found


@pytest.mark.parametrize("page", every_page(), ids=lambda page: page.id)
def test_the_fullest_page_in_the_heaviest_script_fits(page: Page, board: Board) -> None:
    route = Answers({("purpose", ""): "good_practice" if page.id not in {s.page for s in FORM.sections} else "scr"})
    questions = tuple(q for section in page.sections for q in questions_shown(FORM, section, route))
    group = next((section.group for section in page.sections if section.group), "")
    row_ids = tuple(f"{number:032}" for number in range(MOST_ROWS + 5)) if group else ("",)
    values: dict[tuple[str, str], Any] = {}
    for section in page.sections:
        for question in section.questions:
            most = boxes(question.longest) * 3_000 if question.kind is Kind.LONG_TEXT else 500
            if question in questions and question.kind not in {Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL}:
                values[question.id, row_ids[0] if section.group else ""] = {"unread": HEAVIEST * most}
    rows = tuple(RowLine(row, number, HEAVIEST * 122) for number, row in enumerate(row_ids[1:], start=2))
    screen = PageScreen(
        case_id="c" * 32,
        origin="slack:V1234567890",
        page_id=page.id,
        title=page.title,
        sections=page.sections,
        questions=questions,
        required=frozenset(question.id for question in questions),
        answers=Answers(values, {group: row_ids} if group else {}),
        progress=Progress(3, 10, 25),
        revision=1_000_000,
        row_id=row_ids[0],
        row_number=1 if group else 0,
        rows=rows,
        errors={question.id: "We could not read this answer. Please change it." for question in questions},
        newer=tuple(question.label for question in questions),
        advice=("Call.", "Talk to them."),
        room=frozenset(question.id for question in questions),
    )
    view = judge_view(page_view(screen, board))
    assert len(view["blocks"]) <= MOST_BLOCKS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestInSlack:
    """The same at a person's screen."""

    def go_to_incident(self, referrer: Person) -> None:
        begin(referrer)
        for page in SCR.pages[:3]:
            submit(referrer, page.typed)

    def fill(self, referrer: Person, number: int, text: str) -> None:
        """Type into a box of the narrative, counted from 1."""
        ids = [b["block_id"] for b in on_screen(referrer)["blocks"] if b["block_id"].startswith("answer/outline/")]
        referrer.fill({ids[number - 1]: text})

    def more_room(self, referrer: Person) -> None:
        click(referrer, "more_room")

    def test_asking_for_more_room_keeps_what_is_typed_and_the_boxes_are_one_answer(self, referrer: Person) -> None:
        self.go_to_incident(referrer)
        self.fill(referrer, 1, "x" * 2_999 + "1")
        self.more_room(referrer)
        assert remembered(on_screen(referrer)).page_id == "incident"
        self.fill(referrer, 2, "a" * 2_999)
        self.more_room(referrer)
        click(referrer, "skip")
        click(referrer, "back")
        assert typed(on_screen(referrer))["outline"] == "x" * 2_999 + "1" + "a" * 2_999
        assert sum(label.startswith("What happened?") for label in labels(on_screen(referrer))) == 3

    def test_a_second_click_for_more_room_gives_no_second_box(self, referrer: Person) -> None:
        self.go_to_incident(referrer)
        referrer.workspace.double_interactions = True
        self.more_room(referrer)
        assert sum(label.startswith("What happened?") for label in labels(on_screen(referrer))) == 2

    def test_a_narrative_is_read_back_whole_in_the_review(self, referrer: Person) -> None:
        begin(referrer)
        for page in GOOD_PRACTICE.pages[:-1]:
            submit(referrer, page.typed)
        ids = {b["block_id"].split("/")[1]: b["block_id"] for b in on_screen(referrer)["blocks"] if "element" in b}
        referrer.fill({ids["good_practice"]: SENTENCE * 60})
        well(referrer.click(on_screen(referrer), "more_room", block_id=self.beside(referrer, "good_practice")))
        further = [b["block_id"] for b in on_screen(referrer)["blocks"] if "/good_practice/2" in b["block_id"]]
        referrer.fill({further[0]: "And so it went on."})
        submit(referrer, {"expected_learning": "Meet early."})
        seen = texts(on_screen(referrer))
        while "review_part_next" in action_ids(on_screen(referrer)):
            click(referrer, "review_part_next")
            seen += texts(on_screen(referrer))
        assert seen.count(SENTENCE.strip()) == 60
        assert "And so it went on." in seen

    def beside(self, referrer: Person, question_id: str) -> str:
        """Give the block of the button that asks for more room for a question."""
        return next(
            str(block["block_id"])
            for block in on_screen(referrer)["blocks"]
            if block["type"] == "actions" and block["elements"][0].get("value") == question_id
        )
