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
        return type(self)(self.names, self.marks | {_squeezed(mark) for mark in marks})

    def mentioned(self, texts: Iterable[str]) -> bool:
        """Tell whether some texts that belong together (the answers about one relative) mention the person."""
        together = list(texts)
        words = frozenset(word for text in together for word in _words(text))
        return any(name <= words for name in self.names) or any(
            mark in squeezed for text in together if (squeezed := _squeezed(text)) for mark in self.marks
        )


def known_as(terms: Iterable[str]) -> Known:
    """Read by what a person is known; raises `Refused`, with what to do, for nothing or for too short a term."""
    given = [term.strip() for term in terms if term.strip()]
    if not given:
        raise Refused(say("refusals.subject_access.nothing"))
    if any(len(_squeezed(term)) < SHORTEST for term in given):
        raise Refused(say("refusals.subject_access.too_short"))
    marks = frozenset(_squeezed(term) for term in given if re.search(r"[@\d]", term))
    names = frozenset(frozenset(_words(term)) for term in given if not re.search(r"[@\d]", term))
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


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"[’']", "", re.sub(r"[’']s\b", "", _plain(text))))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", _plain(text))


def _plain(text: str) -> str:
    """Give a text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
