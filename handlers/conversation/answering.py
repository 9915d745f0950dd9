"""Answering a question of the conversation with a button, a menu or a day.

It goes by what the message remembers (`Asked`): an older message never overwrites a newer answer, and the conversation
goes on only from the message asked last, so that a double click asks nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.answers import Typed
from forms.vocabulary import Question
from handlers.conversation.asking import ask, is_asked_last, is_question_asked_last
from handlers.conversation.prompting import require_for_messages
from handlers.conversation.prompts import Asked
from handlers.conversation.way import way_through
from handlers.referral.drafts import Draft, own_case_to_change
from handlers.referral.in_words import in_words
from handlers.referral.receipts import receipt
from handlers.referral.saving import take
from handlers.screens import Receipt
from handlers.work import Work
from storage import cases


@dataclass(frozen=True)
class Answered:
    """What stands now at a question that may stand in a message: its message can say so.

    `is_newer`: something else was given there after the message, and is kept. `problem` says what was not understood.
    """

    asked: Asked
    question: Question
    said: str = field(repr=False)
    is_newer: bool = False
    problem: str = field(default="", repr=False)


def answer(work: Work, asked: Asked, given: Typed, *, occasion: str) -> Answered | Receipt:
    """Keep what was chosen at the question of a message, and ask the next one.

    An answer that was given elsewhere after the message was sent is kept, and said. A case already sent gives its
    receipt. Raises `Refused`, `NotFound` if there is no such case, and `ValueError` for a question that may not stand
    in a message.
    """
    case = own_case_to_change(work, asked.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    question_id = asked.target.question_id
    require_for_messages(work.forms.of(work.tx, case), question_id)
    goes_on = is_asked_last(work, asked) or is_question_asked_last(work, asked)
    taken = take(
        work, case, page_id=asked.target.page_id, row_id="", revision=asked.revision, typed={question_id: given}
    )
    question = taken.draft.form.question(question_id)
    problem = taken.problems.get(question_id, "")
    if goes_on:
        go_on_after(work, taken.draft, asked, occasion=occasion, not_understood=bool(problem))
    said = in_words(question, taken.draft.answers.get(question_id))
    return Answered(asked, question, said, is_newer=bool(taken.newer), problem=problem)


def go_on_after(work: Work, draft: Draft, asked: Asked, *, occasion: str, not_understood: bool = False) -> None:
    """Ask what comes after a question that was just answered; the same once more where it was not understood."""
    way = way_through(draft, work.board)
    again = way.stop_at(asked.target) if not_understood else None
    ask(
        work,
        way,
        again or way.first_open_after(asked.target),
        occasion=occasion,
        just_answered=(asked.target.question_id,),
        not_understood=again is not None,
    )
