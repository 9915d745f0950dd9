"""A text that belongs to a case and has to be there: reasons, what is to be done, what was done."""

from __future__ import annotations

from forms.answers import AnswerProblem
from forms.answers.text import LONG_TEXT_LIMIT, is_blank, read_text
from forms.words import say


def needed_text(typed: str, *, missing: str) -> str:
    """Read a text; raises `AnswerProblem` where it is too long, and with the sentence under `missing` where blank."""
    if is_blank(typed):
        raise AnswerProblem(say(missing))
    return read_text(typed, LONG_TEXT_LIMIT)
