"""The page of a referral on which its files are given, after the last question and before the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from handlers.files.giving import GivenFile, give, problem_with
from handlers.files.lines import files_screen
from handlers.referral.drafts import draft_of, own_case, own_case_to_change
from handlers.referral.pages import page
from handlers.referral.receipts import receipt
from handlers.referral.review import show_review
from handlers.referral.route import pages_to_answer
from handlers.screens import FilesScreen, PageScreen, Receipt, Review, Saved
from handlers.work import Work
from storage import attachments, audit, cases
from storage.tables import Case

FilesThen = Literal["review", "later", "back", "stay"]


@dataclass(frozen=True)
class GiveFiles:
    """What stands in the page's input, and where the person wants to go."""

    case_id: str
    given: Sequence[GivenFile] = field(repr=False)
    then: FilesThen = "review"


@dataclass(frozen=True)
class FilesProblem:
    """Nothing was noted: what is wrong with the files and what to do."""

    message: str


def files_page(work: Work, case_id: str) -> FilesScreen | Receipt:
    """Give the page of the actor's own draft; a case already sent gives its receipt. Raises `Refused`, `NotFound`."""
    case = own_case(work, case_id)
    return files_screen(work, case) if case.state == cases.DRAFT else receipt(work, case)


def give_files(work: Work, command: GiveFiles) -> FilesScreen | FilesProblem | PageScreen | Review | Saved | Receipt:
    """Note the files as wanted and give the next screen; all of them or, where one does not do, none.

    Raises `Refused` for anyone but the draft's owner, and `NotFound`.
    """
    case = own_case_to_change(work, command.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    problem = problem_with(work, case, command.given) if command.given else ""
    if problem:
        return FilesProblem(problem)
    give(work, case, command.given)
    return _next(work, case, command.then)


def remove_file(work: Work, case_id: str, file_id: str) -> FilesScreen | Receipt:
    """Take a file out of the actor's own draft; one that is not in it changes nothing. Raises `Refused`, `NotFound`."""
    case = own_case_to_change(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    numbers = {file.id: file.number for file in attachments.of_case(work.tx, case.id)}
    if file_id in numbers:
        attachments.remove(work.tx, file_id)
        audit.note(work.tx, actor=work.actor.address, action="file_removed", case_id=case.id, number=numbers[file_id])
    return files_screen(work, case)


def _next(work: Work, case: Case, then: FilesThen) -> FilesScreen | PageScreen | Review | Saved | Receipt:
    if then == "stay":
        return files_screen(work, case)
    draft = draft_of(work, case)
    if then == "back":
        return page(work, case.id, pages_to_answer(draft)[-1].id)
    review = show_review(work, draft)
    return Saved(case.id, review.progress) if then == "later" else review
