"""PDF, drawn word by word where it stands, as printers see it; or with fields to fill in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.reading.drawn import Block, Cell, Grid, Ink, Line, Run, widest

_FONT, _SIZE, _LEADING = "Helvetica", 9, 12
_LEFT, _TOP, _BOTTOM = 50.0, A4[1] - 50, 50.0
_WIDTH = A4[0] - 2 * _LEFT


@dataclass
class _Page:
    canvas: Canvas
    ruled: bool
    glued: bool
    y: float = _TOP
    fields: list[str] = field(default_factory=list)

    def room_for(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self.canvas.showPage()
            self.y = _TOP


def write(blocks: Sequence[Block], *, ruled: bool = False, glued: bool = False) -> bytes:
    """Give a PDF. Tables are `ruled` with lines or only set in columns; `glued`, a label touches its answer."""
    out = io.BytesIO()
    page = _Page(Canvas(out, pagesize=A4, invariant=True), ruled, glued)
    for block in blocks:
        if isinstance(block, Grid):
            _grid(page, block, _LEFT, _WIDTH)
        else:
            _line(page, block, _LEFT, _WIDTH)
    page.canvas.save()
    return out.getvalue()


def _line(page: _Page, line: Line, x: float, width: float) -> None:
    page.room_for(_height(line, width))
    page.y = _draw(page, line, x, page.y, width)


def _grid(page: _Page, grid: Grid, x: float, width: float) -> None:
    column = width / widest(grid.rows)
    for row in grid.rows:
        if page.glued and len(row) > 1 and not grid.heads:
            _glued(page, row, x, width)
            continue
        height = max(_cell_height(one, column * one.columns) for one in row)
        page.room_for(height)
        at = x
        for one in row:
            if page.ruled:
                page.canvas.rect(at, page.y - height + _LEADING - 3, column * one.columns, height)
            _cell(page, one, at + 3, column * one.columns)
            at += column * one.columns
        page.y -= height
    page.y -= 4


def _glued(page: _Page, row: Sequence[Cell], x: float, width: float) -> None:
    """Draw the first lines of the cells of a row as one text, the end of each touching the beginning of the next."""
    lines = [[block for block in one.blocks if isinstance(block, Line)] for one in row]
    _line(page, Line(tuple(run for first, *_ in lines for run in first.runs)), x, width)
    for line in (line for _, *others in lines for line in others):
        _line(page, line, x, width)


def _cell(page: _Page, one: Cell, x: float, width: float) -> None:
    y = page.y
    for block in one.blocks:
        if isinstance(block, Grid):
            within = _Page(page.canvas, page.ruled, page.glued, y)
            _grid(within, block, x, width - 6)
            y = within.y
        else:
            y = _draw(page, block, x, y, width - 6)


def _cell_height(one: Cell, width: float) -> float:
    return 4 + sum(
        sum(max(_cell_height(inner, width - 6) for inner in row) for row in block.rows) + 4
        if isinstance(block, Grid)
        else _height(block, width - 6)
        for block in one.blocks
    )


def _height(line: Line, width: float) -> float:
    return _LEADING * sum(len(_wrapped(text, width)) for text in line.text.split("\n"))


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines that fit, at its spaces."""
    lines = [""]
    for word in text.replace("☒", "[X]").replace("☐", "[ ]").replace("\t", "    ").split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if stringWidth(longer, _FONT, _SIZE) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _draw(page: _Page, line: Line, x: float, y: float, width: float) -> float:
    """Draw a line, wrapped, and give how far down the page it came. Boxes and fields are drawn in their places."""
    if any(run.ink in {Ink.GAP, Ink.BOX} for run in line.runs):
        return _fields(page, line.runs, x, y, width)
    bold = bool(line.runs) and all(run.ink is Ink.BOLD for run in line.runs)
    for words in _wrapped(line.text, width):
        page.canvas.setFont("Helvetica-Bold" if bold else _FONT, _SIZE)
        page.canvas.drawString(x, y, words)
        y -= _LEADING
    return y


def _fields(page: _Page, runs: Sequence[Run], x: float, y: float, width: float) -> float:
    form = page.canvas.acroForm
    page.canvas.setFont(_FONT, _SIZE)
    for run in runs:
        if run.ink is Ink.BOX:
            name = f"Check Box{len(page.fields)}"
            form.checkbox(checked=run.chosen, name=name, x=x, y=y - 2, size=9, borderWidth=0.5)
            page.fields.append(name)
            page.canvas.drawString(x + 12, y, run.text.strip())
            x += 24 + stringWidth(run.text, _FONT, _SIZE)
        elif run.ink is Ink.GAP:
            name = f"Text{len(page.fields)}"
            height = _height(Line((run,)), width)
            form.textfield(
                value=run.text, name=name, x=x, y=y + 10 - height, width=width, height=height - 1,
                fontSize=8, maxlen=None, borderWidth=0.5, fieldFlags="multiline",
            )  # fmt: skip
            page.fields.append(name)
            y -= height
        else:
            page.canvas.drawString(x, y, run.text)
            x += stringWidth(run.text, _FONT, _SIZE)
    return y if runs[-1].ink is Ink.GAP else y - _LEADING
