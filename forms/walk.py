"""The way through a form: which questions are asked, on which pages, and what is still missing.

Source: docs/procedure.md, section 3. Everything is worked out from the form and the answers alone: an answer that
changes the route changes the rest at once. Answers to questions that the route has left out stay where they are, but
steer nothing and are not asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from forms.vocabulary import USUAL_SECONDS, AnswerKey, Answers, Form, Question, Section, Value, holds, is_unread


@dataclass(frozen=True)
class Missing:
    """A question that needs an answer before the referral can be sent.

    `row_id` is empty outside repeatable sections, and where a whole row is missing; the question is then the first of
    its section. Of questions of which one is enough (a phone or an email), the first stands for all.
    """

    section: Section
    question: Question
    row_id: str
    reason: Literal["blank", "unread"]
    """Not answered; or typed, but not understood."""


@dataclass(frozen=True)
class Page:
    """The sections that share one screen. `title` is that of the first of them."""

    id: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Progress:
    """How far a person is: page `number` of `total`, and about how many minutes the rest takes."""

    number: int
    total: int
    minutes: int = 0


def answers_that_count(form: Form, answers: Answers) -> Answers:
    """Give the answers to the questions that the route asks, without those that it has left out since."""
    return _walk(form, answers).counted


class _Walk:
    """What follows from a form and one referral's answers, each worked out once: a screen asks for it many times."""

    def __init__(self, form: Form, answers: Answers) -> None:
        self.form = form
        self.counted = _count(form, answers)

    @cached_property
    def shown(self) -> dict[str, tuple[Question, ...]]:
        """The questions that are asked, by their section."""
        return {section.id: _shown(section, self.counted) for section in self.form.sections}

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What must be answered or put right."""
        shown, counted = self.shown, self.counted
        return tuple(
            lack for section in self.form.sections for lack in _missing_in(section, shown[section.id], counted)
        )

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the route."""
        together: dict[str, list[Section]] = {}
        for section in self.form.sections:
            if self.shown[section.id]:
                together.setdefault(_page_id(self.form, section, self.counted), []).append(section)
        return tuple(Page(page_id, sections[0].title, tuple(sections)) for page_id, sections in together.items())


def _walk(form: Form, answers: Answers) -> _Walk:
    """Give the walk through a form, which is kept beside the answers."""
    walk = answers.walked.get(id(form))
    if walk is None:
        walk = answers.walked[id(form)] = _Walk(form, answers)  # it keeps the form, and with it the form's id
    return cast("_Walk", walk)


def _count(form: Form, answers: Answers) -> Answers:
    """Count what the route asks. Conditions look back only (`forms.loading` sees to it), so that one pass is enough."""
    counted: dict[AnswerKey, Value] = {}
    row_ids: dict[str, tuple[str, ...]] = {}
    so_far = Answers(counted, row_ids)
    for section in form.sections:
        if not _is_asked(section, so_far):
            continue
        rows = _row_ids(section, answers)
        if section.group is not None:
            row_ids[section.group] = rows
        for question in section.questions:
            if not _is_asked(question, so_far):
                continue
            for row_id in rows:
                value = answers.get(question.id, row_id)
                if value is not None:
                    counted[question.id, row_id] = value
    return so_far


def questions_shown(form: Form, section: Section, answers: Answers) -> tuple[Question, ...]:
    """Give the questions of a section that this referral is asked, in order; none where the route skips it.

    Questions that the bot fills in itself are not among them.
    """
    return _walk(form, answers).shown[section.id]


def is_required(question: Question, answers: Answers) -> bool:
    """Tell whether this question by itself must be answered before the referral is sent.

    False for questions of which one is enough: `missing` looks at those together.
    """
    if question.filled_by_bot or not _is_asked(question, answers):
        return False
    return question.required or (question.required_if is not None and holds(question.required_if, answers))


def missing(form: Form, answers: Answers) -> tuple[Missing, ...]:
    """Give what must be answered, or put right, before the referral can be sent, in the form's order.

    “Not known” is an answer. What was typed but not understood is missing wherever it stands.
    """
    return _walk(form, answers).missing


def pages(form: Form, answers: Answers) -> tuple[Page, ...]:
    """Give the pages of this referral's route, in order."""
    return _walk(form, answers).pages


def progress(form: Form, answers: Answers, page_id: str) -> Progress:
    """Give how far along the route this page is. Raises `KeyError` when the form has no such page."""
    place = place_of(form, page_id)
    route = pages(form, answers)
    reached = sum(place_of(form, page.id) <= place for page in route)
    return Progress(max(reached, 1), len(route), _minutes_left(form, answers, place))


def _minutes_left(form: Form, answers: Answers, place: int) -> int:
    """Give about how many minutes are left: for what is open from this page on, and what must be answered before it.

    Questions of a repeatable section count once: nobody knows yet how many rows there will be.
    """
    walk = _walk(form, answers)
    needed = {lack.question.id for lack in walk.missing}
    answered = {question_id for question_id, _ in walk.counted.values}
    seconds = sum(
        form.seconds.get(question.kind, USUAL_SECONDS)
        for number, section in enumerate(form.sections)
        for question in walk.shown[section.id]
        if (number >= place or question.id in needed) and question.id not in answered
    )
    return -(-seconds // 60)


def place_of(form: Form, page_id: str) -> int:
    """Give where a page stands among all pages of the form, by its first section. Raises `KeyError` for no page."""
    return form.number_of(form.sections_of_page(page_id)[0])


def _page_id(form: Form, section: Section, counted: Answers) -> str:
    shared = (page.id for page in form.shared_pages if section.id in page.sections and holds(page.when, counted))
    return next(shared, section.page)


def _is_asked(what: Section | Question, counted: Answers) -> bool:
    return what.shown_if is None or holds(what.shown_if, counted)


def _shown(section: Section, counted: Answers) -> tuple[Question, ...]:
    if not _is_asked(section, counted):
        return ()
    return tuple(
        question for question in section.questions if not question.filled_by_bot and _is_asked(question, counted)
    )


def _row_ids(section: Section, answers: Answers) -> tuple[str, ...]:
    """Give the rows of a section; a section that is asked once has one, without a name."""
    return ("",) if section.group is None else answers.rows(section.group)


def _missing_in(section: Section, questions: tuple[Question, ...], counted: Answers) -> Iterator[Missing]:
    rows = _row_ids(section, counted)
    lacks = [lack for row_id in rows for lack in _missing_in_row(section, questions, row_id, counted)]
    yield from lacks
    if lacks or not questions or not _needs_a_row(section, counted):
        return
    if all(counted.get(question.id, row_id) is None for question in questions for row_id in rows):
        yield Missing(section, questions[0], rows[0] if rows else "", "blank")


def _needs_a_row(section: Section, counted: Answers) -> bool:
    if section.at_least_one:
        return True
    return section.at_least_one_if is not None and holds(section.at_least_one_if, counted)


def _missing_in_row(
    section: Section, questions: tuple[Question, ...], row_id: str, counted: Answers
) -> Iterator[Missing]:
    seen_groups: set[str] = set()
    for question in questions:
        value = counted.get(question.id, row_id)
        if is_unread(value):
            yield Missing(section, question, row_id, "unread")
        elif value is None and is_required(question, counted):
            yield Missing(section, question, row_id, "blank")
        group = question.one_of_group
        if group is None or group in seen_groups:
            continue
        seen_groups.add(group)
        if all(counted.get(other.id, row_id) is None for other in questions if other.one_of_group == group):
            yield Missing(section, question, row_id, "blank")
