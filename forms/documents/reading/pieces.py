"""What a document is made of for its reader: headings, labels with their values, loose lines, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from forms.documents.content import Text
from forms.documents.reading.lines import Lines


@dataclass(frozen=True)
class Heading:
    """A line over what follows."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Pair:
    """A label, and what stands in its place."""

    label: str = field(repr=False)
    value: Lines = field(repr=False)


@dataclass(frozen=True)
class Loose:
    """A line that stands under no label."""

    text: Text = field(repr=False)


@dataclass(frozen=True)
class Grid:
    """Rows under a header row, or columns beside a column of labels; every row has a place for each label."""

    head: tuple[str, ...] = field(repr=False)
    rows: tuple[tuple[Lines, ...], ...] = field(repr=False)


Piece: TypeAlias = Heading | Pair | Loose | Grid
