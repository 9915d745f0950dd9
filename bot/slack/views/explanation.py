"""What the questions of a page mean and why they are asked, on top of the page, which stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack.payload import Json
from bot.slack.views.blocks import header, modal, paragraph, paragraphs
from forms.vocabulary import Question
from forms.words import say

CALLBACK = "explanation"


def explanation_view(questions: Sequence[Question], over: str) -> Json:
    """Draw the explanations of some questions, each under its question.

    `over` is the id of the view that they lie on: it names them, so that two of the same view never lie on it.
    """
    view = modal(
        say("screens.titles.explain"),
        [paragraph(say("screens.explain.intro")), *_explanations(questions)],
        callback_id=CALLBACK,
        close=say("screens.buttons.back_to_questions"),
    )
    return view | {"external_id": f"{CALLBACK}:{over}"}


def _explanations(questions: Sequence[Question]) -> Iterator[Json]:
    for question in questions:
        if question.explain:
            yield header(question.label)
            yield from paragraphs(question.explain)
