"""Documents for tests of the reader, written as lines and rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forms.documents.content import Block, Cell, Content, Mark, MarkKind, Table, Text


def page(*blocks: Block | str) -> Content:
    """Give a document of these lines and tables."""
    return Content(tuple(line(block) if isinstance(block, str) else block for block in blocks))


def line(text: str) -> Text:
    """Give a line: ``#`` before a heading, ``**bold**``, ``~~struck~~``."""
    is_heading = text.startswith("# ")
    plain, marks = "", []
    for words, bold, struck in re.findall(r"((?:(?!\*\*|~~).)+)|\*\*(.+?)\*\*|~~(.+?)~~", text.removeprefix("# ")):
        start = len(plain)
        plain += words or bold or struck
        if not words:
            marks.append(Mark(start, len(plain), MarkKind.BOLD if bold else MarkKind.STRUCK))
    return Text(plain, tuple(marks), is_heading)


def table(*rows: Iterable[str | Table]) -> Table:
    """Give a table; a cell's lines are parted by line breaks."""
    return Table(tuple(tuple(_cell(one) for one in row) for row in rows))


def _cell(one: str | Table) -> Cell:
    return Cell((one,)) if isinstance(one, Table) else Cell(tuple(line(text) for text in one.split("\n")))
