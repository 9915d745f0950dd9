"""Answers said back in words, for the modals in which they may be read."""

from __future__ import annotations

from forms.answers import describe
from forms.answers.text import shortened
from forms.vocabulary import Answers, Question, Section, Value

_NAMING_ANSWERS = 2
_LONGEST_OF_A_NAME = 60
"""Characters: many rows together stay within one screen."""


def in_words(question: Question, value: Value | None) -> str:
    """Give an answer in words; nothing where it is blank."""
    return "" if value is None else describe(question, value)


def row_in_words(section: Section, answers: Answers, row_id: str) -> str:
    """Give the first answers of a row, by which a person recognises it."""
    said = (in_words(question, answers.get(question.id, row_id)) for question in section.questions)
    return ", ".join([shortened(text, _LONGEST_OF_A_NAME) for text in said if text][:_NAMING_ANSWERS])
