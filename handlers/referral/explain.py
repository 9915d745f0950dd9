"""Explain the questions of a page to the person who answers it (docs/procedure.md, section 3)."""

from __future__ import annotations

from collections.abc import Collection

from forms.vocabulary import Question
from handlers.access import Act, require
from handlers.referral.drafts import own_case
from handlers.work import Work


def questions_to_explain(work: Work, case_id: str, question_ids: Collection[str]) -> tuple[Question, ...]:
    """Give these questions as the form of the actor's own case words them, in the form's order.

    Without `case_id`, before anything is kept, the form is the current one. Nothing of the case's answers is read.
    Raises `Refused`, and `NotFound` if there is no such case.
    """
    if case_id:
        form = work.forms.of(work.tx, own_case(work, case_id))
    else:
        require(work.tx, work.actor, Act.REFER)
        form = work.forms.current
    return tuple(question for section in form.sections for question in section.questions if question.id in question_ids)
