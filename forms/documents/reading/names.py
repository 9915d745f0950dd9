"""Full names of people: cut into last and first names, and lists of them cut into people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forms.documents.reading.meanings import word_list
from forms.documents.reading.values import dates_in

_TITLES = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|master|prof|rev|sir)\.?\s+", re.IGNORECASE)
_PLAIN = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*")
_MOST_FIRST_NAMES = 4
_WHOLE, _CLEAR, _LIKELY, _OPEN = 1.0, 0.98, 0.92, 0.75


@dataclass(frozen=True)
class Name:
    """A full name in two; `trust` is how sure it is where the one ends."""

    last: str = field(repr=False)
    first: str = field(repr=False)
    trust: float = _WHOLE


def name_of(written: str) -> Name:
    """Cut a full name into last and first names: “SMITH, Amy Jane”, “Amy Jane SMITH”, “Amy Smith”."""
    text = _TITLES.sub("", " ".join(written.split())).strip(" ,;.")
    last, comma, first = text.partition(",")
    if comma and first.strip() and "," not in first:
        return Name(last.strip(), first.strip(), _WHOLE if len(first.split()) <= _MOST_FIRST_NAMES else _OPEN)
    words = text.split()
    in_capitals = [word for word in words if word.isupper() and len(word) > 1]
    if in_capitals and len(in_capitals) < len(words):
        rest = [word for word in words if word not in in_capitals]
        return Name(" ".join(in_capitals), " ".join(rest), _CLEAR)
    return _by_order(words)


def _by_order(words: list[str]) -> Name:
    """Take the last word for the last name, with “van der” and the like before it."""
    if len(words) < 2:
        return Name("", " ".join(words), _OPEN)
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold().strip("'’") in word_list("particles"):
        start -= 1
    trust = _OPEN
    if all(_PLAIN.fullmatch(word) for word in words):
        is_clear = len(words) == 2 or start < len(words) - 1
        trust = _CLEAR if is_clear else _LIKELY if len(words) == 3 else _OPEN
    return Name(" ".join(words[start:]), " ".join(words[:start]), trust)


def people_in(written: str, *, by_comma: bool = False) -> list[str]:
    """Give the entries of a list of people, one a line or set apart by semicolons or “and”."""
    entries = [entry.strip(" ,.•*-\t") for entry in re.split(r"[\n;]", written)]
    entries = [entry for entry in entries if entry]
    if len(entries) == 1 and not dates_in(written):
        names = re.split(r"\s+(?:and|&)\s+|,\s*(?=[A-Z])" if by_comma else r"\s+(?:and|&)\s+", entries[0])
        if len(names) > 1 and all(1 < len(name.split("(")[0].split()) <= _MOST_FIRST_NAMES for name in names):
            return names
    return entries
