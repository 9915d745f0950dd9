"""The grid of a table as Word writes it: a cell merged downwards stands in each row, and is read in the first."""

from __future__ import annotations

from dataclasses import dataclass

from forms.documents.content import Block, Cell, Table


@dataclass
class _Growing:
    blocks: tuple[Block, ...]
    columns: int
    is_header: bool
    rows: int = 1


class Grid:
    """A table that is being read, row by row and cell by cell."""

    def __init__(self) -> None:
        self._rows: list[list[_Growing]] = []
        self._column = 0
        self._going_down: dict[int, _Growing] = {}
        """By their first column, the cells of the row above that may go on in this one."""
        self._next_down: dict[int, _Growing] = {}

    def next_row(self) -> None:
        """Begin a row."""
        self._rows.append([])
        self._column = 0
        self._going_down, self._next_down = self._next_down, {}

    def skip(self, columns: int) -> None:
        """Leave columns out at the beginning of the row."""
        if columns:
            self.add((), columns=columns, is_header=False)

    def add(self, blocks: tuple[Block, ...], *, columns: int, is_header: bool, goes_down: bool = False) -> None:
        """Add a cell to the row; one that `goes_down` may go on in the next."""
        cell = _Growing(blocks, columns, is_header)
        self._rows[-1].append(cell)
        if goes_down:
            self._next_down[self._column] = cell
        self._column += columns

    def merge_upwards(self, blocks: tuple[Block, ...], *, columns: int) -> bool:
        """Let the cell above go on in this row, if there is one that may. What stands here is added to it."""
        cell = self._going_down.get(self._column)
        if cell is None:
            return False
        cell.rows += 1
        cell.blocks += blocks
        self._next_down[self._column] = cell
        self._column += columns
        return True

    def table(self) -> Table:
        """Give the table."""
        return Table(
            tuple(
                tuple(Cell(cell.blocks, cell.columns, cell.rows, cell.is_header) for cell in row) for row in self._rows
            )
        )
