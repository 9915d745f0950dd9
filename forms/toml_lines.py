"""Where something stands in a TOML file: `tomllib` forgets the lines, and a Board needs them to put a mistake right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_LONG_QUOTES = re.compile(r'"""|\'\'\'')
_HEADER = re.compile(r"\s*\[(?P<name>[^\[\]]+)\]")
_KEY = re.compile(r"\s*(?P<name>[\w.\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")


def without_long_texts(text: str) -> Iterator[str]:
    """Give the lines; those inside a text of several lines are empty, so that none of them is taken for a key."""
    inside = False
    for line in text.split("\n"):
        yield "" if inside else line
        if len(_LONG_QUOTES.findall(line)) % 2:
            inside = not inside


def lines_of_keys(text: str) -> dict[str, int]:
    """Give the line, counted from 1, of every table and every ``key =``, by its whole key."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(without_long_texts(text), start=1):
        if (header := _HEADER.match(line)) is not None:
            table = _plain(header["name"])
            found.setdefault(table, number)
        elif (key := _KEY.match(line)) is not None:
            name = _plain(key["name"])
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def line_of_key(key: str, lines: Mapping[str, int]) -> int:
    """Give the line of a key among `lines_of_keys`, or of the nearest table around it, else the first."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


def unreadable_at(error: Exception, text: str) -> tuple[int, str]:
    """Give the line, counted from 1, at which a text is no TOML, and what the reader says of it."""
    at = re.search(r"at line (\d+)", str(error))
    return int(at[1]) if at else text.count("\n") + 1, re.sub(r" \(at [^)]*\)$", "", str(error))


def _plain(name: str) -> str:
    return re.sub(r"[\"'\s]", "", name)
