"""From words in their places to lines, paragraphs and such tables as are known by the gaps between words.

Words that stand well apart on one line are cells of a row, and lines whose cells begin at the same places are rows of
one table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from forms.documents.content import EMPTY_BOX, TICKED, Block, Cell, Table, Text
from forms.documents.contents.line import Line as Written
from forms.documents.contents.pdf_drawing import Word

_SAME_LINE = 0.4
"""Of the letters' height: words whose lines are no further apart stand on one line."""
_A_SPACE, _A_GAP, _TOUCHING = 0.14, 1.5, -0.5
"""Of the letters' height: from here on a distance is a space between words; one between cells; and one between cells
where others begin at the very same place on other lines, though the words touch."""
_EXACTLY = 0.5
"""Points."""
_USUAL_SPACE = 0.28
"""Of the letters' height."""
_UNSURE = 0.4
"""Of the letters' height: how far off the guess is, how wide a word is."""
_WIDEST_BOX = 18.0
"""Points of a box to tick, which its label may stand well apart from."""
_NEXT_LINE = 1.45
"""Of the letters' height: a line further down begins something new."""
_EMPTY_LINE = 2.1
_AT_THE_SAME_PLACE = 4.0
"""Points."""
_ENOUGH = 3
"""Lines on which cells begin at a place, before it is taken for a column."""
_LARGER = 1.15
"""A heading's letters, against the usual ones."""
_LONGEST_HEADING = 90
_BOXES = frozenset({TICKED, EMPTY_BOX})


@dataclass(frozen=True)
class Piece:
    """Words that stand together on one line."""

    words: tuple[Word, ...] = field(repr=False)

    @property
    def x(self) -> float:
        return self.words[0].x

    @property
    def end(self) -> float:
        return max(word.end for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


@dataclass
class Line:
    """What stands on one line."""

    y: float
    pieces: list[Piece]

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)


@dataclass
class Grid:
    """A table of lines' pieces: where its columns begin, and its rows, a list of lines for each cell."""

    columns: list[float]
    rows: list[list[list[Block]]] = field(default_factory=list)

    def stands_as(self, columns: list[float]) -> bool:
        """Tell whether these are its columns too."""
        return len(self.columns) == len(columns) and all(
            abs(one - other) <= _AT_THE_SAME_PLACE for one, other in zip(self.columns, columns, strict=True)
        )

    def table(self) -> Table:
        """Give it as a table."""
        return Table(tuple(tuple(Cell(tuple(cell)) for cell in row) for row in self.rows))


Laid: TypeAlias = Text | Grid


