"""Keep what was typed on one screen: understood or not, and never over a newer answer.

Source: docs/procedure.md, section 3 (“not known” is an answer; nothing blocks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.answers import AnswerProblem, Typed, parse_answer
from forms.vocabulary import AnswerKey, Question, Section, Value, is_beside_the_menu
from handlers.referral.advice import is_urgent
from handlers.referral.drafts import Draft, draft_of
from handlers.work import Work
from storage import answers, audit, cases
from storage.tables import Case


@dataclass(frozen=True)
class Taken:
    """The draft after a screen was saved. `problems` holds a sentence for each question that was not understood;
    `newer` the labels of answers that another screen changed since this one was drawn, which are kept."""

    draft: Draft
    problems: Mapping[str, str] = field(repr=False)
    newer: tuple[str, ...]


def take(
    work: Work,
    case: Case,
    *,
    page_id: str,
    row_id: str,
    revision: int,
    typed: Mapping[str, Typed],
) -> Taken:
    """Save what one screen of the page gave; `revision` is the case's when that screen was drawn.

    The caller holds the case's lock. Nothing is written where nothing changes, so that a screen sent twice is saved
    once. Raises `KeyError` for a question that is not on this page.
    """
    draft = draft_of(work, case)
    asked = _questions_of_page(draft, page_id)
    changes: dict[AnswerKey, Value | None] = {}
    problems: dict[str, str] = {}
    newer: list[str] = []
    for question_id, given in typed.items():
        section, question = asked[question_id]
        place = (question_id, row_id if section.group is not None else "")
        value, problem = _understood(work, question, given)
        if value is None and is_beside_the_menu(question, draft.answers.get(*place)):
            continue  # nothing was chosen instead of what was typed: that stays until a person puts it right
        if draft.revisions.get(place, 0) > revision and draft.answers.get(*place) != value:
            newer.append(question.label)
            continue
        changes[place] = value
        if problem:
            problems[question_id] = problem
    return Taken(save(work, draft, changes, page_id=page_id), problems, tuple(newer))


def _questions_of_page(draft: Draft, page_id: str) -> dict[str, tuple[Section, Question]]:
    """Give every question that the page may ask. The route is no matter: what was typed while a question was shown
    is kept, even if another screen has changed the route since."""
    return {
        question.id: (section, question)
        for section in draft.form.sections_of_page(page_id)
        for question in section.questions
        if not question.filled_by_bot
    }


def _understood(work: Work, question: Question, given: Typed) -> tuple[Value | None, str]:
    """Give the answer to keep and, where it was not understood, the sentence that says what to do."""
    try:
        return parse_answer(question, given, today=work.today), ""
    except AnswerProblem as problem:
        return _unread(given), problem.message


def _unread(given: Typed) -> Value:
    """Keep what was typed as it is, until a person puts it right; the parts of a signature stay apart as well."""
    if isinstance(given, dict):
        return given | {"unread": ", ".join(part for part in given.values() if part)}
    return {"unread": ", ".join(given) if isinstance(given, list) else given or ""}


def save(work: Work, draft: Draft, changes: Mapping[AnswerKey, Value | None], *, page_id: str = "") -> Draft:
    """Save what differs in `changes` (None clears an answer) and give the draft as it is then.

    `page_id` names the screen that it comes from; empty for what was read in a letter. The caller holds the case's
    lock, and has seen that the values are answers to the questions at their places.
    """
    different = {place: value for place, value in changes.items() if draft.answers.get(*place) != value}
    if not different:
        return draft
    for group, row_id in dict.fromkeys((draft.form.section_of(place[0]).group, place[1]) for place in different):
        if group is not None and row_id:
            answers.ensure_row(work.tx, draft.case, group, row_id)
    revision = answers.save(work.tx, draft.case, different)
    case = cases.lock(work.tx, draft.case.id)
    saved = draft_of(work, case)
    purpose = next(iter(saved.answers.chosen("purpose")), None)
    cases.remember_for_lists(work.tx, case, purpose=purpose, urgent=is_urgent(saved.answers))
    audit.note(work.tx, actor=work.actor.address, action="answered", case_id=case.id, page=page_id, revision=revision)
    return saved
