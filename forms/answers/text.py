"""Text as people type it: tidied without losing a letter of it, or prepared for comparing."""

from __future__ import annotations

import re
import unicodedata

from forms.answers.problem import AnswerProblem
from forms.words import say

TEXT_LIMIT = 3_000
"""Characters in an ordinary answer: as many as one box in Slack takes."""
LONG_TEXT_LIMIT = 40_000

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters but tabs and line ends, halves of characters, and marks that reorder the text around them, so that
# it reads as something else than it is. The plain direction marks that right-to-left writing needs (U+200E, U+200F,
# U+061C) stay.
_NOT_KEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_ANY_DIGIT = re.compile(r"\d")
_ANY_DASH = re.compile("[\u2010-\u2015\u2212]")
_ANY_APOSTROPHE = re.compile("[\u2018\u2019\u02bc\u0060\u00b4]")


def tidy(typed: str) -> str:
    """Give the text trimmed, with plain line ends and without control, reordering or broken characters."""
    kept = _NOT_KEPT.sub("", _LINE_ENDS.sub("\n", typed))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def tidy_line(typed: str) -> str:
    """Give the text tidied, on one line with single spaces."""
    return " ".join(tidy(typed).split())


def is_blank(typed: str) -> bool:
    """Tell whether nothing can be seen of the text."""
    # a letter or picture newer than this Python is of no category yet, and is seen all the same
    return all(unicodedata.category(letter) in _UNSEEN for letter in typed)


def for_comparing(typed: str) -> str:
    """Give the text on one line in small letters, with plain digits, spaces, dashes and apostrophes."""
    line = unicodedata.normalize("NFKC", tidy_line(typed))
    line = _ANY_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), line)
    line = _ANY_APOSTROPHE.sub("'", _ANY_DASH.sub("-", line)).casefold()
    return " ".join(line.split())


def characters(text: str) -> int:
    """Give how many characters a text has, as browsers and telephones count them: a picture may count as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def letters_within(text: str, most: int) -> int:
    """Give how many letters of the text, from its beginning, are together at most so many `characters`."""
    found = min(len(text), most)
    while (over := characters(text[:found]) - most) > 0:
        found -= (over + 1) // 2
    return found


def shortened(typed: str, limit: int = 30) -> str:
    """Give the beginning of what was typed, to be repeated in a message beside the field."""
    line = tidy_line(typed)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def read_text(typed: str, limit: int = TEXT_LIMIT) -> str:
    """Read an answer in words; refused when it is longer than `limit` characters."""
    text = tidy(typed)
    length = characters(text)
    if length > limit:
        raise AnswerProblem(say("answers.text.too_long", limit=f"{limit:,}", length=f"{length:,}"))
    return text
