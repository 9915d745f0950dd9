"""Hostile answers on every page: each is kept, as an answer or as it was typed, and what is not understood says so."""

from __future__ import annotations

import pytest

from forms.answers import Typed
from forms.loading import default_form
from forms.vocabulary import Kind, Question
from handlers.referral.drafts import answers_of
from handlers.screens import PageScreen
from tests.expected_answers import understood
from tests.forms.answers.hostile import HOSTILE
from tests.handlers.conftest import REFERRER
from tests.handlers.person import FIRST, Person

SOME = [words for words in HOSTILE if len(words) <= 3000][::6]
PAGES = sorted({section.page for section in default_form().sections} - {"before_you_start", "declaration"})
CHOSEN = {Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("page_id", PAGES)
def test_hostile_words_are_kept_in_every_field_and_complained_of_where_not_understood(
    person: Person, page_id: str
) -> None:
    person.answers(FIRST)
    screen = person.goes_to(page_id)
    for words in SOME:
        typed: dict[str, Typed] = {question.id: words for question in screen.questions if question.kind not in CHOSEN}
        back = person.answers(typed, "next", on=screen)
        with person.work_as(REFERRER) as work:
            stored = answers_of(work.tx, screen.case_id)
        for question in asked(screen, typed):
            value = stored.get(question.id, screen.row_id)
            assert value == understood(question, words)
            if isinstance(value, dict) and "unread" in value:
                assert isinstance(back, PageScreen)
                assert back.errors[question.id]
        screen = person.goes_to(page_id, screen.row_id)


def asked(screen: PageScreen, typed: dict[str, Typed]) -> list[Question]:
    return [question for question in screen.questions if question.id in typed]
