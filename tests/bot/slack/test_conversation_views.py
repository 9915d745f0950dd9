"""The messages of the conversation as Block Kit, held to both judges at the limits of what a form may ask."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.messages import blocks, fallback
from bot.slack.views import use_message
from bot.slack.views.conversation import answered_blocks, asked_in, block_id, moved_blocks
from bot.slack.written import as_typed
from forms.vocabulary import Choice, Kind, Question
from forms.walk import Progress
from handlers.board import Board
from handlers.conversation.answering import Answered
from handlers.conversation.moving import Moved
from handlers.conversation.prompts import About, Asked, Prompt
from handlers.conversation.using import Usable, WhichQuestion
from handlers.conversation.way import Target
from handlers.notices import render
from tests.bot.slack.judges import action_ids, judge_message, judge_view, texts

ID = "f" * 32
ASKED = Asked(case_id=ID, occasion=ID, revision=999_999, target=Target("p" * 70, "q" * 70))
QUESTION = Question(id="q" * 70, label="L" * 150, kind=Kind.TEXT)


def choices(count: int, length: int = 75) -> tuple[Choice, ...]:
    return tuple(Choice(id=f"c{number}", label="C" * length) for number in range(count))


def prompt(about: About = "question", *, left: int = 20, **values: Any) -> Prompt:
    return Prompt(about=about, asked=ASKED, progress=Progress(1, 9, left), **({"label": "Q"} | values))


PROMPTS = {
    "a few choices": prompt(kind=Kind.CHOICE, choices=choices(5)),
    "long labels": prompt(kind=Kind.CHOICE, choices=choices(2, 200)),
    "many choices": prompt(kind=Kind.CHOICE, choices=choices(120)),
    "several": prompt(label="L" * 150, kind=Kind.SEVERAL, choices=choices(9)),
    "explained": prompt(kind=Kind.SEVERAL, choices=choices(9), explained=True, explanation="E" * 4000, ticked=("c1",)),
    "the first": prompt(kind=Kind.CHOICE, choices=choices(2), first=True),
    "a day": prompt(hint="H" * 500, kind=Kind.DATE, not_known=True),
    "typed": prompt(kind=Kind.EMAIL, explained=True, answered=True, left=1),
    "a part": prompt("part", label="T" * 300),
    "a part without a name": prompt("part", label=""),
    "the end": prompt("end", missing=3),
    "complete": prompt("end", left=0),
    "saved": prompt("saved"),
}
KIND = {"question": "question", "part": "form_part", "end": "conversation_end", "saved": "conversation_saved"}


@pytest.mark.parametrize("name", PROMPTS)
@pytest.mark.parametrize("not_understood", [True, False])
def test_both_judges_take_every_message(name: str, not_understood: bool, board: Board) -> None:
    asks = PROMPTS[name]
    advice = ["immediate_danger_passed_on", "lead_consulted"]
    data = {"prompt": asks.model_dump(mode="json"), "advice": advice, "not_understood": not_understood}
    notice = render(board, KIND[asks.about], data, "slack")
    drawn = blocks(notice)
    judge_message(fallback(notice), drawn)
    assert board.front_door in texts(drawn)
    above = [block["type"] for block in drawn].index("header")
    assert ("999" in texts(drawn[:above]), len(notice.above)) == (True, 2)


def test_a_message_remembers_what_it_asked() -> None:
    made = block_id(ASKED, "answer")
    assert len(made) <= 255
    assert asked_in(made) == ASKED
    assert asked_in("answer/q///1") is None
    assert asked_in("b1") is None


def test_several_and_days_and_menus_are_offered_as_slack_has_them(board: Board) -> None:
    def elements(name: str) -> set[str]:
        data = {"prompt": PROMPTS[name].model_dump(mode="json"), "advice": [], "not_understood": False}
        drawn = blocks(render(board, "question", data, "slack"))
        found = [element for block in drawn for element in [*block.get("elements", []), block.get("element", {})]]
        return {str(element.get("type")) for element in found}

    assert "datepicker" in elements("a day")
    assert "static_select" in elements("many choices")
    assert "static_select" in elements("long labels")
    assert "checkboxes" in elements("several")


@pytest.mark.parametrize(
    ("answered", "says"),
    [
        (Answered(ASKED, QUESTION, "S" * 3000), "Answered: SSS"),
        (Answered(ASKED, QUESTION, "Yes", is_newer=True), "because it was answered somewhere else"),
        (Answered(ASKED, QUESTION, "“x”", problem="Please type it again."), "Not understood yet"),
        (Answered(ASKED, QUESTION, ""), "Not answered"),
    ],
)
def test_an_answered_message_is_short_and_leads_back(answered: Answered, says: str) -> None:
    drawn = answered_blocks(answered)
    judge_message("Q", drawn)
    assert says in texts(drawn)
    assert action_ids({"blocks": drawn}) == {"change_answer"}


def test_a_message_that_was_passed_over_leads_back_to_its_question() -> None:
    assert action_ids({"blocks": moved_blocks(Moved(ASKED, "Q"), "skipped")}) == {"change_answer"}
    assert action_ids({"blocks": moved_blocks(Moved(ASKED, ""), "saved")}) == set()


def test_both_judges_take_the_screen_of_a_message_of_any_length() -> None:
    usable = tuple(Usable(f"q{number}", "S" * 100, "L" * 150, number % 2 == 0) for number in range(130))
    view = judge_view(use_message.which_question_view(WhichQuestion(ID, ID, "<!channel> " * 4000, usable, "q1")))
    assert "<!channel>" in texts(view)
    judge_view(use_message.which_question_view(WhichQuestion(ID, "", "x", usable[:3], "")))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("a &amp; b &lt;c&gt; &amp;lt;", "a & b <c> &lt;"),
        ("<mailto:a@b.org|a@b.org> <tel:+4401|0151>", "a@b.org 0151"),
        ("<https://x.org> <http://y.org|y.org>", "https://x.org y.org"),
        ("<!channel> <!subteam^S1|@team> <!date^1^{date}|May>", "@channel @team May"),
        ("<@U1> <@U1|asha> <#C1|general>", "@U1 @asha #general"),
    ],
)
def test_a_message_reads_as_it_was_typed(text: str, typed: str) -> None:
    assert as_typed(text) == typed
