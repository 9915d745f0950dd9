"""The paragraphs and tables of a Word document in reading order (ISO/IEC 29500-1, sections 17.3 and 17.4)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from forms.documents.content import Block, Mark, MarkKind, Table, Text
from forms.documents.contents.cells import as_band, without_blank_ends
from forms.documents.contents.docx_fields import control
from forms.documents.contents.docx_lines import MC, Lines
from forms.documents.contents.docx_styles import Styles, W, switched, value
from forms.documents.contents.grid import Grid

_THROUGH = frozenset(W + name for name in ("customXml", "ins", "moveTo", "smartTag"))
_NO_SHADE = frozenset({"", "auto", "ffffff"})
_WIDEST = 63
"""Columns of a table in Word."""


class Blocks:
    """Gives what stands in the parts of one document."""

    def __init__(self, styles: Styles) -> None:
        self._lines = Lines(styles)

    def of(self, holder: etree._Element) -> list[Block]:
        """Give what stands in a part, a cell or a text box."""
        return [*self._in(holder, may_be_heading=True), *self._rest()]

    def _rest(self) -> list[Block]:
        rest = self._lines.rest()
        return [] if rest is None else [rest]

    def _in(self, holder: etree._Element, *, may_be_heading: bool) -> Iterator[Block]:
        for child in holder:
            tag = child.tag
            if tag == W + "p":
                line = self._lines.line(child, may_be_heading=may_be_heading)
                if line is not None:
                    yield line
                for box in self._lines.text_boxes():
                    yield from self._in(box, may_be_heading=may_be_heading)
            elif tag == W + "tbl":
                yield self._table(child)
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    yield from self._controlled(child, content, may_be_heading=may_be_heading)
            elif tag in _THROUGH:
                yield from self._in(child, may_be_heading=may_be_heading)
            elif tag == MC + "AlternateContent" and (choice := child.find(MC + "Choice")) is not None:
                yield from self._in(choice, may_be_heading=may_be_heading)

    def _controlled(self, sdt: etree._Element, holder: etree._Element, *, may_be_heading: bool) -> Iterator[Block]:
        """Give what a content control holds: a place to be filled in, unless it holds a part of the form."""
        found = control(sdt.find(W + "sdtPr"))
        if not found.is_gap or holder.find(f".//{W}tbl") is not None:
            yield from self._in(holder, may_be_heading=may_be_heading)
        elif found.ticked is not None:
            yield _filled(self._lines.box(found, holder), found.name)
        elif self._lines.is_empty(found, holder):
            yield _filled("", found.name)
        elif found.iso_date:
            yield _filled(found.iso_date, found.name)
        else:
            self._lines.begin_gap(found.name)
            yield from self._in(holder, may_be_heading=False)
            self._lines.end_gap()

    def _table(self, table: etree._Element) -> Table:
        grid = Grid()
        for row in _rows(table):
            properties = row.find(W + "trPr")
            if properties is not None and any(properties.find(W + name) is not None for name in ("del", "hidden")):
                continue
            grid.next_row()
            grid.skip(_number(value(properties, "gridBefore")))
            cells = [*_cells(row)]
            for cell, sdt in cells:
                self._cell(grid, cell, sdt, is_header=bool(switched(properties, "tblHeader")), alone=len(cells) == 1)
        return grid.table()

    def _cell(
        self, grid: Grid, cell: etree._Element, sdt: etree._Element | None, *, is_header: bool, alone: bool
    ) -> None:
        properties = cell.find(W + "tcPr")
        found = (
            self._in(cell, may_be_heading=alone) if sdt is None else self._controlled(sdt, cell, may_be_heading=False)
        )
        blocks = without_blank_ends([*found, *self._rest()])
        shade = properties.find(W + "shd") if properties is not None else None
        if alone and shade is not None and shade.get(W + "fill", "").casefold() not in _NO_SHADE:
            blocks = as_band(blocks)
        columns = max(1, _number(value(properties, "gridSpan")))
        merged = properties.find(W + "vMerge") if properties is not None else None
        if merged is None:
            grid.add(blocks, columns=columns, is_header=is_header)
        elif merged.get(W + "val") == "restart" or not grid.merge_upwards(blocks, columns=columns):
            grid.add(blocks, columns=columns, is_header=is_header, goes_down=True)


def _rows(holder: etree._Element) -> Iterator[etree._Element]:
    for child in holder:
        if child.tag == W + "tr":
            yield child
        elif child.tag in _THROUGH or child.tag in {W + "sdt", W + "sdtContent"}:
            yield from _rows(child)


def _cells(
    holder: etree._Element, sdt: etree._Element | None = None
) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Give the cells of a row, each with the content control that is around it."""
    for child in holder:
        if child.tag == W + "tc":
            yield child, sdt
        elif child.tag == W + "sdt":
            yield from _cells(child, child)
        elif child.tag == W + "sdtContent" or child.tag in _THROUGH:
            yield from _cells(child, sdt)


def _filled(text: str, name: str) -> Text:
    return Text(text, (Mark(0, len(text), MarkKind.GAP, name),))


def _number(text: str) -> int:
    return min(int(text), _WIDEST) if text.isdecimal() else 0
