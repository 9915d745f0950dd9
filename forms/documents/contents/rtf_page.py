"""The lines and tables of a document in Rich Text Format (RTF specification 1.9.1, “Table Definitions”).

A table is a run of paragraphs marked as being in one, with the ends of cells and rows between them; how wide its cells
are is told beside each row. Tables may stand in cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from forms.documents.content import Block, Table
from forms.documents.contents.cells import as_band, without_blank_ends
from forms.documents.contents.grid import Grid
from forms.documents.contents.line import Line

_DEEPEST = 20
_NEAR = 30
"""Twips: edges that are nearer than that are one."""


@dataclass
class _CellShape:
    right: int = 0
    goes_down: bool = False
    from_above: bool = False
    from_left: bool = False
    is_shaded: bool = False


@dataclass
class _Level:
    """What is being read at one depth: the whole document, a table in it, a table in a cell of that."""

    blocks: list[Block] = field(default_factory=list)
    cells: list[tuple[Block, ...]] = field(default_factory=list)
    shapes: list[_CellShape] = field(default_factory=list)
    next_shape: _CellShape = field(default_factory=_CellShape)
    rows: list[list[tuple[tuple[Block, ...], _CellShape]]] = field(default_factory=list)


class Page:
    """The document as it is read."""

    def __init__(self) -> None:
        self._levels = [_Level()]
        self._depth = 0
        self._line: Line | None = None
        self._gap: str | None = None

    def blocks(self) -> list[Block]:
        """Give the blocks of the document."""
        if self._line is not None:
            self.end_line()
        self._close(0)
        return self._levels[0].blocks

    def say(self, text: str, *, bold: bool, struck: bool) -> None:
        """Add words to the line."""
        self._begun().add(text, bold=bold, struck=struck)

    def begin_gap(self, name: str) -> None:
        """Begin a place to be filled in; it may go over several lines."""
        self._begun().begin_gap(name)
        self._gap = name

    def end_gap(self) -> None:
        """End that place."""
        self._begun().end_gap()
        self._gap = None

    def fill(self, name: str, text: str) -> None:
        """Add a place to be filled in with what is filled in."""
        line = self._begun()
        line.begin_gap(name)
        line.add(text)
        line.end_gap()

    def end_line(self, *, is_heading: bool = False) -> None:
        """End the line, which may be blank."""
        line, self._line = self._begun(), None
        self._close(self._depth)
        level = self._levels[self._depth]
        level.blocks.append(line.text(is_heading=is_heading, may_be_heading=self._depth == 0))

    def control(self, word: str, number: str | None) -> None:
        """Take a word of control that is about paragraphs and tables; others say nothing here."""
        if word == "pard":
            self._depth = 0
        elif word == "intbl":
            self._go_to(max(self._depth, 1))
        elif word == "itap":
            self._go_to(int(number or 0))
        elif word in {"cell", "nestcell"}:
            self._end_cell(1 if word == "cell" else max(self._depth, 2))
        elif word in {"row", "nestrow"}:
            self._end_row(1 if word == "row" else max(self._depth, 2))
        elif word in _SHAPES or word in {"trowd", "cellx"}:
            self._shape(word, int(number or 0))

    def _begun(self) -> Line:
        if self._line is None:
            self._line = Line()
            if self._gap is not None:
                self._line.begin_gap(self._gap)
        return self._line

    def _go_to(self, depth: int) -> None:
        self._depth = min(max(depth, 0), _DEEPEST)
        self._reach(self._depth)

    def _reach(self, depth: int) -> None:
        while len(self._levels) <= depth:
            self._levels.append(_Level())

    def _end_cell(self, depth: int) -> None:
        self._go_to(depth)
        if self._line is not None:
            self.end_line()
        self._close(self._depth)
        level = self._levels[self._depth]
        level.cells.append(without_blank_ends(level.blocks))
        level.blocks = []

    def _end_row(self, depth: int) -> None:
        self._go_to(depth)
        level = self._levels[self._depth]
        known = len(level.shapes)
        shapes = [*level.shapes, *(_CellShape(right=0) for _ in range(len(level.cells) - known))]
        level.rows.append(list(zip(level.cells, shapes, strict=False)))
        level.cells = []

    def _shape(self, word: str, number: int) -> None:
        depth = max(self._depth, 1)
        self._reach(depth)
        level = self._levels[depth]
        if word == "trowd":
            level.shapes, level.next_shape = [], _CellShape()
        elif word == "cellx":
            level.next_shape.right = number
            level.shapes.append(level.next_shape)
            level.next_shape = _CellShape()
        else:
            _SHAPES[word](level.next_shape)

    def _close(self, depth: int) -> None:
        """End the tables that are deeper than that."""
        while len(self._levels) > depth + 1:
            ended = self._levels.pop()
            if ended.cells:
                ended.rows.append([(cell, _CellShape()) for cell in ended.cells])
            if ended.rows:
                self._levels[-1].blocks.append(_table(ended.rows))
            self._levels[-1].blocks += ended.blocks


def _table(rows: list[list[tuple[tuple[Block, ...], _CellShape]]]) -> Table:
    edges: list[int] = []
    for edge in sorted({shape.right for row in rows for _, shape in row if shape.right}):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    grid = Grid()
    for row in rows:
        grid.next_row()
        shown = [(blocks, shape) for blocks, shape in row if not shape.from_left]
        before = 0
        for blocks, shape in shown:
            upto = bisect_right(edges, shape.right + _NEAR)
            columns, before = max(upto - before, 1), max(upto, before + 1)
            kept = as_band(blocks) if len(shown) == 1 and shape.is_shaded else blocks
            if not (shape.from_above and grid.merge_upwards(kept, columns=columns)):
                grid.add(kept, columns=columns, is_header=False, goes_down=shape.goes_down or shape.from_above)
    return grid.table()


def _set(name: str) -> Callable[[_CellShape], None]:
    return lambda shape: setattr(shape, name, True)


_SHAPES: dict[str, Callable[[_CellShape], None]] = {
    "clvmgf": _set("goes_down"),
    "clvmrg": _set("from_above"),
    "clmrg": _set("from_left"),
    "clcbpat": _set("is_shaded"),
}
