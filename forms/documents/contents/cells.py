"""What a cell of a table holds, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forms.documents.content import Block, Text

_LONGEST_BAND = 120
"""Characters of a title in a band across a table."""


def without_blank_ends(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give what a cell holds without the blank lines at its beginning and end."""
    said = [at for at, block in enumerate(blocks) if not isinstance(block, Text) or block.text or block.marks]
    return tuple(blocks[said[0] : said[-1] + 1]) if said else ()


def as_band(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Give what stands in a coloured band across a table: a short line in it is a heading."""
    match blocks:
        case (Text(text=text, marks=()) as line,) if 0 < len(text) <= _LONGEST_BAND:
            return (replace(line, is_heading=True),)
    return blocks
