"""What a referral still needs before it can be sent, in words that may stand in a mail.

A question is named by its label only where the label tells nothing; one that is asked because of a confidential answer
is named by its section (docs/procedure.md, section 7, rule 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from forms.vocabulary import Condition, Form, Question, Section
from forms.walk import is_required, missing, questions_shown
from forms.words import say
from handlers.referral.drafts import Draft


def needed_in_words(draft: Draft) -> tuple[str, ...]:
    """Give what is still needed, in the form's order: the title of each section, and below it a line for a question.

    Whoever answers under these lines is understood like somebody who fills in a form.
    """
    lacking: dict[str, dict[str, None]] = {}
    for lack in missing(draft.form, draft.answers):
        lacking.setdefault(lack.section.title, {}).setdefault(_line(draft.form, lack.section, lack.question))
    return tuple(line for title, lines in lacking.items() for line in (title, *lines))


def counted(draft: Draft) -> tuple[int, int]:
    """Give how many of the questions that must be answered are, and how many there are on this route."""
    lacking = missing(draft.form, draft.answers)
    places = {(lack.question.id, lack.row_id) for lack in lacking}
    answered = sum(
        is_required(question, draft.answers) and (question.id, row_id) not in places
        for section in draft.form.sections
        for question in questions_shown(draft.form, section, draft.answers)
        for row_id in (draft.answers.rows(section.group) if section.group else ("",))
    )
    return answered, answered + len(lacking)


def _line(form: Form, section: Section, question: Question) -> str:
    if _tells(form, section, question):
        return say("intake.needed.more")
    return say("intake.needed.question", label=question.label)


def _tells(form: Form, section: Section, question: Question) -> bool:
    """Tell whether it would say something of the case that this question is asked."""
    conditions = (section.shown_if, section.at_least_one_if, question.shown_if, question.required_if)
    return any(
        form.question(asked).confidential
        for condition in conditions
        if condition is not None
        for asked in _questions_in(condition)
    )


def _questions_in(condition: Condition) -> Iterator[str]:
    if condition.question is not None:
        yield condition.question
    for each in (*condition.all_of, *condition.any_of, *condition.none_of):
        yield from _questions_in(each)
