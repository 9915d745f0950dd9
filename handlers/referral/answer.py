"""Answer one page of a referral and move on (docs/procedure.md, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forms.answers import Typed
from forms.walk import Page, progress, questions_shown
from handlers.files.lines import files_screen
from handlers.referral.advice import advice
from handlers.referral.begin import begin_draft
from handlers.referral.drafts import own_case_to_change
from handlers.referral.pages import draw
from handlers.referral.receipts import receipt
from handlers.referral.review import show_review
from handlers.referral.route import declaration_page_id, page_after, page_before, page_to_answer, pages_to_answer
from handlers.referral.saving import Taken, take
from handlers.screens import FilesScreen, PageScreen, Receipt, Review, Saved
from handlers.work import Work
from storage import cases
from storage.tables import new_id

Then = Literal["next", "skip", "later", "another_row", "back", "review", "stay"]
"""Where a person wants to go after a page.

``next``, ``another_row`` and ``review`` (after an edit) stay on the page while something on it was not understood, or
once an answer opens a further question on it; ``stay`` stays in any case. ``skip``, ``back`` and ``later`` go all the
same, and keep what was typed.
"""

_CAREFUL: frozenset[Then] = frozenset({"next", "another_row", "review"})
_ONWARD: frozenset[Then] = frozenset({"next", "skip"})


@dataclass(frozen=True)
class AnswerPage:
    """What a person gave on one screen.

    `case_id` is empty on the very first page: the draft is then begun, once for each `origin`. `row_id` and
    `revision` are those of the `PageScreen`. `typed` holds every question that the screen showed, blank ones as
    None: a question that is not there was not shown.
    """

    case_id: str
    origin: str
    page_id: str
    row_id: str
    revision: int
    typed: Mapping[str, Typed] = field(repr=False)
    then: Then = "next"


def answer_page(work: Work, command: AnswerPage) -> PageScreen | FilesScreen | Review | Saved | Receipt:
    """Keep what was typed and give the next screen.

    What is understood is saved; what is not is kept as it was typed, and comes back with a sentence at the question.
    An answer that another screen has changed since this one was drawn is not overwritten: the page comes back with
    the newer answer and says so. Draw a screen that comes back with the `revision` it has then. After the last
    page come the files, where they are taken, and the review. A case already sent gives its receipt, and nothing
    changes.

    Raises `Refused` for somebody who may not refer or whose draft it is not, `NotFound` if there is no such draft,
    and `KeyError` for a question that is not on the page.
    """
    case = own_case_to_change(work, command.case_id or begin_draft(work, command.origin))
    if case.state != cases.DRAFT:
        return receipt(work, case)
    is_latest_screen = command.revision >= case.revision
    taken = take(
        work,
        case,
        page_id=command.page_id,
        row_id=command.row_id,
        revision=command.revision,
        typed=command.typed,
    )
    screen = _next_screen(work, taken, command)
    if is_latest_screen:
        cases.remember_page(work.tx, taken.draft.case, _page_of(screen, taken, command))
    return screen


def _next_screen(work: Work, taken: Taken, command: AnswerPage) -> PageScreen | FilesScreen | Review | Saved:
    draft = taken.draft
    if command.then == "later":
        return _saved(work, taken, command)
    here = _page_to_put_right(taken, command) or page_to_answer(draft, command.page_id)
    if here is not None and _stays(taken, here, command):
        return draw(work, draft, here, row_id=command.row_id, errors=taken.problems, newer=taken.newer)
    if here is not None and command.then == "another_row":
        return draw(work, draft, here, row_id=new_id())
    going_to = _destination(taken, command)
    if going_to is None and command.then in _ONWARD and work.board.files is not None:
        return files_screen(work, draft.case)
    if going_to is None:
        return show_review(work, draft, newer=taken.newer)
    return draw(work, draft, going_to, newer=taken.newer, answered_before=command.typed)


def _page_to_put_right(taken: Taken, command: AnswerPage) -> Page | None:
    """Give the page that asks what was not understood: another screen may have taken the route's pages apart."""
    if command.then not in _CAREFUL:
        return None
    return next((page for page in pages_to_answer(taken.draft) if _is_unclear(taken, page)), None)


def _stays(taken: Taken, page: Page, command: AnswerPage) -> bool:
    if taken.newer or command.then == "stay":
        return True
    return command.then in _CAREFUL and (_is_unclear(taken, page) or _opens_more(taken, page, command))


def _is_unclear(taken: Taken, page: Page) -> bool:
    """Tell whether something was not understood that the page still asks: another screen may have changed the route."""
    form, answers = taken.draft.form, taken.draft.answers
    asked = {question.id for section in page.sections for question in questions_shown(form, section, answers)}
    return not asked.isdisjoint(taken.problems)


def _opens_more(taken: Taken, page: Page, command: AnswerPage) -> bool:
    """Tell whether the page now asks something that the screen did not show, and that is not answered yet."""
    form, answers = taken.draft.form, taken.draft.answers
    return any(
        question.id not in command.typed and answers.get(question.id, command.row_id if section.group else "") is None
        for section in page.sections
        for question in questions_shown(form, section, answers)
    )


def _destination(taken: Taken, command: AnswerPage) -> Page | None:
    """Give the page to go to; None for the review."""
    if command.then == "review" or command.page_id == declaration_page_id(taken.draft.form):
        return None
    if command.then == "back":
        return page_before(taken.draft, command.page_id)
    return page_after(taken.draft, command.page_id)


def _saved(work: Work, taken: Taken, command: AnswerPage) -> Saved:
    draft = taken.draft
    asked = {question.id: question.label for section in draft.form.sections for question in section.questions}
    return Saved(
        case_id=draft.case.id,
        progress=progress(draft.form, draft.answers, command.page_id),
        unread=tuple(asked[question_id] for question_id in taken.problems),
        newer=taken.newer,
        advice=advice(work.board, draft.answers, command.typed),
    )


def _page_of(screen: PageScreen | FilesScreen | Review | Saved, taken: Taken, command: AnswerPage) -> str:
    """Give the page to go on from another day; after the review, the declaration's stands for it."""
    if isinstance(screen, PageScreen):
        return screen.page_id
    return command.page_id if isinstance(screen, Saved) else declaration_page_id(taken.draft.form)
