"""Random people fill in referrals: on two screens, back and forth, doubled, interrupted. No answer may be lost.

A model remembers what each answer should be; after every step the stored answers must be exactly those. At the end of
every run whatever is missing is put right, and the referral is sent: there is no dead end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forms.answers import Typed
from forms.walk import questions_shown
from handlers.referral.answer import AnswerPage, Then, answer_page
from handlers.referral.begin import first_page
from handlers.referral.drafts import answers_of
from handlers.referral.pages import page, resume
from handlers.referral.review import review
from handlers.referral.rows import remove_row
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.screens import PageScreen, Receipt, Review
from storage import cases
from storage.tables import new_id
from tests.cases import SCR
from tests.expected_answers import Expected
from tests.handlers.conftest import REFERRER, WorkAs
from tests.handlers.person import Screen
from tests.random_typing import a_good_answer, anything_typed


class RandomPeople(RuleBasedStateMachine):
    """One referrer with any number of screens of one draft open."""

    def __init__(self, work_as: WorkAs) -> None:
        super().__init__()
        self.work_as = work_as
        self.case_id = ""
        self.open: list[PageScreen] = []
        self.last: AnswerPage | None = None
        self.expected = Expected()

    @initialize()
    def sees_the_first_page(self) -> None:
        with self.work_as(REFERRER) as work:
            self.open = [first_page(work, f"view:{new_id()}")]

    @rule(data=st.data(), then=st.sampled_from(get_args(Then)))
    def answers_a_screen(self, data: st.DataObject, then: Then) -> None:
        screen = data.draw(st.sampled_from(self.open))
        typed = {question.id: data.draw(anything_typed(question)) for question in screen.questions}
        self.answer(screen, typed, then)

    @rule(data=st.data())
    @precondition(lambda self: self.last)
    def sends_the_same_again(self, data: st.DataObject) -> None:
        assert self.last is not None
        with self.work_as(REFERRER) as work:
            answer_page(work, self.last)

    @rule(data=st.data())
    @precondition(lambda self: self.case_id)
    def opens_a_page_beside(self, data: st.DataObject) -> None:
        with self.work_as(REFERRER) as work:
            ids = sorted({section.page for section in work.forms.current.sections})
            self.show(page(work, self.case_id, data.draw(st.sampled_from(ids))))

    @rule(data=st.data())
    @precondition(lambda self: any(screen.row_id for screen in self.open) and self.case_id)
    def removes_a_row(self, data: st.DataObject) -> None:
        screen = data.draw(st.sampled_from([screen for screen in self.open if screen.row_id]))
        with self.work_as(REFERRER) as work:
            shown = remove_row(work, self.case_id, screen.page_id, screen.row_id)
        if isinstance(shown, PageScreen):
            self.expected.remove_row(screen.row_id)
        self.show(shown)

    @rule()
    @precondition(lambda self: self.case_id)
    def comes_back_after_a_restart(self) -> None:
        with self.work_as(REFERRER) as work:
            shown = resume(work, self.case_id)
        if isinstance(shown, PageScreen):
            self.open = [shown]

    @invariant()
    def every_answer_is_where_it_belongs(self) -> None:
        if self.case_id:
            with self.work_as(REFERRER) as work:
                assert dict(answers_of(work.tx, self.case_id).values) == self.expected.answers
                assert cases.get(work.tx, self.case_id).revision == self.expected.revision

    def teardown(self) -> None:
        """Go on to the review, put right whatever is missing, and send."""
        if not self.case_id:
            return
        self.skips_to_the_review()
        for _ in range(200):
            with self.work_as(REFERRER) as work:
                found = review(work, self.case_id)
            assert isinstance(found, Review)
            if not found.missing:
                break
            lack = found.missing[0]
            with self.work_as(REFERRER) as work:
                shown = page(work, self.case_id, lack.section.page, lack.row_id)
            assert isinstance(shown, PageScreen)
            self.answer(shown, {lack.question.id: a_good_answer(lack.question)}, "review")
            self.every_answer_is_where_it_belongs()
        with self.work_as(REFERRER) as work:
            last = declaration(work, self.case_id)
            assert isinstance(last, PageScreen)
            sent = submit(work, SubmitReferral(self.case_id, last.revision, SCR.declaration))
            assert isinstance(sent, Receipt)

    def skips_to_the_review(self) -> None:
        """Go on from where the person was, page by page: every page leads on, and the review comes in the end."""
        with self.work_as(REFERRER) as work:
            shown: Screen = resume(work, self.case_id)
        for _ in range(len(SCR.pages) + 1):
            if isinstance(shown, PageScreen):
                self.answer(shown, {}, "skip")
                with self.work_as(REFERRER) as work:
                    shown = resume(work, self.case_id)
        assert isinstance(shown, Review)

    def answer(self, screen: PageScreen, typed: Mapping[str, Typed], then: Then) -> None:
        """Send a screen, and hold the answer against the model."""
        self.last = AnswerPage(
            screen.case_id, screen.origin, screen.page_id, screen.row_id, screen.revision, typed, then
        )
        with self.work_as(REFERRER) as work:
            shown = answer_page(work, self.last)
        self.case_id = shown.case_id
        newer, problems = self.expected.save(screen.sections, typed, row_id=screen.row_id, revision=screen.revision)
        if isinstance(shown, PageScreen) and newer:
            assert set(shown.newer) == newer
        if isinstance(shown, PageScreen) and then in {"next", "another_row", "review"}:
            unclear = problems & self.still_asked(screen, shown)
            assert not unclear or set(shown.sections) & set(screen.sections)
            assert unclear <= set(shown.errors)
        self.show(shown)

    def still_asked(self, screen: PageScreen, now: PageScreen) -> set[str]:
        """Give the questions of a screen that the route asks now, when another screen may have changed it."""
        with self.work_as(REFERRER) as work:
            form = work.forms.current
        return {question.id for part in screen.sections for question in questions_shown(form, part, now.answers)}

    def show(self, screen: Screen) -> None:
        """Put a screen beside those that are open; the oldest of many is closed."""
        if isinstance(screen, PageScreen):
            assert dict(screen.answers.values) == self.expected.answers
            self.open = [*self.open, screen][-4:]


def test_no_answer_is_lost_or_misplaced_and_every_referral_can_be_sent(work_as: WorkAs) -> None:
    class Here(RandomPeople):
        def __init__(self) -> None:
            super().__init__(work_as)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink hundreds of steps takes many minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
