"""What people do with a referral after it was sent, each step in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping

from forms.answers import Typed
from handlers.after_sending.adding import AddInformation, add_information, addition_form
from handlers.after_sending.correcting import CorrectAnswers, correct, part_to_correct, row_to_correct
from handlers.after_sending.screens import (
    AdditionScreen,
    Corrected,
    CorrectionScreen,
    InformationAdded,
    Reopened,
    ReopeningScreen,
    WithdrawalScreen,
    Withdrawn,
)
from handlers.after_sending.withdrawing import Reopen, Withdraw, reopen, reopening_form, withdraw, withdrawal_form
from handlers.reading import open_case
from handlers.screens import CaseView, ReviewedAnswer
from tests.handlers.conftest import REFERRER, UNIT, WorkAs

TEXT = "The school has a letter from January."
REASON = "It was sent twice."
OTHER_REASON = "The criteria may be met."


def add(work_as: WorkAs, case_id: str, text: str = TEXT, *, by: str = REFERRER) -> InformationAdded | AdditionScreen:
    """Open the screen and add what is typed."""
    with work_as(by) as work:
        screen = addition_form(work, case_id)
    with work_as(by) as work:
        return add_information(work, AddInformation(case_id, screen.addition_id, text))


def withdraw_it(work_as: WorkAs, case_id: str, *, by: str = REFERRER, reason: str = REASON) -> Withdraw:
    """Open the screen and withdraw the referral; gives what was sent."""
    with work_as(by) as work:
        screen = withdrawal_form(work, case_id)
        assert isinstance(screen, WithdrawalScreen)
    sent = Withdraw(case_id, screen.withdrawal_id, reason)
    with work_as(by) as work:
        assert isinstance(withdraw(work, sent), Withdrawn)
    return sent


def reopen_it(work_as: WorkAs, case_id: str, *, reason: str = OTHER_REASON) -> Reopen:
    """Open the screen as the business unit and open the referral again; gives what was sent."""
    with work_as(UNIT) as work:
        screen = reopening_form(work, case_id)
        assert isinstance(screen, ReopeningScreen)
    sent = Reopen(case_id, screen.withdrawal_id, reason)
    with work_as(UNIT) as work:
        assert isinstance(reopen(work, sent), Reopened)
    return sent


def section_screen(work_as: WorkAs, case_id: str, section_id: str, *, by: str = REFERRER) -> CorrectionScreen:
    """Open a section that does not repeat."""
    with work_as(by) as work:
        screen = part_to_correct(work, case_id, section_id)
    assert isinstance(screen, CorrectionScreen)
    return screen


def row_screen(
    work_as: WorkAs, case_id: str, section_id: str, row_id: str = "", *, by: str = REFERRER
) -> CorrectionScreen:
    """Open a row, or an empty one."""
    with work_as(by) as work:
        return row_to_correct(work, case_id, section_id, row_id)


def filled_in(screen: CorrectionScreen, case_id: str, typed: Mapping[str, Typed]) -> CorrectAnswers:
    """Give what a person sends who changes only what is in `typed`; choices and texts are as they stand."""
    page = screen.page
    given: dict[str, Typed] = {}
    for question in page.questions:
        value = page.answers.get(question.id, page.row_id)
        given[question.id] = value if isinstance(value, str | list) else None if value is None else value["text"]
    return CorrectAnswers(case_id, page.page_id, page.row_id, page.revision, given | dict(typed))


def send(
    work_as: WorkAs, screen: CorrectionScreen, case_id: str, typed: Mapping[str, Typed], *, by: str = REFERRER
) -> Corrected | CorrectionScreen:
    """Fill in a screen and send it."""
    with work_as(by) as work:
        return correct(work, filled_in(screen, case_id, typed))


def seen(work_as: WorkAs, case_id: str, *, by: str = UNIT) -> CaseView:
    """Open the case."""
    with work_as(by) as work:
        return open_case(work, case_id)


def answer_seen(view: CaseView, question_id: str, number: int = 1) -> ReviewedAnswer:
    """Give one answer of an opened case, in the row with that number."""
    section = next(part for part in view.sections if question_id in {each.id for each in part.section.questions})
    return next(answer for answer in section.rows[number - 1] if answer.question.id == question_id)
