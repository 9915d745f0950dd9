"""A Board's own words: a file with only the sentences that the Board says differently, checked when the bot starts.

The file looks like those of ``forms/words/en``, with the area in front: ``[screens.welcome]``, then ``what = "…"``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from string import Formatter
from typing import NamedTuple

from forms.toml_lines import line_of_key, lines_of_keys, unreadable_at
from forms.words import say
from forms.words.files import FOR_WHO_RUNS_IT, changeable


class WordsMistake(Exception):
    """The words file cannot be used. The message names the file, the line and the reason, for who edited it."""


class _Mistake(NamedTuple):
    line: int
    reason: str


def read_own_words(text: str, source: str) -> Mapping[str, str]:
    """Read a Board's own words, by key; `source` is how messages call the file.

    Raises `WordsMistake` at the mistake that stands first in the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, detail = unreadable_at(error, text)
        raise _refusal(source, _Mistake(line, say("own_words.not_toml", detail=detail))) from None
    lines = lines_of_keys(text)
    own = dict(_leaves(data, ""))
    wrong = ((key, _what_is_wrong(key, value)) for key, value in own.items())
    mistakes = [_Mistake(line_of_key(key, lines), reason) for key, reason in wrong if reason]
    if mistakes:
        raise _refusal(source, min(mistakes))
    return {key: str(value) for key, value in own.items()}


def gaps_of(text: str) -> frozenset[str]:
    """Give the names of a sentence's gaps: ``{due}`` is one. Raises `ValueError` where its braces are anything else."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(name)
        found.add(name)
    return frozenset(found)


def room_for(key: str) -> int:
    """Give how many characters fit in the place of a sentence, its gaps left out."""
    return next(most for pattern, most in _places() if fnmatchcase(key, pattern))


def length_of(text: str) -> int:
    """Give how long a sentence is, its gaps left out."""
    return sum(len(literal) for literal, _, _, _ in Formatter().parse(text.strip()))


@cache
def _places() -> tuple[tuple[str, int], ...]:
    file = resources.files(__package__).joinpath("places.toml")
    places = tomllib.loads(file.read_text("utf-8"))["places"]
    return tuple((pattern, place["most"]) for place in places for pattern in place["keys"])


def _refusal(source: str, mistake: _Mistake) -> WordsMistake:
    return WordsMistake(say("own_words.at", source=source, line=mistake.line, reason=mistake.reason))


def _leaves(data: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, f"{path}.{name}" if path else name)
    else:
        yield path, data


def _what_is_wrong(key: str, value: object) -> str:
    """Say what is wrong with one sentence; nothing where it can be used."""
    english = changeable().get(key)
    if key.startswith(FOR_WHO_RUNS_IT):
        return say("own_words.not_yours", sentence=key)
    if not isinstance(english, str):
        return _unknown(key)
    if not isinstance(value, str):
        return say("own_words.needs_text", sentence=key)
    if not value.strip():
        return say("own_words.blank", sentence=key)
    return _wrong_gaps(key, value, gaps_of(english)) or _too_long(key, value)


def _unknown(key: str) -> str:
    close = get_close_matches(key, changeable(), n=1)
    if close:
        return say("own_words.unknown_like", sentence=key, known=close[0])
    return say("own_words.unknown", sentence=key)


def _wrong_gaps(key: str, text: str, wanted: frozenset[str]) -> str:
    try:
        found = gaps_of(text)
    except ValueError:
        return say("own_words.braces", sentence=key)
    if unknown := found - wanted:
        return say("own_words.unknown_gap", sentence=key, gap=min(unknown), known=_listed(wanted))
    if missing := wanted - found:
        return say("own_words.missing_gap", sentence=key, gap=min(missing))
    return ""


def _too_long(key: str, text: str) -> str:
    length, most = length_of(text), room_for(key)
    return "" if length <= most else say("own_words.too_long", sentence=key, length=length, most=most)


def _listed(gaps: frozenset[str]) -> str:
    return ", ".join(f"{{{gap}}}" for gap in sorted(gaps)) or say("own_words.none")