def blocks(lines: list[Line], usual: float, width: float = 0) -> Iterator[Laid]:
    """Give lines as texts, and such as have cells as tables.

    `usual` is the letters' usual height, `width` where the lines end, if something shows it.
    """
    right = width or max((piece.end for line in lines for piece in line.pieces), default=0)
    begun: _Paragraph | _OpenGrid | None = None
    above = 0.0
    for line in lines:
        distance = (above - line.y) / line.size
        if begun is None or not begun.takes(line, distance, right):
            if begun is not None:
                yield begun.laid(usual)
                if distance > _EMPTY_LINE:
                    yield Text("")
            begun = _OpenGrid(line) if len(line.pieces) > 1 else _Paragraph(line)
        above = line.y
    if begun is not None:
        yield begun.laid(usual)


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Put words on lines, and those of a line into pieces."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (-each.y, each.x)):
        if rows and abs(rows[-1][0].y - word.y) <= _SAME_LINE * max(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    rows = [sorted(row, key=lambda each: each.x) for row in rows]
    columns = _begins(rows)
    return [Line(max(word.y for word in row), _pieces(row, columns)) for row in rows]


def _begins(rows: list[list[Word]]) -> tuple[float, ...]:
    """Give the places at which cells clearly begin on several lines."""
    begins = Counter(
        round(word.x * 2) / 2
        for row in rows
        for before, word in pairwise(row)
        if word.x - before.end > _A_GAP * word.size
    )
    return tuple(at for at, times in begins.items() if times >= _ENOUGH)


def _pieces(row: list[Word], columns: tuple[float, ...]) -> list[Piece]:
    pieces = [[row[0]]]
    end = row[0].end
    for word in row[1:]:
        if _is_apart(pieces[-1][-1], word, (word.x - end) / word.size, columns):
            pieces.append([])
        pieces[-1].append(word)
        end = max(end, word.end)
    return [Piece(tuple(piece)) for piece in pieces]


def _is_apart(before: Word, word: Word, gap: float, columns: tuple[float, ...]) -> bool:
    """Tell whether a word begins a cell of its own; `gap` is how far it is from the one before, in letters' heights."""
    if before.end - before.x < _WIDEST_BOX and before.text.strip() in _BOXES:
        return gap > 2 * _A_GAP
    if before.gap is not None and word.gap is not None and word.text not in _BOXES:
        return True
    return gap > _A_GAP or (gap > _TOUCHING and any(abs(word.x - at) <= _EXACTLY for at in columns))


class _Paragraph:
    """A paragraph, as far as it has been read."""

    def __init__(self, line: Line) -> None:
        self.pieces = [line.pieces[0]]

    def takes(self, line: Line, distance: float, right: float) -> bool:
        """Take a line that goes on with it; a line that had room for the next word has ended."""
        (piece, *others) = line.pieces
        last = self.pieces[-1]
        if others or distance > _NEXT_LINE or not _wraps(last, piece, right):
            return False
        self.pieces.append(piece)
        return True

    def laid(self, usual: float) -> Text:
        """Give the paragraph."""
        return _joined_text(self.pieces, usual)


class _OpenGrid:
    """A table known by gaps, as far as it has been read."""

    def __init__(self, line: Line) -> None:
        self.columns = [piece.x for piece in line.pieces]
        self.rows: list[list[list[Piece]]] = [[[piece] for piece in line.pieces]]

    def takes(self, line: Line, distance: float, right: float) -> bool:
        """Take a line whose cells begin where the columns do: as a new row, or more of the last."""
        places = [self._column(piece) for piece in line.pieces]
        if None in places:
            return False
        numbered = [(place, piece) for place, piece in zip(places, line.pieces, strict=True) if place is not None]
        ends = [*(at - 2 for at in self.columns[1:]), right]
        last = self.rows[-1]
        goes_on = distance <= _NEXT_LINE and all(
            last[place] and (place > 0 or _wraps(last[place][-1], piece, ends[place])) for place, piece in numbered
        )
        if all(place > 0 for place, _ in numbered) and distance <= _NEXT_LINE:
            goes_on = True
        if goes_on:
            for place, piece in numbered:
                last[place].append(piece)
            return True
        if len(numbered) == 1:
            return False
        row: list[list[Piece]] = [[] for _ in self.columns]
        for place, piece in numbered:
            row[place].append(piece)
        self.rows.append(row)
        return True

    def _column(self, piece: Piece) -> int | None:
        near = [number for number, at in enumerate(self.columns) if abs(piece.x - at) <= _AT_THE_SAME_PLACE]
        return near[0] if near else None

    def laid(self, _usual: float) -> Grid:
        """Give the table."""
        ends = [*(at - 2 for at in self.columns[1:]), max(p.end for row in self.rows for cell in row for p in cell)]
        rows = [[list(_paragraphs(cell, end)) for cell, end in zip(row, ends, strict=True)] for row in self.rows]
        return Grid(self.columns, rows)


def _paragraphs(pieces: list[Piece], right: float) -> Iterator[Block]:
    open_: list[Piece] = []
    for piece in pieces:
        if open_ and not _wraps(open_[-1], piece, right):
            yield _joined_text(open_, 0)
            open_ = []
        open_.append(piece)
    if open_:
        yield _joined_text(open_, 0)


def _wraps(last: Piece, piece: Piece, right: float) -> bool:
    """Tell whether a line goes on with the one above it: the next word would not have fitted there."""
    if last.words[-1].gap is not None or piece.words[0].gap is not None or abs(last.size - piece.size) > 1:
        return False
    if last.words[-1].is_bold != piece.words[0].is_bold:
        return False
    return last.end + _first_word(piece) + piece.size * _USUAL_SPACE > right - piece.size * _UNSURE


def _first_word(piece: Piece) -> float:
    """Give how wide the first word of a piece is, which may be drawn in parts."""
    end = piece.x
    for word in piece.words:
        if word.x - end > _A_SPACE * word.size:
            break
        first, space, _ = word.text.lstrip().partition(" ")
        if space:
            return word.x + (word.end - word.x) * len(first) / len(word.text) - piece.x
        end = word.end
    return end - piece.x


def plain(piece: Piece) -> str:
    return " ".join(word.text for word in piece.words)


def _joined_text(pieces: Sequence[Piece], usual: float) -> Text:
    """Give pieces, one below the other, as one text."""
    line = Written()
    for number, piece in enumerate(pieces):
        end = piece.x
        for word in piece.words:
            starts_line = number > 0 and word is piece.words[0]
            if line.last and (line.last != "-" if starts_line else _is_space(word, end, line.last)):
                line.add(" ")
            if word.gap is not None:
                line.begin_gap(word.gap)
            line.add(word.text, bold=word.is_bold, struck=word.is_struck)
            if word.gap is not None:
                line.end_gap()
            end = max(end, word.end)
    words = [word for piece in pieces for word in piece.words]
    stands_out = all(word.is_bold for word in words) or (bool(usual) and pieces[0].size > usual * _LARGER)
    is_short = sum(len(word.text) for word in words) <= _LONGEST_HEADING and all(word.gap is None for word in words)
    return line.text(is_heading=stands_out and is_short)


def _is_space(word: Word, end: float, before: str) -> bool:
    if before.isspace() or word.text.startswith(" "):
        return False
    return word.gap is not None or before in _BOXES or word.x - end > _A_SPACE * word.size
