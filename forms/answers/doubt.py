"""Words that say how sure somebody is of a date: “? 22 May 2016”, “c. 2019”. They are kept, and change no day."""

from __future__ import annotations

import re

_DOUBT_BEFORE = re.compile(
    r"(?:\(?\?\)?|~|(?:on or )?(?:about|around)|approximately|approx|circa|ca|c(?= ?\d)|roughly"
    r"|probably|possibly|perhaps|maybe|towards|(?:believed|thought|understood) to be"
    r"|(?:some ?time )?(?:in|on|during)|some ?time|the) ?"
)
DOUBT_AFTER = re.compile(r" ?(?:\(?\?+\)?|\(?approx(?:imately)?\)?|\(?est(?:imated)?\)?|or so|or thereabouts)$")


def without_doubt(words: str) -> str:
    """Give the words without those that say how sure somebody is."""
    while (match := _DOUBT_BEFORE.match(words)) is not None:
        words = words[match.end() :]
    while (match := DOUBT_AFTER.search(words)) is not None:
        words = words[: match.start()]
    return words
