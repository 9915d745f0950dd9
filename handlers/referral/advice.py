"""What to do now, when danger has not been passed on or the safeguarding lead not been asked.

Source: docs/procedure.md, section 3: such an answer shows what to do, marks the referral urgent, and does not block.
"""

from __future__ import annotations

from collections.abc import Collection

from forms.vocabulary import Answers
from forms.words import say
from handlers.board import Board

IMMEDIATE_DANGER = "immediate_danger_passed_on"
LEAD_CONSULTED = "lead_consulted"
URGENT_OR_MEDIA = "urgent_or_media"

QUESTIONS = (IMMEDIATE_DANGER, LEAD_CONSULTED)
"""The questions at which a “no” calls for something to be done now."""


def advice(board: Board, answers: Answers, question_ids: Collection[str]) -> tuple[str, ...]:
    """Give what to do after a “no” to any of these questions, in sentences for the referrer."""
    return tuple(advice_on(board, question_id) for question_id in calls_for_advice(answers, question_ids))


def calls_for_advice(answers: Answers, question_ids: Collection[str]) -> tuple[str, ...]:
    """Give those of these questions that were answered with a “no” that calls for something to be done now."""
    return tuple(
        question_id for question_id in QUESTIONS if question_id in question_ids and _is(answers, question_id, "no")
    )


def advice_on(board: Board, question_id: str) -> str:
    """Give what to do after a “no” to one of `QUESTIONS`; raises `KeyError` for any other."""
    return say(f"referral.advice.{question_id}", front_door=board.front_door, out_of_hours=board.out_of_hours)


def is_urgent(answers: Answers) -> bool:
    """Tell whether the referral is marked urgent for those who are told of it."""
    return (
        _is(answers, URGENT_OR_MEDIA, "yes")
        or _is(answers, IMMEDIATE_DANGER, "no")
        or _is(answers, LEAD_CONSULTED, "no")
    )


def _is(answers: Answers, question_id: str, choice: str) -> bool:
    return choice in answers.chosen(question_id)
