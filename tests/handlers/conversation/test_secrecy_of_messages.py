"""No outbox row can hold a confidential question that tells something, or any answer to one.

A form whose every confidential word is marked is answered with marked words and gone through back and forth; a Board's
questions that are asked because of a confidential answer are among them (docs/procedure.md, section 7, rules 1 and 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from forms.loading import default_form_text
from forms.vocabulary import Condition, Form, Question, Section
from handlers.access import identify
from handlers.board import Board
from handlers.conversation import moving
from handlers.form_versions import Forms
from handlers.notices import render
from handlers.referral.answer import AnswerPage, answer_page
from handlers.work import Work
from storage.database import Database
from storage.tables import OutboxMessage, new_id
from tests.cases import marked
from tests.conftest import Clock
from tests.forms.test_messages import FORM
from tests.handlers.talker import Talker

MARK = "Zyxq"
REFERRAL = marked("scr", mark=MARK)
DIED = Condition(question="incident_categories", is_one_of=("death_abuse_neglect", "serious_harm_abuse_neglect"))


def _marked_question(question: Question) -> Question:
    if question.id == "records_secured":
        return question.model_copy(update={"label": MARK, "hint": MARK, "shown_if": DIED})
    if not question.confidential:
        return question
    choices = tuple(choice.model_copy(update={"label": f"{MARK} {choice.label}"}) for choice in question.choices)
    words = {"label": f"{MARK} {question.label}", "hint": MARK, "explain": MARK, "choices": choices}
    return question.model_copy(update=words)


def _marked_section(section: Section) -> Section:
    questions = tuple(map(_marked_question, section.questions))
    told = {"title": f"{MARK} {section.title}", "shown_if": DIED} if section.id in ("I", "J") else {}
    return section.model_copy(update={"questions": questions, **told})


MARKED: Form = FORM.model_copy(update={"sections": tuple(map(_marked_section, FORM.sections))})


def goes_on(typist: Talker, _data: st.DataObject) -> None:
    """Choose what the marked referral says, or skip."""
    question_id = typist.asked.asked.target.question_id
    if question_id and typist.asked.choices:
        typist.answers(next((page.typed[question_id] for page in REFERRAL.pages if question_id in page.typed), None))
    else:
        typist.skips()


def goes_back(typist: Talker, _data: st.DataObject) -> None:
    """Go back."""
    typist.goes_back()


def writes(typist: Talker, _data: st.DataObject) -> None:
    """Write of the case all the same."""
    typist.writes(f"{MARK} wrote this")


def stops(typist: Talker, _data: st.DataObject) -> None:
    """Stop for now."""
    typist.does(lambda work, occasion: moving.finish_later(work, typist.asked.asked, occasion=occasion))


def fills_in(typist: Talker, data: st.DataObject) -> None:
    """Fill in some page of the form."""
    page = data.draw(st.sampled_from(REFERRAL.pages))
    saved = AnswerPage(typist.case_id, "", page.page_id, new_id(), 10**9, page.typed, "later")
    typist.does(lambda work, _: answer_page(work, saved))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_message_tells_a_confidential_question_or_answer(
    data: st.DataObject, database: Database, clock: Clock, board: Board
) -> None:
    forms = Forms(MARKED, default_form_text())

    @contextmanager
    def work_as(slack_user: str, *, may_refer: bool = True, on: Board | None = None) -> Iterator[Work]:
        with database.begin(clock.now()) as tx:
            actor = identify(tx, on or board, slack_user, may_refer=may_refer)
            yield Work(tx, on or board, forms, actor)

    typist = Talker(work_as, board.model_copy(update={"typed_answers": data.draw(st.booleans())}))
    typist.begins(f"view:{new_id()}")
    for _ in range(40):
        if typist.asked.about in ("end", "saved"):
            typist.does(lambda work, occasion: moving.go_on_here(work, typist.asked.asked, occasion=occasion))
        data.draw(st.sampled_from([goes_on, goes_on, goes_on, goes_back, fills_in, writes, stops]))(typist, data)
    with database.read(clock.now()) as tx:
        for message in tx.session.exec(select(OutboxMessage)):
            assert MARK not in str(message.data)
            assert MARK not in str(render(board, message.kind, message.data, "slack"))
