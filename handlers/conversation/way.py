"""The way through a draft in the conversation: question by question, and where the form takes over.

A page has one stop for each of its questions that is answered in messages, and one for all the others together, where
the first of them stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from forms.messages import questions_for_messages
from forms.vocabulary import Form, Kind, Question, Section, is_unread
from forms.walk import Page, missing, place_of, questions_shown
from handlers.board import Board
from handlers.referral.drafts import Draft
from handlers.referral.route import pages_to_answer

CHOSEN = frozenset({Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL})
DAYS = frozenset({Kind.DATE, Kind.APPROXIMATE_DATE})

_MOST_PER_SECTION = 1000
"""More questions than a section has: places in the form are counted by section and question."""


@dataclass(frozen=True)
class Target:
    """What a message is about: a question; or, without one, the part of a page that the form asks; or, without a
    page, the end of the way."""

    page_id: str = ""
    question_id: str = ""


@dataclass(frozen=True)
class Stop:
    """One message of the conversation: a question, or (`question` is None) the part of a page that the form asks."""

    page: Page
    question: Question | None = None

    @property
    def target(self) -> Target:
        """What the message is about."""
        return Target(self.page.id, self.question.id if self.question else "")


def answered_in_messages(form: Form, board: Board) -> frozenset[str]:
    """Give the ids of the questions that are answered in messages, as the Board has set it."""
    if not board.answers_in_conversation:
        return frozenset()
    allowed = questions_for_messages(form)
    return frozenset(
        question.id
        for section in form.sections
        for question in section.questions
        if question.id in allowed and (board.typed_answers or question.kind in CHOSEN | DAYS)
    )


@dataclass(frozen=True)
class Way:
    """The way through one draft. `in_messages` are the questions that are answered there."""

    draft: Draft
    in_messages: frozenset[str]

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """Every stop of this referral's route, in order, up to the review."""
        return tuple(stop for page in pages_to_answer(self.draft) for stop in self._stops_of(page))

    def first_open(self) -> Stop | None:
        """Give the first stop with something left to answer; None if there is none."""
        return self._first_open(lambda _: True)

    def first_open_after(self, this: Target) -> Stop | None:
        """Give the first stop after this one with something left to answer; None if there is none."""
        place = self._place(this)
        return self._first_open(lambda found: found > place)

    def first_open_from(self, this: Target) -> Stop | None:
        """Give this stop or the first after it with something left to answer; with a page alone, from its beginning."""
        place = self._place(this) if this.question_id else self._first_place(this.page_id)
        return self._first_open(lambda found: found >= place)

    def before(self, this: Target) -> Stop | None:
        """Give the stop before this one, answered or not; the first has none before it."""
        place = self._place(this)
        return next((stop for stop in reversed(self.stops) if self._place(stop.target) < place), None)

    def stop_at(self, this: Target) -> Stop | None:
        """Give the stop that is about this; None where the route has left it out since."""
        return next((stop for stop in self.stops if stop.target == this), None)

    def part_in_form(self, page: Page) -> tuple[tuple[Section, Question], ...]:
        """Give the questions of a page that the form asks of this referral, with their sections."""
        return tuple(
            (section, question)
            for section in page.sections
            for question in questions_shown(self.draft.form, section, self.draft.answers)
            if question.id not in self.in_messages
        )

    def _first_open(self, wanted: Callable[[int], bool]) -> Stop | None:
        return next((stop for stop in self.stops if wanted(self._place(stop.target)) and self._is_open(stop)), None)

    def _stops_of(self, page: Page) -> Iterator[Stop]:
        in_form = False
        for section in page.sections:
            for question in questions_shown(self.draft.form, section, self.draft.answers):
                if question.id in self.in_messages:
                    yield Stop(page, question)
                elif not in_form:
                    in_form = True
                    yield Stop(page)

    def _is_open(self, stop: Stop) -> bool:
        """Tell whether a stop has something left to answer: what is needed, or, where nothing is, anything at all.

        A question that is needed on another route only is not asked on this one, though a person can go back to it.
        """
        if stop.question is not None:
            value = self.draft.answers.get(stop.question.id)
            is_for_another_route = stop.question.required_if is not None and stop.question.id not in self._lacking
            return is_unread(value) or (value is None and not is_for_another_route)
        ids = {question.id for _, question in self.part_in_form(stop.page)}
        return not ids.isdisjoint(self._lacking) or not any(
            question_id in ids for question_id, _ in self.draft.answers.values
        )

    @cached_property
    def _lacking(self) -> frozenset[str]:
        return frozenset(lack.question.id for lack in missing(self.draft.form, self.draft.answers))

    def _place(self, this: Target) -> int:
        """Give where a stop stands in the form, whether or not the route still goes there."""
        form = self.draft.form
        if not this.page_id:
            return len(form.sections) * _MOST_PER_SECTION
        return next(
            (
                form.number_of(section) * _MOST_PER_SECTION + place
                for section in form.sections_of_page(this.page_id)
                for place, question in enumerate(section.questions)
                if question.id == this.question_id
                or not (this.question_id or question.filled_by_bot or question.id in self.in_messages)
            ),
            self._first_place(this.page_id),
        )

    def _first_place(self, page_id: str) -> int:
        return place_of(self.draft.form, page_id) * _MOST_PER_SECTION


def way_through(draft: Draft, board: Board) -> Way:
    """Give the way through a draft as it stands."""
    return Way(draft, answered_in_messages(draft.form, board))
