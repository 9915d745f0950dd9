"""The words of the field by what they mean, from ``words.toml`` beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz.distance import OSA

NOBODY = "nobody"
"""Somebody about whom the form asks nothing."""
_SHORTEST_MISSPELT = 4
"""Letters: a shorter word with a slip of the pen could be any word; of one so short, two letters were swapped."""
_ENDINGS = re.compile(r"(?:ies|ied|ing|ed|es|s)$")


@dataclass(frozen=True)
class Meanings:
    """Phrases as tuples of stems: whom they speak of, what they mean, and what adds nothing.

    `not_asked` are labels, and `closed` headings, of what others fill in.
    """

    people: Mapping[tuple[str, ...], str]
    meanings: Mapping[tuple[str, ...], str]
    filler: frozenset[str]
    not_asked: frozenset[tuple[str, ...]]
    closed: frozenset[tuple[str, ...]]
    longest: int
    stems: frozenset[str]
    words: frozenset[str]
    """The same as they are written."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def meanings() -> Meanings:
    """Give the words of the field."""
    data = _data()
    people = _by_phrase(data["people"])
    meant = _by_phrase(data["meanings"])
    not_asked = frozenset(stems_of(phrase) for phrase in data["not_asked"]["labels"])
    closed = frozenset(stems_of(phrase) for phrase in data["not_asked"]["headings"])
    phrases = [*people, *meant, *not_asked, *closed]
    return Meanings(
        people=people,
        meanings=meant,
        filler=frozenset(word for words in data["filler"]["words"] for word in stems_of(words)),
        not_asked=not_asked,
        closed=closed,
        longest=max(map(len, phrases)),
        stems=frozenset(word for phrase in phrases for word in phrase),
        words=frozenset(
            word
            for group in (*data["people"].values(), *data["meanings"].values(), data["filler"]["words"])
            for phrase in group
            for word in phrase.split()
            if word.isalpha()
        ),
    )


@cache
def word_list(name: str) -> frozenset[str]:
    """Give a list of words that tell something of what was written. Raises `KeyError` where there is no such list."""
    return frozenset(_data()["lists"][name])


def stems_of(text: str) -> tuple[str, ...]:
    """Give the words of a text in small letters, without marks and endings."""
    return tuple(map(stem, re.findall(r"[^\W_]+", text.casefold().replace("'", "").replace("’", ""))))


@cache
def stem(word: str) -> str:
    """Give a word without its ending, so that “agencies” is “agency” and “notified” is “notify”."""
    if len(word) <= 3 or not word.isalpha() or word in _data()["whole"]["words"]:
        return word
    bare = _ENDINGS.sub("", word)
    if len(bare) < 3:
        return word
    if word.endswith(("ies", "ied")):
        return f"{bare}y"
    if word.endswith("ss"):
        return word
    return bare.removesuffix("e") if len(bare) > 3 else bare


@cache
def known_stem(written: str) -> str:
    """Give the stem of a word as it was written, or of the known word that it is with a slip of the pen."""
    found = stem(written)
    known = meanings()
    if found in known.stems or found in known.filler or len(written) < _SHORTEST_MISSPELT or not written.isalpha():
        return found
    for other in _alike(written[0]):
        is_swapped = sorted(written) == sorted(other)
        is_near = abs(len(other) - len(written)) <= 1 and OSA.distance(written, other, score_cutoff=1) <= 1
        if is_near and (is_swapped or len(written) > _SHORTEST_MISSPELT):
            return stem(other)
    return found


@cache
def _alike(first: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in meanings().words if word[0] == first and len(word) >= _SHORTEST_MISSPELT))


def _by_phrase(groups: Mapping[str, Iterable[str]]) -> dict[tuple[str, ...], str]:
    return {stems_of(phrase): name for name, phrases in groups.items() for phrase in phrases}
