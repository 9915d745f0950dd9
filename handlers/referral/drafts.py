"""A draft as it stands: its case, its form, and what has been answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from forms.vocabulary import AnswerKey, Answers, Form, Value
from forms.walk import progress
from handlers.access import Act, require
from handlers.screens import DraftLine
from handlers.work import Work
from storage import answers, cases
from storage.database import Transaction
from storage.tables import Case


@dataclass(frozen=True)
class Draft:
    """One referral with its answers.

    `revisions` holds the case's revision at which each answer last changed, cleared ones included: an older screen
    must not bring back what a newer one has cleared.
    """

    case: Case
    form: Form
    answers: Answers = field(repr=False)
    revisions: Mapping[AnswerKey, int] = field(repr=False)


def draft_of(work: Work, case: Case) -> Draft:
    """Give the case with its form and answers as they are stored now. Asks for no right: its callers do."""
    form = work.forms.of(work.tx, case)
    stored = answers.load_all(work.tx, case.id)
    revisions = {place: answer.revision for place, answer in stored.items()}
    return Draft(case, form, _given(work.tx, case.id, stored), revisions)


def answers_of(tx: Transaction, case_id: str) -> Answers:
    """Give every answer of a case, and the rows of its repeatable sections in order.

    A row is there as long as something in it is answered: to remove a row is to clear its answers.
    """
    return _given(tx, case_id, answers.load(tx, case_id))


def _given(tx: Transaction, case_id: str, stored: Mapping[AnswerKey, answers.StoredAnswer]) -> Answers:
    values = {place: cast("Value", answer.value) for place, answer in stored.items() if answer.value is not None}
    filled = {row_id for _, row_id in values}
    rows = answers.rows(tx, case_id)
    return Answers(values, {group: tuple(row for row in ids if row in filled) for group, ids in rows.items()})


def own_case(work: Work, case_id: str) -> Case:
    """Give the actor's own case, draft or sent. Raises `Refused` for anyone else's, `NotFound` if there is none."""
    case = cases.get(work.tx, case_id)
    require(work.tx, work.actor, Act.CHANGE_DRAFT, case)
    return case


def own_case_to_change(work: Work, case_id: str) -> Case:
    """Give the actor's own case, locked until the commit, so that two screens saved at once go one by one."""
    own_case(work, case_id)
    return cases.lock(work.tx, case_id)


def draft_lines(work: Work) -> tuple[DraftLine, ...]:
    """Give the actor's unsent drafts, told apart by when they were begun and how far they are."""
    return tuple(_line(draft_of(work, case)) for case in cases.drafts_of(work.tx, work.actor.address))


def _line(draft: Draft) -> DraftLine:
    page = draft.case.page or draft.form.sections[0].page
    return DraftLine(draft.case.id, draft.case.begun_at, progress(draft.form, draft.answers, page))
