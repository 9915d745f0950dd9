"""What somebody has seen of a referral when they send it: nobody sends what they have not seen.

What the panel reads is what the referrer saw in the review. An answer tells by its revision that it was changed since;
the order of rows and the files have none, so that the screen remembers them (`arrangement`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from forms.vocabulary import Question, Section
from forms.words import say
from handlers.referral.drafts import Draft
from handlers.referral.route import declaration_page_id
from handlers.work import Work
from storage import attachments

_FILES = "files"


def mark(ids: Iterable[str]) -> str:
    """Give a short text that is another one in another order."""
    return hashlib.sha256("/".join(ids).encode()).hexdigest()[:12]


def arrangement(work: Work, draft: Draft) -> str:
    """Give a short text that tells the order of every section's rows, and the files, from any others."""
    files = (file.id for file in attachments.of_case(work.tx, draft.case.id))
    marks = {group: mark(draft.answers.rows(group)) for group in _groups(draft)} | {_FILES: mark(files)}
    return ",".join(f"{name}:{each}" for name, each in marks.items())


def changed_since(work: Work, draft: Draft, revision: int, arranged: str | None) -> tuple[str, ...]:
    """Give the labels of what was changed after a screen was drawn, at this revision, on another one.

    `arranged` is the `arrangement` that it showed; None from a screen that remembers none. The declarations are left
    out: they come after what is reviewed.
    """
    changed = {question_id for (question_id, _), at in draft.revisions.items() if at > revision}
    labels = tuple(question.label for question in _reviewed_questions(draft) if question.id in changed)
    if arranged is None:
        return labels
    before = set(arranged.split(","))
    moved = {each.partition(":")[0] for each in arrangement(work, draft).split(",") if each not in before}
    # rows that were added or taken out are told by their answers
    moved -= {question_id.partition(".")[0] for question_id in changed}
    orders = (say("referral.changed.order", section=title) for group, title in _groups(draft).items() if group in moved)
    return (*labels, *orders, *([say("referral.changed.files")] if _FILES in moved else []))


def _groups(draft: Draft) -> dict[str, str]:
    """Give the titles of the sections that repeat, by their groups."""
    return {section.group: section.title for section in draft.form.sections if section.group is not None}


def _reviewed_questions(draft: Draft) -> Iterable[Question]:
    last = declaration_page_id(draft.form)
    reviewed: Iterable[Section] = (section for section in draft.form.sections if section.page != last)
    return (question for section in reviewed for question in section.questions)
