"""By what a person is known, and what counts as a mention of them.

A mention is looked for generously: a person checks every find, and nobody finds what was left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from forms.words import say
from handlers.access import Refused

SHORTEST = 3
"""Letters and digits: with fewer, nearly everything would be found."""


@dataclass(frozen=True)
class Known:
    """By what a person is known. A name is found where all its words stand, in any order, whatever their accents.

    `marks` are what has a digit or an @ in it (ids, addresses, numbers): found wherever they stand, however spaced.
    """

    names: frozenset[frozenset[str]] = field(repr=False)
    marks: frozenset[str] = field(repr=False)

    def also(self, marks: Iterable[str]) -> Self:
        """Give the same with further ids or addresses."""
        return type(self)(self.names, self.marks | {_without_gaps(_plain(mark)) for mark in marks})

    def mentioned(self, texts: Iterable[str]) -> bool:
        """Tell whether some texts that belong together (the answers about one relative) mention the person."""
        together = [_plain(text) for text in texts]
        if self.marks:
            squeezed = [_without_gaps(text) for text in together]
            if any(mark in text for text in squeezed for mark in self.marks):
                return True
        if not self.names:
            return False
        words = frozenset(word for text in together for word in _words(text))
        return any(name <= words for name in self.names)


def known_as(terms: Iterable[str]) -> Known:
    """Read by what a person is known; raises `Refused`, with what to do, for nothing or for too short a term."""
    given = [term.strip() for term in terms if term.strip()]
    if not given:
        raise Refused(say("refusals.subject_access.nothing"))
    if any(len(_without_gaps(_plain(term))) < SHORTEST for term in given):
        raise Refused(say("refusals.subject_access.too_short"))
    marks = frozenset(_without_gaps(_plain(term)) for term in given if re.search(r"[@\d]", term))
    names = frozenset(frozenset(_words(_plain(term))) for term in given if not re.search(r"[@\d]", term))
    return Known(names, marks)


def texts_in(value: Any) -> Iterator[str]:
    """Give the texts in a value of JSON, however deep."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


_WORD = re.compile(r"\w+")
_GAP = re.compile(r"[\W_]+")
_APOSTROPHE = re.compile(r"[’']s\b|[’']")


def _words(plain: str) -> list[str]:
    return _WORD.findall(_APOSTROPHE.sub("", plain))


def _without_gaps(plain: str) -> str:
    return _GAP.sub("", plain)


def _plain(text: str) -> str:
    """Give a text in small letters without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
