"""Ways in which forms are laid out: each turns a part of a filled form into lines and grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.reading.drawn import Block, Cell, Grid, Ink, Line, Run, cell, line
from tests.reading.foreign import Entry, Filled, FilledPart

TITLED = frozenset({"banded", "nested", "side heads"})
"""Layouts in which the title of a part stands within its grid."""
SHORT = 45
"""Characters of an answer that fits in a quarter of a page."""


@dataclass(frozen=True)
class Hand:
    """How somebody fills in: in made places or not, and how choices are made."""

    choice: str = "boxes"
    """`boxes` typed before or `after` the words, `drawn` by the format, `bracket` [x], the others `struck` out or
    deleted while changes were `tracked`, or only the `chosen` left."""
    gaps: bool = False
    tracked: bool = False
    """Answers were put in while changes were being tracked."""
    hints: bool = False
    """A line under each label tells how to answer."""


def blocks(filled: Filled, layout: str, hand: Hand) -> list[Block]:
    """Lay a filled form out."""
    found: list[Block] = [line(filled.title, Ink.BOLD, heading=True)]
    for part in filled.parts:
        if part.title and (part.is_table or not part.rows[0] or layout not in TITLED):
            found.append(line(part.title, Ink.BOLD, heading=True))
        if part.guidance:
            found.append(line(part.guidance))
        if not part.rows[0]:
            continue
        found += _table(part, hand) if part.is_table else LAYOUTS[layout](part, hand)
    return found


def answer(entry: Entry, hand: Hand) -> tuple[Line, ...]:
    """Give what was filled in, as lines; one empty line where nothing was."""
    if entry.options:
        return _options(entry, hand)
    if hand.gaps:
        return (Line((Run(entry.text, Ink.GAP, label=entry.label),)),)
    ink = Ink.INSERTED if hand.tracked and entry.text else Ink.PLAIN
    return tuple(line(text, ink) for text in entry.text.split("\n"))


def _options(entry: Entry, hand: Hand) -> tuple[Line, ...]:
    few = len(entry.options) <= 4
    if hand.choice == "chosen":
        return (line(", ".join(option.text for option in entry.options if option.chosen)),)
    if hand.choice in {"struck", "tracked"} and few and any(option.chosen for option in entry.options):
        taken_out = Ink.STRUCK if hand.choice == "struck" else Ink.DELETED
        runs = [Run(option.text, Ink.PLAIN if option.chosen else taken_out) for option in entry.options]
        return (Line(tuple(_between(runs, " / "))),)
    each = [_option(option.text, hand, chosen=option.chosen) for option in entry.options]
    return (Line(tuple(_between(each, "   "))),) if few else tuple(Line((run,)) for run in each)


def _option(text: str, hand: Hand, *, chosen: bool) -> Run:
    if hand.choice == "bracket":
        return Run(f"[x] {text}" if chosen else f"[ ] {text}")
    if hand.choice == "after":
        return Run(f"{text} ☒" if chosen else f"{text} ☐")
    if hand.choice == "drawn":
        return Run(f" {text}", Ink.BOX, chosen=chosen)
    return Run(f"☒ {text}" if chosen else f"☐ {text}")


def _between(runs: Sequence[Run], mark: str) -> Iterator[Run]:
    for number, run in enumerate(runs):
        if number:
            yield Run(mark)
        yield run


def _rows(part: FilledPart, hand: Hand) -> list[Block]:
    hint = [line("Please give as much detail as you can")] if hand.hints else []
    return [_grid((cell(line(entry.label), *hint), cell(*answer(entry, hand))) for entry in part.rows[0])]


def _stacked(part: FilledPart, hand: Hand) -> list[Block]:
    """One column: a row with the label, and a row with the answer."""
    rows = (row for entry in part.rows[0] for row in ((cell(line(entry.label)),), (cell(*answer(entry, hand)),)))
    return [_grid(rows)]


def _numbered(part: FilledPart, hand: Hand) -> list[Block]:
    """A number, the label and the answer."""
    rows = enumerate(part.rows[0], 1)
    return [_grid((cell(line(f"{n}.")), cell(line(entry.label)), cell(*answer(entry, hand))) for n, entry in rows)]


def _side_heads(part: FilledPart, hand: Hand) -> list[Block]:
    """The title stands to the left of all rows, in a cell merged downwards."""
    title = Cell((line(part.title, Ink.BOLD),), rows=len(part.rows[0]))
    rows = [(cell(line(entry.label)), cell(*answer(entry, hand))) for entry in part.rows[0]]
    return [Grid(((title, *rows[0]), *rows[1:]))] if part.title else [Grid(tuple(rows))]


def _grid(rows: Iterator[tuple[Cell, ...]], *, heads: bool = False) -> Grid:
    return Grid(tuple(rows), heads=heads)


def _is_short(entry: Entry) -> bool:
    return len(entry.text) <= SHORT and "\n" not in entry.text and len(entry.options) <= 3 and len(entry.label) <= 60


def _four(part: FilledPart, hand: Hand) -> list[Block]:
    return [_grid(_rows_of_four(part.rows[0], hand))]


def _rows_of_four(entries: Sequence[Entry], hand: Hand) -> Iterator[tuple[Cell, ...]]:
    waiting: Entry | None = None
    for entry in entries:
        if not _is_short(entry):
            if waiting:
                yield (cell(line(waiting.label)), cell(*answer(waiting, hand), columns=3))
                waiting = None
            yield (cell(line(entry.label)), cell(*answer(entry, hand), columns=3))
        elif waiting:
            pair = [cell(line(one.label)) if is_label else cell(*answer(one, hand))
                    for one in (waiting, entry) for is_label in (True, False)]  # fmt: skip
            yield tuple(pair)
            waiting = None
        else:
            waiting = entry
    if waiting:
        yield (cell(line(waiting.label)), cell(*answer(waiting, hand), columns=3))


def _beside(entry: Entry, hand: Hand) -> tuple[Line, ...]:
    """Give “Label: answer” as lines."""
    first, *others = answer(entry, hand)
    mark = " " if entry.label.endswith((":", "?")) else ": "
    return (Line((Run(entry.label + mark), *first.runs)), *others)


def _below(entry: Entry, hand: Hand) -> tuple[Line, ...]:
    return (line(entry.label), *answer(entry, hand))


def _one_cell(part: FilledPart, hand: Hand) -> list[Block]:
    return [_grid((cell(*_beside(entry, hand)),) for entry in part.rows[0])]


def _two_cells(part: FilledPart, hand: Hand) -> list[Block]:
    """Two to a row, each with its label over its answer."""
    entries = part.rows[0]
    pairs = (entries[first : first + 2] for first in range(0, len(entries), 2))
    return [_grid(tuple(cell(*_below(entry, hand), columns=3 - len(pair)) for entry in pair) for pair in pairs)]


def _lines_below(part: FilledPart, hand: Hand) -> list[Block]:
    return [one for entry in part.rows[0] for one in (*_below(entry, hand), line(""))]


def _lines_beside(part: FilledPart, hand: Hand) -> list[Block]:
    return [one for entry in part.rows[0] for one in _beside(entry, hand)]


def _lines_bold(part: FilledPart, hand: Hand) -> list[Block]:
    found: list[Block] = []
    for entry in part.rows[0]:
        first, *others = answer(entry, hand)
        found += [Line((Run(entry.label, Ink.BOLD), Run(" "), *first.runs)), *others]
    return found


def _lines_tabs(part: FilledPart, hand: Hand) -> list[Block]:
    found: list[Block] = []
    for entry in part.rows[0]:
        first, *others = answer(entry, hand)
        found += [Line((Run(f"{entry.label}\t"), *first.runs)), *others]
    return found


def _flowing(part: FilledPart, hand: Hand) -> list[Block]:
    """Short ones one after the other on a line, as a narrow form prints them."""
    found: list[Block] = []
    runs: list[Run] = []
    for entry in part.rows[0]:
        first, *others = _beside(entry, hand)
        if not _is_short(entry) and runs:
            found.append(Line(tuple(runs)))
            runs = []
        runs += [Run("    "), *first.runs] if runs else [*first.runs]
        if others or not _is_short(entry):
            found += [Line(tuple(runs)), *others]
            runs = []
    return [*found, Line(tuple(runs))] if runs else found


def _nested(part: FilledPart, hand: Hand) -> list[Block]:
    title = [line(part.title, Ink.BOLD)] if part.title else []
    return [Grid(((cell(*title, *_four(part, hand)),),))]


def _banded(part: FilledPart, hand: Hand) -> list[Block]:
    """The title stands in the grid itself, in a cell merged over all columns."""
    rows = [(cell(line(entry.label, Ink.BOLD)), cell(*answer(entry, hand))) for entry in part.rows[0]]
    band = [(cell(line(part.title, Ink.BOLD), columns=2),)] if part.title else []
    return [Grid((*band, *rows))]


def _across(part: FilledPart, hand: Hand) -> list[Block]:
    """Up to four labels in a row, and their answers in the row below."""
    found: list[Block] = []
    row: list[Entry] = []
    for entry in (*part.rows[0], None):
        if row and (entry is None or not _is_short(entry) or len(row) == 4):
            found.append(_columns([row], hand))
            row = []
        if entry is not None and _is_short(entry):
            row.append(entry)
        elif entry is not None:
            found.append(Grid(((cell(line(entry.label)),), (cell(*answer(entry, hand)),))))
    return found


def _columns(rows: Sequence[Sequence[Entry]], hand: Hand) -> Grid:
    heads = tuple(cell(line(entry.label, Ink.BOLD)) for entry in rows[0])
    return Grid((heads, *(tuple(cell(*answer(entry, hand)) for entry in row) for row in rows)), heads=True)


def _table(part: FilledPart, hand: Hand) -> list[Block]:
    return [_columns(part.rows, hand)]


LAYOUTS: Mapping[str, Callable[[FilledPart, Hand], list[Block]]] = {
    "rows": _rows,
    "stacked": _stacked,
    "numbered": _numbered,
    "side heads": _side_heads,
    "four cells": _four,
    "one cell": _one_cell,
    "two cells": _two_cells,
    "lines below": _lines_below,
    "lines beside": _lines_beside,
    "bold labels": _lines_bold,
    "tabs": _lines_tabs,
    "flowing": _flowing,
    "nested": _nested,
    "banded": _banded,
    "across": _across,
}
