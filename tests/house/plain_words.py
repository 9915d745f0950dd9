"""How hard a sentence is to read, and which words make it so: the measure that the tests of our words use.

Flesch-Kincaid gives the school year in which a text is understood (Kincaid and others 1975, Navy Research Branch Report
8-75); the age is five more. Words that nobody who refers a case can do without count as easy ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FIELD = frozenset({
    "abuse", "agencies", "agency", "agency's", "confidential", "criteria", "declaration", "decision",
    "decisions", "deputy", "designated", "encrypted", "family", "independent", "information", "nhs", "police",
    "provisional", "referral", "referrals", "referrer", "safeguarding", "social", "statutory",
})  # fmt: skip
"""The words of the field, and of the place where it is done: they have no easier ones."""
SYLLABLES_OF_THE_FIELD = 2

_SENTENCE_END = re.compile(r"(?<=[.?:;])\s+|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d,./:]*")
_GAP = re.compile(r"\{\w+\}")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouycgsxzh]es|[^aeiouydt]ed|[^l]e)$")


def sentences(text: str) -> Iterator[str]:
    """Give the sentences of a text, its gaps filled with a short word; a line of a list is one."""
    for part in _SENTENCE_END.split(_GAP.sub("it", text)):
        if _WORD.search(part):
            yield part.strip(' •⚠“”"')


def words(text: str) -> list[str]:
    """Give the words of a text in small letters; a number is one."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(_GAP.sub("it", text))]


def syllables(word: str) -> int:
    """Give about how many syllables a word has."""
    if word in FIELD:
        return min(SYLLABLES_OF_THE_FIELD, _counted(word))
    return sum(_counted(part) for part in word.split("-") if part) or 1


def school_year(texts: list[str]) -> float:
    """Give the Flesch-Kincaid grade of some texts together."""
    said = [sentence for text in texts for sentence in sentences(text)]
    counted = [word for sentence in said for word in words(sentence)]
    if not counted:
        return 0.0
    return 0.39 * len(counted) / len(said) + 11.8 * sum(map(syllables, counted)) / len(counted) - 15.59


def _counted(word: str) -> int:
    if word[0].isdigit():
        return 1
    plain = word.removesuffix("'s").replace("'", "")
    groups = len(_VOWELS.findall(_SILENT.sub("", plain) if len(plain) > 3 else plain))
    return max(groups, 1)
