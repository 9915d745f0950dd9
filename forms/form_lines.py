"""Where something stands in a form file, by its path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from forms.toml_lines import line_of_key, lines_of_keys, without_long_texts

Path: TypeAlias = Sequence[str | int]
"""The way to a thing in the file, such as ``("sections", 2, "questions", 0, "label")``."""

_SECTION = re.compile(r"\s*\[\[\s*sections\s*\]\]")
_QUESTION = re.compile(r"\s*\[\[\s*sections\s*\.\s*questions\s*\]\]")
_CHOICE = re.compile(r"\{|^\s*\[\[\s*sections\s*\.\s*questions\s*\.\s*choices\s*\]\]")


class FormLines:
    """Finds the line of a path: of its field if that is there, else of the nearest thing around it."""

    def __init__(self, text: str) -> None:
        self._keys = lines_of_keys(text)
        self._lines = tuple(without_long_texts(text))

    def line_of(self, path: Path) -> int:
        """Give the line, counted from 1; the first line where the file does not use the layout of the default form."""
        if len(path) > 0 and path[0] in {"wording", "seconds"}:
            return line_of_key(".".join(map(str, path)), self._keys)
        first, last = 0, len(self._lines)
        if len(path) > 1 and path[0] == "sections":
            first, last = self._block(_SECTION, int(path[1]), first, last)
            path = path[2:]
            if len(path) > 1 and path[0] == "questions":
                first, last = self._block(_QUESTION, int(path[1]), first, last)
                path = path[2:]
            else:
                last = next(iter(self._starts(_QUESTION, first, last)), last)
        line = self._field(str(path[0]), first, last) if path else first
        if len(path) > 1 and path[0] == "choices":
            line = self._choice(int(path[1]), line, last)
        return line + 1

    def _starts(self, header: re.Pattern[str], first: int, last: int) -> list[int]:
        return [place for place in range(first, last) if header.match(self._lines[place])]

    def _block(self, header: re.Pattern[str], number: int, first: int, last: int) -> tuple[int, int]:
        starts = [*self._starts(header, first, last), last]
        return (starts[number], starts[number + 1]) if number + 1 < len(starts) else (first, last)

    def _field(self, name: str, first: int, last: int) -> int:
        wanted = re.compile(rf"\s*{re.escape(name)}\s*=")
        return next((place for place in range(first, last) if wanted.match(self._lines[place])), first)

    def _choice(self, number: int, first: int, last: int) -> int:
        places = [place for place in range(first, last) for _ in _CHOICE.findall(self._lines[place])]
        return places[number] if number < len(places) else first
