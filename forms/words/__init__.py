"""Every sentence that the bot says, kept as data: one folder per language, one TOML file per area.

A key is ``area.name`` or ``area.group.name``: ``say("answers.date.not_a_date", typed="31/02/2026")`` reads
``[date] not_a_date`` in ``en/answers.toml``. What a language lacks is said in English. Which language is spoken, and
what a Board words differently (`forms.words.own`), is set once, when the bot starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.words.files import ENGLISH, area_of
from forms.words.typed import phrases_of


@dataclass(frozen=True)
class Words:
    """A language, and the sentences that a Board says in its own words, by key."""

    language: str = ENGLISH
    own: Mapping[str, str] = field(default_factory=dict)

    def find(self, key: str) -> object:
        """Give what is kept under `key`: the Board's own, else the language's, else the English. Raises `KeyError`."""
        if key in self.own:
            return self.own[key]
        area = key.partition(".")[0]
        in_language = area_of(self.language, area)
        return in_language[key] if key in in_language else area_of(ENGLISH, area)[key]


_spoken = Words()


def speak(words: Words) -> Words:
    """Say everything in `words` from now on, on every thread; gives what was spoken before. For the start only."""
    global _spoken
    before, _spoken = _spoken, words
    return before


def say(key: str, **values: object) -> str:
    """Give the sentence kept under `key`, with each ``{name}`` filled from `values`.

    Raises `KeyError` when there is no such sentence or a value is missing: a silent gap in a sentence would
    reach a person.
    """
    found = _spoken.find(key)
    if not isinstance(found, str):
        raise KeyError(key)
    return found.format_map(values).strip()


def names(key: str) -> tuple[str, ...]:
    """Give a list of names, such as those of the months. Raises `KeyError` when there is no such list."""
    found = _spoken.find(key)
    if not isinstance(found, tuple):
        raise KeyError(key)
    return found


def in_english(kind: str, words: str) -> str:
    """Give words typed in the language spoken in English, as far as they are known; `kind` is the kind of answer."""
    phrases = phrases_of(_spoken.language).get(kind)
    return words if phrases is None else phrases.in_english(words)
