"""Plain text, as it is typed or pasted into a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from tests.reading.drawn import Block, Grid

_MAIL_WIDTH = 72


def write(blocks: Sequence[Block], *, wrapped: bool = False, quoted: bool = False) -> bytes:
    """Give a text; cells of a row are parted by tabs. `wrapped` at 72 characters, `quoted` as in a reply."""
    lines: list[str] = []
    for one in _lines(blocks):
        lines += (
            textwrap.wrap(one, _MAIL_WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
            if wrapped
            else [one]
        )
    if quoted:
        lines = [f"> {one}".rstrip() for one in lines]
    return "\n".join([*lines, ""]).encode()


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                cells = [" ".join(_lines(one.blocks)) if len(row) > 1 else "\n".join(_lines(one.blocks)) for one in row]
                yield from "\t".join(cells).split("\n")
            yield ""
        elif block.heading:
            yield from ("", block.text)
        else:
            yield block.text
