"""Which questions may stand in a message, and which would tell something of the case by being asked at all.

Source: docs/procedure.md, section 7, rules 1 and 2. Slack keeps messages, and others can export them. So only a
question that is not confidential is asked in one; and not even that where it is asked *because of* a confidential
answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from forms.vocabulary import Condition, Form, Kind, Question, Section


def questions_for_messages(form: Form) -> frozenset[str]:
    """Give the ids of the questions that may be asked, and whose answers may be given, in messages.

    A signature ends a referral and is given in the form alone; so are the rows of a repeatable section.
    """
    harmless = _harmless(form)
    return frozenset(
        question.id
        for section in form.sections
        if section.group is None
        for question in section.questions
        if question.id in harmless and question.kind is not Kind.SIGNATURE and not question.filled_by_bot
    )


def may_be_named(form: Form, section: Section) -> bool:
    """Tell whether a message may name this section: that it is asked tells nothing of a confidential answer."""
    return _follows_from(section, _harmless(form))


def _harmless(form: Form) -> set[str]:
    """Give the questions whose asking and whose answer tell nothing; conditions look back only, so one pass is enough
    (`forms.loading` sees to it)."""
    harmless: set[str] = set()
    for section in form.sections:
        if not _follows_from(section, harmless):
            continue
        for question in section.questions:
            if not question.confidential and _follows_from(question, harmless):
                harmless.add(question.id)
    return harmless


def _follows_from(what: Section | Question, harmless: set[str]) -> bool:
    return what.shown_if is None or harmless.issuperset(_asked_about(what.shown_if))


def _asked_about(condition: Condition) -> Iterator[str]:
    if condition.question is not None:
        yield condition.question
    for part in (*condition.all_of, *condition.any_of, *condition.none_of):
        yield from _asked_about(part)
