"""Two submissions at the same moment, as a doubled click on two workers gives them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.drafts import answers_of
from handlers.referral.submit import SubmitReferral, submit
from handlers.screens import PageScreen, Receipt
from handlers.work import Work
from storage import cases, outbox
from tests.cases import SCR
from tests.handlers.conftest import REFERRER, Draft, WorkAs
from tests.handlers.person import FIRST

T = TypeVar("T")


def twice_at_once(work_as: WorkAs, use_case: Callable[[Work], T]) -> list[T]:
    """Run a use case in two transactions that begin together."""
    together = Barrier(2)

    def run(_: int) -> T:
        together.wait(timeout=10)
        with work_as(REFERRER) as work:
            return use_case(work)

    with ThreadPoolExecutor(2) as workers:
        return list(workers.map(run, range(2)))


def test_one_draft_is_begun(work_as: WorkAs) -> None:
    given = AnswerPage("", "view:V1", "before_you_start", "", 0, FIRST)
    first, second = twice_at_once(work_as, lambda work: answer_page(work, given))
    assert isinstance(first, PageScreen)
    assert first == second
    with work_as(REFERRER) as work:
        assert len(cases.drafts_of(work.tx, work.actor.address)) == 1
        assert cases.get(work.tx, first.case_id).revision == 1


def test_one_referral_is_sent(work_as: WorkAs, draft: Draft) -> None:
    command = SubmitReferral(draft(), 99, SCR.declaration)
    first, second = twice_at_once(work_as, lambda work: submit(work, command))
    assert isinstance(first, Receipt)
    assert first == second
    with work_as(REFERRER) as work:
        kinds = [message.kind for message in outbox.waiting(work.tx)]
    assert kinds.count("referral_sent_panel") == 1


def test_two_different_answers_leave_one_and_tell_the_other_screen(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work:
        revision = cases.get(work.tx, case_id).revision
    texts = iter(("One account.", "Another account."))

    def change(work: Work) -> PageScreen:
        typed = {"outline": next(texts)}
        shown = answer_page(work, AnswerPage(case_id, "", "incident", "", revision, typed, "skip"))
        assert isinstance(shown, PageScreen)
        return shown

    screens = twice_at_once(work_as, change)
    assert sorted(screen.newer for screen in screens) == [(), ("What happened?",)]
    with work_as(REFERRER) as work:
        assert answers_of(work.tx, case_id).get("outline") in {"One account.", "Another account."}
