"""The words of the field by what they mean, from ``words.toml`` beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

NOBODY = "nobody"
"""Somebody about whom the form asks nothing."""
_LIKE = 86
"""Of 100: how alike a word must be to one that is known, to be that word with a slip of the pen."""
_SHORTEST_MISSPELT = 5
_ENDINGS = re.compile(r"(?:ies|ied|ing|ed|es|s)$")


@dataclass(frozen=True)
class Meanings:
    """Phrases as tuples of stems: whom they speak of, what they mean, what others fill in, and what adds nothing."""

    people: Mapping[tuple[str, ...], str]
    meanings: Mapping[tuple[str, ...], str]
    filler: frozenset[str]
    not_asked: frozenset[tuple[str, ...]]
    longest: int
    stems: frozenset[str]


@cache
def meanings() -> Meanings:
    """Give the words of the field."""
    data = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))
    people = _by_phrase(data["people"])
    meant = _by_phrase(data["meanings"])
    not_asked = frozenset(map(stems_of, data["not_asked"]["phrases"]))
    phrases = [*people, *meant, *not_asked]
    return Meanings(
        people=people,
        meanings=meant,
        filler=frozenset(stem for words in data["filler"]["words"] for stem in stems_of(words)),
        not_asked=not_asked,
        longest=max(map(len, phrases)),
        stems=frozenset(stem for phrase in phrases for stem in phrase),
    )


def stems_of(text: str) -> tuple[str, ...]:
    """Give the words of a text in small letters, without marks and endings."""
    return tuple(map(stem, re.findall(r"[^\W_]+", text.casefold().replace("'", "").replace("’", ""))))


@cache
def stem(word: str) -> str:
    """Give a word without its ending, so that “agencies” is “agency” and “notified” is “notify”."""
    if len(word) <= 3 or not word.isalpha():
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
    """Give the known word that a written one is meant to be, where it is one with a slip of the pen."""
    known = meanings().stems
    if written in known or written in meanings().filler or len(written) < _SHORTEST_MISSPELT or not written.isalpha():
        return written
    found = process.extractOne(written, _alike(written[0], len(written)), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return written if found is None else found[0]


@cache
def _alike(first: str, length: int) -> tuple[str, ...]:
    return tuple(
        sorted(
            known
            for known in meanings().stems
            if known[0] == first and len(known) >= _SHORTEST_MISSPELT and abs(len(known) - length) <= 1
        )
    )


def _by_phrase(groups: Mapping[str, Iterable[str]]) -> dict[tuple[str, ...], str]:
    return {stems_of(phrase): name for name, phrases in groups.items() for phrase in phrases}
