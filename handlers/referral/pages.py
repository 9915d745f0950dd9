"""Show a page of a referral: to answer, to edit, or to go on where its owner was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from forms.answers.text import shortened
from forms.vocabulary import Question, is_beside_the_menu, is_unread
from forms.walk import Page, answers_that_count, is_required, progress, questions_shown
from forms.words import say
from handlers.referral.advice import advice
from handlers.referral.drafts import Draft, draft_of, own_case
from handlers.referral.in_words import row_in_words
from handlers.referral.receipts import receipt
from handlers.referral.review import show_review
from handlers.referral.route import page_to_answer
from handlers.screens import PageScreen, Receipt, Review, RowLine
from handlers.work import Work
from storage import cases
from storage.tables import new_id


def page(work: Work, case_id: str, page_id: str, row_id: str = "") -> PageScreen | Review | Receipt:
    """Give a page of the actor's own draft, to answer or to edit.

    Without `row_id` a repeatable section shows its first row, or a new one if it has none. A page that the route
    has left out since gives the review, and so does the declaration's, which comes after it. A case already sent
    gives its receipt. Raises `Refused`, and `NotFound` if there is no such case.
    """
    case = own_case(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    found = page_to_answer(draft, page_id)
    return draw(work, draft, found, row_id=row_id) if found else show_review(work, draft)


def resume(work: Work, case_id: str) -> PageScreen | Review | Receipt:
    """Give the screen where the owner was. Raises `Refused`, and `NotFound` if there is no such case."""
    return page(work, case_id, own_case(work, case_id).page)


def draw(
    work: Work,
    draft: Draft,
    page: Page,
    *,
    row_id: str = "",
    errors: Mapping[str, str] | None = None,
    newer: tuple[str, ...] = (),
    answered_before: Collection[str] = (),
) -> PageScreen:
    """Draw a page with the answers that are stored. What was not understood earlier says so again.

    `answered_before` are the questions of the screen that led here: what their answers call for is shown here too.
    """
    counted = answers_that_count(draft.form, draft.answers)
    questions = tuple(
        question for section in page.sections for question in questions_shown(draft.form, section, draft.answers)
    )
    row_id, row_number, others = _rows(draft, page, row_id)
    return PageScreen(
        case_id=draft.case.id,
        origin=draft.case.origin,
        page_id=page.id,
        title=page.title,
        sections=page.sections,
        questions=questions,
        required=frozenset(question.id for question in questions if is_required(question, counted)),
        answers=draft.answers,
        progress=progress(draft.form, draft.answers, page.id),
        on_behalf=cases.is_entered_for_somebody(draft.case),
        revision=draft.case.revision,
        row_id=row_id,
        row_number=row_number,
        rows=others,
        errors=_unread(draft, page, row_id)
        | {question.id: errors[question.id] for question in questions if errors and question.id in errors},
        newer=newer,
        advice=advice(work.board, draft.answers, {*answered_before, *(question.id for question in questions)}),
    )


def _unread(draft: Draft, page: Page, row_id: str) -> dict[str, str]:
    return {
        question.id: _not_read(question, value)
        for section in page.sections
        for question in questions_shown(draft.form, section, draft.answers)
        if is_unread(value := draft.answers.get(question.id, row_id if section.group else ""))
    }


def _not_read(question: Question, value: Any) -> str:
    if is_beside_the_menu(question, value):
        return say("referral.missing.unread_choice", typed=shortened(value["unread"]))
    return say("referral.missing.unread")


def _rows(draft: Draft, page: Page, row_id: str) -> tuple[str, int, tuple[RowLine, ...]]:
    """Give the row that a screen is for, its number, and the others; nothing where the page does not repeat.

    The id of a new row is made here, when the screen is drawn, so that a doubled submission writes one row.
    """
    section = next((section for section in page.sections if section.group is not None), None)
    if section is None or section.group is None:
        return "", 0, ()
    rows = draft.answers.rows(section.group)
    row_id = row_id or (rows[0] if rows else new_id())
    number = rows.index(row_id) + 1 if row_id in rows else len(rows) + 1
    others = tuple(
        RowLine(other, place, row_in_words(section, draft.answers, other))
        for place, other in enumerate(rows, start=1)
        if other != row_id
    )
    return row_id, number, others
