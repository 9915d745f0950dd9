"""Somebody at a screen, for tests that go through a referral by hand."""

from __future__ import annotations

from collections.abc import Mapping

from forms.answers import Typed
from forms.vocabulary import Value
from handlers.referral.answer import AnswerPage, Then, answer_page
from handlers.referral.begin import first_page
from handlers.referral.drafts import answers_of
from handlers.referral.pages import page
from handlers.screens import FilesScreen, PageScreen, Receipt, Review, Saved
from tests.cases import SCR
from tests.handlers.conftest import REFERRER, WorkAs

Screen = PageScreen | FilesScreen | Review | Saved | Receipt
FIRST: Mapping[str, Typed] = SCR.pages[0].typed


class Person:
    """Somebody at a screen: answers what is before them."""

    def __init__(self, work_as: WorkAs, who: str = REFERRER, origin: str = "view:V1") -> None:
        self.work_as = work_as
        self.who = who
        with work_as(who) as work:
            self.screen: Screen = first_page(work, origin)

    def answers(self, typed: Mapping[str, Typed], then: Then = "next", *, on: Screen | None = None) -> Screen:
        """Send the screen before them, or an older one (`on`); gives the next one."""
        screen = on or self.screen
        assert isinstance(screen, PageScreen)
        shown: dict[str, Typed] = {question.id: None for question in screen.questions}
        command = AnswerPage(
            screen.case_id, screen.origin, screen.page_id, screen.row_id, screen.revision, shown | dict(typed), then
        )
        with self.work_as(self.who) as work:
            self.screen = answer_page(work, command)
        return self.screen

    def goes_to(self, page_id: str, row_id: str = "") -> PageScreen:
        """Open a page to edit it."""
        with self.work_as(self.who) as work:
            screen = page(work, self.screen.case_id, page_id, row_id)
        assert isinstance(screen, PageScreen)
        self.screen = screen
        return screen

    def stored(self, question_id: str, row_id: str = "") -> Value | None:
        """Give what is stored for a question."""
        with self.work_as(self.who) as work:
            return answers_of(work.tx, self.screen.case_id).get(question_id, row_id)


def on_page(screen: Screen) -> str:
    return screen.page_id if isinstance(screen, PageScreen) else type(screen).__name__
