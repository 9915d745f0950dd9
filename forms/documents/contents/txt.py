"""What stands in a plain text: its lines, as they were before a mail program broke them or quoted them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forms.documents.content import Content, Text
from forms.documents.contents.characters import decoded
from forms.documents.contents.line import Line
from forms.documents.contents.own_form import FORM, VERSION

_OWN_FORM = re.compile(rf"\s*\[{FORM}: (?P<form>.+?); {VERSION}: (?P<version>.+?)\]\s*")
_QUOTED = re.compile(r"(?:> ?)+")

_WIDTHS = range(60, 101)
"""Characters: where programs break lines."""
_FULL = 12
"""A line that is shorter than the longest by less than that was full: few words are longer."""
_FULL_LINES = 3
"""So many full lines are no chance: something broke them."""
_BEGINS_ANEW = re.compile(r"[\[(☐☒•*-]|\d+[.)]|[^:?\t]{2,60}[:?](?:\s|$)|.*\t")
"""How a label, a choice or a point of a list begins."""
_SHORT = 40


def read(content: bytes) -> Content:
    """Give the lines of a text, blank ones too, with their tabs. The line that names the Board's own form is none."""
    form = version = ""
    lines: list[str] = []
    was_own = False
    for written in decoded(content).splitlines():
        is_quoted = written.startswith(">")
        if is_quoted and was_own:
            lines.append("")  # what somebody wrote below a quoted label ends where the quotation goes on
        was_own = not is_quoted and bool(written.strip())
        line = _QUOTED.sub("", written, count=1) if is_quoted else written
        own = _OWN_FORM.fullmatch(line)
        if own:
            form, version = own["form"], own["version"]
        else:
            lines.append(line.rstrip())
    # in the Board's own form every line has its place
    return Content(tuple(_text(line) for line in (lines if form else _unbroken(lines))), form, version)


def _text(written: str) -> Text:
    line = Line()
    line.add(written)
    return line.text()


def _unbroken(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines, and those as one that were broken where the next word had no room."""
    width = max(map(len, lines), default=0)
    full = sum(len(line) > width - _FULL for line in lines)
    if width not in _WIDTHS or full < _FULL_LINES:
        yield from lines
        return
    whole: list[str] = []
    for line in lines:
        if whole and not _goes_on(whole[-1], line, width):
            yield " ".join(whole)
            whole = []
        whole.append(line.lstrip() if whole else line)
    if whole:
        yield " ".join(whole)


def _goes_on(before: str, line: str, width: int) -> bool:
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    if not word or not before or len(before) + 1 + len(word) <= width:
        return False
    if word[0].islower():
        return True
    return not _BEGINS_ANEW.match(line.lstrip()) and not (before[-1] in ".!?" and len(line) <= _SHORT)
