"""What people type in another language than English, said in English, which the readers of answers understand.

A language's ``typed.toml`` has a table for each kind of answer: what is typed, and what it means in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from forms.words.files import TYPED, document


@dataclass(frozen=True)
class Phrases:
    """Words and phrases of a language, each with what it means in English."""

    meanings: Mapping[str, str]
    pattern: re.Pattern[str]

    def in_english(self, words: str) -> str:
        """Give the words with every phrase that is known said in English, the longest phrase first."""
        return self.pattern.sub(lambda found: self.meanings[found[0]], words)


@cache
def phrases_of(language: str) -> Mapping[str, Phrases]:
    """Give the phrases of a language by kind of answer; none where it has no such file, as English has not."""
    try:
        tables = document(language, TYPED)
    except FileNotFoundError:
        return {}
    return {kind: _phrases(meanings) for kind, meanings in tables.items() if isinstance(meanings, dict)}


def _phrases(meanings: dict[str, str]) -> Phrases:
    longest_first = sorted(map(re.escape, meanings), key=len, reverse=True)
    return Phrases(meanings, re.compile(rf"(?<![\w'])(?:{'|'.join(longest_first)})(?![\w'])"))
