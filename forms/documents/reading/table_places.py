"""Which cells of a table are labels, and which stand in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from forms.documents.content import Block, Cell, MarkKind, Table, Text
from forms.documents.reading.labels import label_of
from forms.documents.reading.line_labels import (
    ENDS_A_LABEL,
    LIKE_A_LABEL,
    LONGEST_BARE_LABEL,
    LONGEST_LABEL,
    LineLabels,
)
from forms.documents.reading.lines import Lines, lines_of, marked_at_start
from forms.documents.reading.pieces import Grid, Heading, Loose, Pair, Piece
from forms.documents.reading.ticks import has_boxes
from forms.documents.reading.values import is_nothing

Row: TypeAlias = tuple[Cell, ...]
_HINT = re.compile(r"\W*(?:please|for example|e\.?g\.?|if|as|in|write|give|tick|include|with|only)\b|\(", re.IGNORECASE)
"""How a line begins that tells what to write."""
_COUNT = re.compile(r"\W*(?:[A-Za-z]?\d{0,3}(?:\.\d{1,2})*|[ivx]{1,4})\W*")


class TablePlaces:
    """Finds the places of a table; `pieces` finds those of what stands in a cell."""

    def __init__(self, labels: LineLabels, pieces: Callable[[Iterable[Block]], Iterator[Piece]]) -> None:
        self._labels = labels
        self.pieces = pieces

    def table(self, table: Table) -> Iterator[Piece]:
        """Give the pieces of a table."""
        run: list[Row] = []
        whole: list[Cell] = []
        for row in _without_numbers(table.rows):
            filled = [cell for cell in row if _words(cell) or _tables(cell)]
            is_whole = len(row) == 1 or (len(filled) == 1 and self._is_band(row, filled[0]))
            if is_whole:
                yield from self._rows(run)
                run = []
                whole.extend(filled)
                continue
            yield from self._whole_rows(whole)
            whole = []
            if run and len(row) != len(run[0]):
                yield from self._rows(run)
                run = []
            run.append(row)
        yield from self._rows(run)
        yield from self._whole_rows(whole)

    def _whole_rows(self, cells: Sequence[Cell]) -> Iterator[Piece]:
        """Read cells as wide as the table, one below the other: a label may have its value in the next."""
        blocks: list[Block] = []
        for cell in cells:
            if self._is_title(cell):
                yield from self.pieces(blocks)
                blocks = []
                yield Heading(_words(cell))
                continue
            blocks += [*cell.blocks, Text("")]
        yield from self.pieces(blocks)

    def _is_band(self, row: Row, cell: Cell) -> bool:
        """Tell whether the one filled cell of a row is a heading over the rows below, and no label or value."""
        text = _words(cell)
        if cell is not row[0] or any(isinstance(block, Table) for block in cell.blocks):
            return cell.columns > 1
        heading, label = self._labels.sections.strength(text), self._labels.strength(text)
        return heading >= 0.9 and heading > label

    def _is_title(self, cell: Cell) -> bool:
        texts = _lines(cell)
        if len(texts) != 1 or _tables(cell) or len(texts[0].text.split()) > LONGEST_BARE_LABEL:
            return False
        heading, label = self._labels.sections.strength(texts[0].text), self._labels.strength(texts[0].text)
        return heading >= 0.75 and heading >= label

    def _rows(self, rows: Sequence[Row]) -> Iterator[Piece]:
        """Read rows of the same number of cells: under a header row, as label and value, or each cell by itself."""
        if not rows:
            return
        strengths = [[self._cell_strength(cell) for cell in row] for row in rows]
        columns = len(rows[0])
        if len(rows) > 1 and self._has_header(rows, strengths):
            yield from self._grid(rows)
        elif columns > 2 and self._has_label_column(rows, strengths):
            yield from self._turned(rows)
        else:
            for row, strength in zip(rows, strengths, strict=True):
                yield from self._row(row, strength)

    def _has_header(self, rows: Sequence[Row], strengths: Sequence[Sequence[float]]) -> bool:
        first, others = strengths[0], strengths[1:]
        filled = [cell for cell in rows[0] if _words(cell)]
        if len(filled) < max(2, len(rows[0]) - 1):
            return False
        if all(cell.is_header for cell in filled) and not all(row[0].is_header for row in rows):
            return True
        below = [one for row in others for one in row]
        as_header = _mean(first) - _mean(below)
        labels = [one for row in strengths for one in row[::2]]
        values = [one for row in strengths for one in row[1::2]]
        as_pairs = _mean(labels) - _mean(values)
        column = [row[0] for row in strengths]
        beside = [one for row in strengths for one in row[1:]]
        as_column = _mean(column) - _mean(beside)
        needed = 0.6 if len(filled) > 2 else 0.75
        return _mean(first) >= needed and as_header > max(as_pairs, as_column) + 0.02

    def _has_label_column(self, rows: Sequence[Row], strengths: Sequence[Sequence[float]]) -> bool:
        """Tell whether the first column has labels, and each of the others one of several (children)."""
        if len(rows) < 2 or len(rows[0]) < 3:
            return False
        column = _mean([row[0] for row in strengths[1:]])
        beside = _mean([one for row in strengths[1:] for one in row[1:]])
        head = [_words(cell) for cell in rows[0][1:]]
        several = [text for text in head if label_of(text).people and len(text.split()) <= 4]
        if len(several) == len(head) and len(head) > 1:
            return column >= 0.6
        return column >= 0.75 and beside < 0.3 and _mean([row[2] for row in strengths]) < 0.3

    def _grid(self, rows: Sequence[Row]) -> Iterator[Piece]:
        head = tuple(_words(cell) for cell in rows[0])
        yield Grid(head, tuple(tuple(_lines(cell) for cell in row) for row in rows[1:]))
        for row in rows[1:]:
            for cell in row:
                for block in cell.blocks:
                    if isinstance(block, Table):
                        yield from self.table(block)

    def _turned(self, rows: Sequence[Row]) -> Iterator[Piece]:
        head = tuple(_words(row[0]) for row in rows)
        columns = range(1, len(rows[0]))
        yield Grid(head, tuple(tuple(_lines(row[column]) for row in rows) for column in columns))

    def _row(self, row: Row, strengths: Sequence[float]) -> Iterator[Piece]:
        if len(row) > 2 and not has_boxes(_words(row[0])) and all(has_boxes(_words(cell)) for cell in row[1:]):
            yield Pair(_words(row[0]), tuple(line for cell in row[1:] for line in _lines(cell)))
            return
        if self._stand_over_their_values(row):
            for cell in row:
                yield from self._over_its_value(cell)
            return
        if len(row) == 2 and _words(row[1]) and not self._holds_its_own(row[1]):
            yield from self._pair(row[0], row[1])
            return
        own = [self._stands_alone(cell) for cell in row]
        at = 0
        while at < len(row):
            cell = row[at]
            if not _words(cell) and not _tables(cell):
                at += 1
                continue
            following = row[at + 1] if at + 1 < len(row) else None
            if following is None or own[at] or (own[at + 1] and strengths[at] < LIKE_A_LABEL):
                yield from self._whole_rows([cell])
                at += 1
                continue
            if (
                at + 2 < len(row)
                and len(row) % 2 == 1
                and _words(following)
                and strengths[at + 1] > LIKE_A_LABEL > strengths[at + 2]
                and self._labels.sections.strength(_words(cell)) >= 0.75
            ):
                yield Heading(_words(cell))
                at += 1
                continue
            yield from self._pair(cell, following)
            at += 2

    def _holds_its_own(self, cell: Cell) -> bool:
        """Tell whether a cell at the right holds a label of its own, and is no value of the cell at its left."""
        return self._is_over_its_value(cell) or self._stands_alone(cell)

    def _stand_over_their_values(self, row: Row) -> bool:
        """Tell whether each cell of a row is a label with its value below."""
        over = [self._is_over_its_value(cell) for cell in row]
        if len(row) == 2 and _words(row[1]) and not self._holds_its_own(row[1]):
            return over[0] and all(map(self._may_be_over_its_value, row))
        return any(over) and all(over[at] or len(_lines(cell)) <= 1 for at, cell in enumerate(row))

    def _may_be_over_its_value(self, cell: Cell) -> bool:
        """Tell whether a cell looks like a label over its value, whatever the label means; a hint is no value."""
        first, *rest = _lines(cell) or (Text(""),)
        is_title = len(first.text.split()) <= LONGEST_BARE_LABEL and not re.search(r"\d|@|[.,;]$", first.text)
        return bool(rest) and is_title and not _HINT.match(rest[0].text) and not has_boxes(first.text)

    def _is_over_its_value(self, cell: Cell) -> bool:
        """Tell whether the first line of a cell is a label, and the lines below are its value."""
        first, *rest = _lines(cell) or (Text(""),)
        if not rest or _tables(cell) or ENDS_A_LABEL.search(first.text) or len(first.text.split()) > LONGEST_BARE_LABEL:
            return False
        return self._labels.strength(first.text) >= LIKE_A_LABEL and not self._labels.is_label(rest[0].text, 0.9)

    def _over_its_value(self, cell: Cell) -> Iterator[Piece]:
        first, *rest = _lines(cell) or (Text(""),)
        if not first.text or has_boxes(first.text):
            yield from self.pieces(cell.blocks)
        else:
            yield Pair(first.text, tuple(rest))

    def _pair(self, label: Cell, value: Cell) -> Iterator[Piece]:
        nested = _tables(value)
        first, *rest = _lines(label) or (Text(""),)
        text = first.text if rest and self._labels.strength(first.text) >= 0.6 else _words(label)
        if has_boxes(text) and not has_boxes(_words(value)) and re.fullmatch(r"\W*", re.sub(r"[☐☒]", "", text)):
            yield Loose(Text(f"{text.strip()} {_words(value)}"))
            return
        if nested:
            yield Heading(text)
            yield from self.pieces(value.blocks)
            return
        yield Pair(text, _lines(value))

    def _stands_alone(self, cell: Cell) -> bool:
        """Tell whether a cell holds a label and its value together."""
        texts = _lines(cell)
        if not texts:
            return False
        if len(texts) == 1 and not ENDS_A_LABEL.search(texts[0].text) and not texts[0].marks:
            return False
        pieces = list(self.pieces(texts))
        pairs = [piece for piece in pieces if isinstance(piece, Pair)]
        return (
            bool(pairs)
            and not isinstance(pieces[0], Loose)
            and any(not is_nothing(pair.value) and self._labels.is_label(pair.label, LIKE_A_LABEL) for pair in pairs)
        )

    def _cell_strength(self, cell: Cell) -> float:
        text = _words(cell)
        if not text or len(text.split()) > LONGEST_LABEL:
            return 0.0
        strength = self._labels.strength(text)
        if cell.is_header:
            strength = max(strength, 0.8)
        lines = _lines(cell)
        if all(marked_at_start(line, MarkKind.BOLD) >= len(line.text) or line.is_heading for line in lines):
            strength = max(strength, 0.5) + 0.1
        if text.endswith((":", "?")):
            strength = max(strength, 0.6) + 0.1
        return min(strength, 1.0)


def _without_numbers(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """Give the rows without a first column that only counts them."""
    counts = all(len(row) < 3 or _COUNT.fullmatch(_words(row[0])) for row in rows)
    for row in rows:
        yield row[1:] if counts and len(row) > 2 else row


def _lines(cell: Cell) -> Lines:
    return tuple(line for block in cell.blocks if isinstance(block, Text) for line in lines_of(block))


def _words(cell: Cell) -> str:
    return " ".join(line.text for line in _lines(cell)).strip()


def _tables(cell: Cell) -> list[Table]:
    return [block for block in cell.blocks if isinstance(block, Table)]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
