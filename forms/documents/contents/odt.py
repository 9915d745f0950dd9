"""What stands in an OpenDocument text (OpenDocument 1.3, part 3), as LibreOffice and others write it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from forms.documents.content import Block, Cell, Content, Table, Trouble
from forms.documents.contents.cells import as_band, without_blank_ends
from forms.documents.contents.line import Line
from forms.documents.contents.odt_fields import controls
from forms.documents.contents.odt_lines import Lines
from forms.documents.contents.odt_names import DRAW, META, OFFICE, TABLE, TEXT, Styles
from forms.documents.contents.own_form import FORM, VERSION
from forms.documents.contents.package import Package, parsed
from forms.documents.contents.unread import Unread

_WIDEST = 100
"""Columns or rows that one cell may go over."""
_NOT_SHOWN = frozenset(
    {TEXT + name for name in ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "index-title")}
    | {OFFICE + "forms", TEXT + "dde-connection-decls"}
)


def read(content: bytes) -> Content:
    """Give what stands in an OpenDocument text; raises `Unread`.

    Headers and footers are not given: they stand in the styles, and say the same on every page.
    """
    package = Package(content)
    if b"encryption-data" in package.part("META-INF/manifest.xml"):
        raise Unread(Trouble.PROTECTED)
    root = package.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
    if root is None or body is None:
        raise Unread(Trouble.NOT_READABLE)
    given = _given_by_its_maker(package)
    blocks = _Blocks(Styles(package.xml("styles.xml"), root), root, is_own_form=FORM in given)
    has_macros = any(name.startswith(("basic/", "scripts/")) for name in package.names)
    return Content(
        tuple(blocks.of(body)),
        form=given.get(FORM, ""),
        version=given.get(VERSION, ""),
        troubles=(Trouble.MACROS,) if has_macros else (),
    )


def _given_by_its_maker(package: Package) -> dict[str, str]:
    meta = package.part("meta.xml")
    if not meta:
        return {}
    return {
        each.get(META + "name", ""): "".join(str(text) for text in each.itertext()).strip()
        for each in parsed(meta).iter(META + "user-defined")
    }


class _Blocks:
    def __init__(self, styles: Styles, root: etree._Element, *, is_own_form: bool) -> None:
        self._styles = styles
        self._lines = Lines(styles, controls(root))
        self._is_own_form = is_own_form

    def of(self, holder: etree._Element, *, may_be_heading: bool = True) -> Iterator[Block]:
        for child in holder:
            tag = child.tag
            if tag in {TEXT + "p", TEXT + "h"}:
                line = self._lines.line(child, may_be_heading=may_be_heading)
                if line is not None:
                    yield line
                for beside in self._lines.aside():
                    yield from self.of(beside)
            elif tag == TABLE + "table":
                yield Table(tuple(self._rows(child)))
            elif tag == DRAW + "control":
                filled = Line()
                self._lines.control(child, filled)
                yield filled.text()
            elif tag == TEXT + "section":
                yield from self._section(child, may_be_heading=may_be_heading)
            elif tag not in _NOT_SHOWN:
                # lists, frames, indexes and whatever else holds blocks
                yield from self.of(child, may_be_heading=may_be_heading)

    def _section(self, section: etree._Element, *, may_be_heading: bool) -> Iterator[Block]:
        """Give a section of the text. In the Board's own form each is a place for one answer."""
        if section.get(TEXT + "display") == "none":
            return
        if not self._is_own_form:
            yield from self.of(section, may_be_heading=may_be_heading)
            return
        self._lines.begin_gap(section.get(TEXT + "name", ""))
        yield from self.of(section, may_be_heading=False)
        self._lines.end_gap()

    def _rows(self, holder: etree._Element, *, are_headers: bool = False) -> Iterator[tuple[Cell, ...]]:
        for child in holder:
            if child.tag == TABLE + "table-row":
                yield self._row(child, is_header=are_headers)
            elif child.tag == TABLE + "table-header-rows":
                yield from self._rows(child, are_headers=True)
            elif child.tag in {TABLE + "table-rows", TABLE + "table-row-group"}:
                yield from self._rows(child, are_headers=are_headers)

    def _row(self, row: etree._Element, *, is_header: bool) -> tuple[Cell, ...]:
        written = [*row.iterchildren(TABLE + "table-cell")]
        return tuple(
            cell
            for each in written
            for cell in [self._cell(each, is_header=is_header, alone=len(written) == 1)]
            * _number(each, "number-columns-repeated")
        )

    def _cell(self, cell: etree._Element, *, is_header: bool, alone: bool) -> Cell:
        blocks = without_blank_ends([*self.of(cell, may_be_heading=alone)])
        if alone and self._styles.is_shaded(cell.get(TABLE + "style-name", "")):
            blocks = as_band(blocks)
        columns, rows = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
        return Cell(blocks, columns, rows, is_header)


def _number(cell: etree._Element, name: str) -> int:
    said = cell.get(TABLE + name, "1")
    return min(max(int(said), 1), _WIDEST) if said.isdecimal() else 1
