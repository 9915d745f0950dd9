"""What stands on a page of a PDF, in the order in which it is read.

Cells are known by ruled lines around them, or else by gaps (`forms.documents.contents.pdf_lines`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from forms.documents.content import Block
from forms.documents.contents.pdf_drawing import Drawing, Rule, Word
from forms.documents.contents.pdf_lines import Grid, Laid, Line, blocks, lines_of, plain

_NEAR = 3.0
_PADDING = 5.0
"""Between a cell's line and what stands in it."""
_FEWEST_LINES = 6
"""Of a page that may be set in two columns."""


def laid_out(drawing: Drawing) -> list[Laid]:
    """Give what stands on a page, from top to bottom."""
    usual = median([word.size for word in drawing.words]) if drawing.words else 0
    level, upright = _joined(drawing.level), _joined(drawing.upright)
    cells: dict[_Box, list[Word]] = defaultdict(list)
    free: list[Word] = []
    for word in drawing.words:
        box = _box_around(word, level, upright)
        (free if box is None else cells[box]).append(word)
    tables, loose = _ruled(cells, upright, usual)
    return _in_order(tables, [*free, *loose], usual)


# Ruled tables


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    low: float
    high: float


@dataclass
class _RuledTable:
    high: float
    low: float
    grid: Grid


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Join lines that are drawn in pieces."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda each: (round(each.at / _NEAR), each.start)):
        last = found[-1] if found else None
        if last is not None and abs(last.at - rule.at) <= _NEAR and rule.start <= last.end + _NEAR:
            found[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            found.append(rule)
    return found


def _box_around(word: Word, level: list[Rule], upright: list[Rule]) -> _Box | None:
    x, y = word.x + min(1.0, (word.end - word.x) / 2), word.y + word.size * 0.3
    beside = [rule.at for rule in upright if rule.start - 1 <= y <= rule.end + 1]
    around = [rule.at for rule in level if rule.start - 1 <= x <= rule.end + 1]
    left, right = [at for at in beside if at <= x], [at for at in beside if at > x]
    low, high = [at for at in around if at <= y], [at for at in around if at > y]
    if not (left and right and low and high):
        return None
    return _Box(*(round(each, 1) for each in (max(left), min(right), max(low), min(high))))


def _ruled(cells: dict[_Box, list[Word]], upright: list[Rule], usual: float) -> tuple[list[_RuledTable], list[Word]]:
    """Put ruled cells into rows and tables; what stands in a row of one cell is no table."""
    bands: dict[tuple[int, int], list[_Box]] = defaultdict(list)
    for box in cells:
        bands[round(box.high / _NEAR), round(box.low / _NEAR)].append(box)
    tables: list[_RuledTable] = []
    loose: list[Word] = []
    for boxes in sorted(bands.values(), key=lambda each: -each[0].high):
        high, low = boxes[0].high, boxes[0].low
        middle = (high + low) / 2
        edges = _apart([rule.at for rule in upright if rule.start - 1 <= middle <= rule.end + 1])
        if len(edges) < 3:
            loose.extend(word for box in boxes for word in cells[box])
            continue
        row: list[list[Block]] = []
        for left, right in pairwise(edges):
            words = [word for box in boxes if left - _NEAR <= box.left < right - _NEAR for word in cells[box]]
            row.append([_text_of(each) for each in _in_order([], words, usual, width=right - _PADDING)])
        last = tables[-1] if tables else None
        if last is not None and abs(last.low - high) <= _NEAR and last.grid.stands_as(edges[:-1]):
            last.low = low
            last.grid.rows.append(row)
        else:
            tables.append(_RuledTable(high, low, Grid(edges[:-1], [row])))
    return tables, loose


def _apart(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for at in sorted(places):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


# Order


def _in_order(tables: list[_RuledTable], words: list[Word], usual: float, *, width: float = 0) -> list[Laid]:
    """Give tables and lines from top to bottom. `width` is where the lines end, if something shows it."""
    found: list[Laid] = []
    rest = lines_of(words)
    for table in sorted(tables, key=lambda each: -each.high):
        above = [line for line in rest if line.y > table.high]
        rest = rest[len(above) :]
        found.extend(_in_columns(above, usual, width))
        found.append(table.grid)
    found.extend(_in_columns(rest, usual, width))
    return found


def _in_columns(lines: list[Line], usual: float, width: float) -> Iterator[Laid]:
    halves = _two_columns(lines)
    if halves is None:
        yield from blocks(lines, usual, width)
    else:
        for half in halves:
            yield from blocks(half, usual)


def _two_columns(lines: list[Line]) -> tuple[list[Line], list[Line]] | None:
    """Part lines that are set in two columns of text, which are read one after the other; not rows of a table."""
    if len(lines) < _FEWEST_LINES:
        return None
    left, right = min(line.pieces[0].x for line in lines), max(line.pieces[-1].end for line in lines)
    both = [line for line in lines if len(line.pieces) == 2]
    if len(both) < max(_FEWEST_LINES / 2, len(lines) * 0.4):
        return None
    gutter = Counter(round(line.pieces[1].x) for line in both).most_common(1)[0][0]
    if not left + (right - left) * 0.35 <= gutter <= left + (right - left) * 0.65:
        return None
    halves: tuple[list[Line], list[Line]] = [], []
    for line in lines:
        for piece in line.pieces:
            if piece.x < gutter - _NEAR and piece.end > gutter:
                return None
            halves[piece.x >= gutter - _NEAR].append(Line(line.y, [piece]))
    wide = [
        sum(each.pieces[0].end - each.pieces[0].x > (right - left) * 0.3 for each in half) / len(half)
        for half in halves
    ]
    asked = [sum(":" in plain(each.pieces[0]) for each in half) / len(half) for half in halves]
    return halves if min(wide) > 0.5 or min(asked) > 0.3 else None


def _text_of(laid: Laid) -> Block:
    return laid.table() if isinstance(laid, Grid) else laid
