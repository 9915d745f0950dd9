"""A page before it is written in a format: lines and grids, with runs of words, places to fill in and boxes to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


class Ink(Enum):
    """How a run of words is drawn."""

    PLAIN = auto()
    BOLD = auto()
    STRUCK = auto()
    DELETED = auto()
    """Taken out while changes were being tracked."""
    INSERTED = auto()
    """Put in while changes were being tracked."""
    GAP = auto()
    """In a place made to be filled in; may be empty."""
    BOX = auto()
    """A box to tick; its words follow it."""


@dataclass(frozen=True)
class Run:
    """Some words drawn in one way. Of a box, `chosen` tells whether it is ticked; of a place, `label` is its name."""

    text: str
    ink: Ink = Ink.PLAIN
    chosen: bool = False
    label: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    runs: tuple[Run, ...]
    heading: bool = False

    @property
    def text(self) -> str:
        """The words alone, as somebody types them: boxes as ☐ and ☒, without what was taken out."""
        return "".join(
            ("☒" if run.chosen else "☐") + run.text if run.ink is Ink.BOX else run.text
            for run in self.runs
            if run.ink is not Ink.DELETED
        )


@dataclass(frozen=True)
class Cell:
    """A cell of a grid, over one or more columns and rows. The rows below it have no cell in its place."""

    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A table; with `heads`, its first row holds the heads of the columns."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: bool = False


Block: TypeAlias = Line | Grid


def line(text: str, ink: Ink = Ink.PLAIN, *, heading: bool = False) -> Line:
    """Give a line of one run."""
    return Line((Run(text, ink),), heading=heading)


def cell(*blocks: Block, columns: int = 1) -> Cell:
    """Give a cell of these blocks."""
    return Cell(blocks, columns)


def widest(rows: Sequence[Sequence[Cell]]) -> int:
    """Give how many columns a grid has, as its first row tells or a longer one."""
    return max(sum(one.columns for one in row) for row in rows)
