"""Moving in the conversation without answering: begin, go on, skip, back, stop for now, ask once more.

The conversation goes on only from the message asked last; a click on an older one, or a second click, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from handlers.conversation.asking import (
    ask,
    is_asked_last,
    is_question_asked_last,
    message_of,
    prompt_of,
    say_saved,
)
from handlers.conversation.prompting import require_for_messages
from handlers.conversation.prompts import Asked
from handlers.conversation.way import Target, Way, way_through
from handlers.notices import Notice, render
from handlers.referral.begin import begin_draft
from handlers.referral.drafts import draft_of, own_case, own_case_to_change
from handlers.referral.receipts import receipt
from handlers.screens import Receipt
from handlers.work import Work
from storage import cases


@dataclass(frozen=True)
class Moved:
    """The person went on from a message without answering it."""

    asked: Asked
    label: str
    """The question of the message; empty where it asked none."""


@dataclass(frozen=True)
class AskedBelow:
    """Nothing happened: the conversation has gone on, and its last message is further down."""


@dataclass(frozen=True)
class NothingBefore:
    """Nothing happened: this is the first question of the referral."""


def begin(work: Work, *, origin: str, occasion: str) -> str:
    """Begin a referral in the conversation, once for each origin, and give its case's id. Raises `Refused`."""
    case_id = begin_draft(work, origin)
    go_on(work, case_id, occasion=occasion)
    return case_id


def go_on(work: Work, case_id: str, *, occasion: str, from_page: str = "") -> Receipt | None:
    """Ask the first question that is open from a page on, or, without a page, of all.

    A case already sent gives its receipt. Raises `Refused`, and `NotFound` if there is no such case.
    """
    case = own_case_to_change(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    way = way_through(draft_of(work, case), work.board)
    ask(work, way, way.first_open_from(Target(from_page)) if from_page else way.first_open(), occasion=occasion)
    return None


def skip(work: Work, asked: Asked, *, occasion: str) -> Moved | AskedBelow | Receipt:
    """Go on to what is open after this message, and leave it as it is. Raises as `go_on` does."""
    return _move(work, asked, lambda way: ask(work, way, way.first_open_after(asked.target), occasion=occasion))


def back(work: Work, asked: Asked, *, occasion: str) -> Moved | AskedBelow | NothingBefore | Receipt:
    """Go back to what comes before this message, answered or not. Raises as `go_on` does."""

    def go(way: Way) -> NothingBefore | None:
        before = way.before(asked.target)
        if before is None:
            return NothingBefore()
        ask(work, way, before, occasion=occasion)
        return None

    return _move(work, asked, go)


def finish_later(work: Work, asked: Asked, *, occasion: str) -> Moved | AskedBelow | Receipt:
    """Stop for now, with a message that says so and has the ways to go on. Raises as `go_on` does."""

    def stop(way: Way) -> None:
        say_saved(work, way.draft, asked.target if asked.target.page_id else way.stops[-1].target, occasion=occasion)

    return _move(work, asked, stop)


def go_on_here(work: Work, asked: Asked, *, occasion: str) -> Moved | AskedBelow | Receipt:
    """Go on where the conversation was stopped, or through what is open from the beginning. Raises as `go_on` does."""

    def go(way: Way) -> None:
        ask(
            work,
            way,
            way.first_open_from(asked.target) if asked.target.page_id else way.first_open(),
            occasion=occasion,
        )

    return _move(work, asked, go)


def ask_again(work: Work, asked: Asked, *, occasion: str) -> AskedBelow | Receipt | None:
    """Ask the question of a message once more, to change its answer, unless it is the one asked last.

    Raises as `go_on` does.
    """
    case = own_case_to_change(work, asked.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    way = way_through(draft_of(work, case), work.board)
    stop = way.stop_at(asked.target)
    if stop is None or is_question_asked_last(work, asked):
        return AskedBelow()
    ask(work, way, stop, occasion=occasion)
    return None


def explanation(work: Work, asked: Asked, ticked: Sequence[str] = ()) -> Notice | str:
    """Give the message of a question with what is meant in it, to stand in its place: a second click changes nothing.

    `ticked` stands ticked in it already. Where the conversation has gone on, the explanation is given alone. Raises as
    `handlers.conversation.answering.answer` does.
    """
    case = own_case(work, asked.case_id)
    form = work.forms.of(work.tx, case)
    require_for_messages(form, asked.target.question_id)
    question = form.question(asked.target.question_id)
    message = message_of(work, case, asked.occasion) if is_asked_last(work, asked) else None
    if message is None:
        return "\n\n".join(text for text in (question.label, question.explain, question.hint) if text)
    explained = prompt_of(message).model_copy(update={"explanation": question.explain, "ticked": tuple(ticked)})
    return render(work.board, message.kind, {**message.data, "prompt": explained.model_dump(mode="json")}, "slack")


Stayed = TypeVar("Stayed")


def _move(work: Work, asked: Asked, move: Callable[[Way], Stayed | None]) -> Moved | AskedBelow | Receipt | Stayed:
    """Go on from a message by `move`, which gives why it could not, if it could not."""
    case = own_case_to_change(work, asked.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    if not is_asked_last(work, asked):
        return AskedBelow()
    way = way_through(draft_of(work, case), work.board)
    stayed = move(way)
    if stayed is not None:
        return stayed
    question_id = asked.target.question_id
    return Moved(asked, way.draft.form.question(question_id).label if question_id else "")
