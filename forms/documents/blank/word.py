"""The blank form for Word (Office Open XML, ISO/IEC 29500-1): each space is a content control tagged with its name.

What is printed are plain tables of labels and spaces, so that it can be filled in where there are no content controls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from lxml.builder import ElementMaker
from lxml.etree import tostring

from forms.documents.blank.sheet import Part, Place, Row, Sheet, shares
from forms.documents.content import EMPTY_BOX, TICKED
from forms.vocabulary import Kind
from forms.words import say

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element as Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_w = ElementMaker(namespace=_W, nsmap={"w": _W})
_w14 = ElementMaker(namespace=_W14, nsmap={"w14": _W14})

_FONT, _BOX_FONT = "Arial", "MS Gothic"
_INK, _GREY, _LINE, _BAND = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x50, 0x5A, 0x5F), "B1B4B6", "F3F2F1"
_WIDTH, _LABELS = 17.0, 6.2
"""Centimetres."""
_NOTHING_YET = "\u2002" * 5
"""What an empty space shows: nothing that somebody would have to delete where there are no content controls."""
_BETWEEN_BOXES = "\u2003"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def write(sheet: Sheet) -> bytes:
    """Give the form as a .docx file."""
    return _Writer(sheet).written()


class _Writer:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.document: Document = docx.Document()
        self.numbers = count(1)

    def written(self) -> bytes:
        self._describe()
        self._style()
        self._every_page()
        self.document.add_heading(self.sheet.title, 0)
        self.document.add_paragraph(self.sheet.asked_by)
        for number, (title, texts) in enumerate(self.sheet.first):
            for paragraph in (self.document.add_heading(title, 1), *map(self.document.add_paragraph, texts)):
                if number == 0:
                    _set_off(paragraph)
        for number, part in enumerate(self.sheet.parts):
            heading = self.document.add_heading(part.title, 1)
            heading.paragraph_format.page_break_before = number == 0
            self._part(part)
        self._small(self.document.add_paragraph(), self.sheet.told_version)
        made = BytesIO()
        self.document.save(made)
        return made.getvalue()

    def _describe(self) -> None:
        about = self.document.core_properties
        about.title, about.author, about.comments, about.language = self.sheet.title, self.sheet.asked_by, "", "en-GB"
        about.last_modified_by = self.sheet.asked_by
        package = self.document.part.package
        custom = PackagePart(PackURI("/docProps/custom.xml"), _PROPERTIES, _properties(self.sheet), package)
        package.relate_to(custom, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)

    def _style(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = _FONT, Pt(11)
        normal.paragraph_format.space_after = Pt(6)
        normal.element.get_or_add_rPr().append(_w.lang(**{f"{{{_W}}}val": "en-GB"}))
        for name, size, before in (("Title", 24, 0), ("Heading 1", 16, 18), ("Heading 2", 13, 14)):
            style = self.document.styles[name]
            style.font.color.rgb, style.font.size, style.font.bold = _INK, Pt(size), True
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
            properties = style.element.get_or_add_rPr()
            fonts = properties.get_or_add_rFonts()
            for kind in [each for each in fonts.attrib if each.endswith("Theme")]:
                del fonts.attrib[kind]  # a theme's font would win
            style.font.name = _FONT
            for line in style.element.findall(f".//{qn('w:pBdr')}"):
                line.getparent().remove(line)
        (section,) = self.document.sections
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)

    def _every_page(self) -> None:
        (section,) = self.document.sections
        for marked in (section.header, section.footer):
            if self.sheet.marking:
                marked.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                marked.paragraphs[0].add_run(self.sheet.marking).bold = True
        numbered = section.footer.add_paragraph()
        numbered.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, _, rest = say("blank_form.page", number="\0", count="\1").partition("\0")
        between, _, after = rest.partition("\1")
        for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            numbered.add_run(text)
            if field:
                numbered._p.append(_w.fldSimple(**{f"{{{_W}}}instr": field}))  # noqa: SLF001 -- no public way to a field

    def _part(self, part: Part) -> None:
        for note in part.notes:
            self.document.add_paragraph(note).paragraph_format.keep_with_next = True
        if part.places:
            self._labelled(part.places)
        if part.is_table:
            self._side_by_side(part.rows)
        else:
            for row in part.rows:
                self.document.add_heading(row.title, 2)
                self._labelled(row.places)
        if part.more:
            self._small(self.document.add_paragraph(), part.more)

    def _labelled(self, places: tuple[Place, ...]) -> None:
        """Write a table of labels, each with its space beside it."""
        table = self._table(len(places), (Cm(_LABELS), Cm(_WIDTH - _LABELS)))
        for place, row in zip(places, table.rows, strict=True):
            _keep_whole(row._tr)  # noqa: SLF001 -- no public way to a row's properties
            label, space = row.cells
            _shade(label)
            label.paragraphs[0].add_run(place.label).bold = True
            for hint in place.hints:
                self._small(label.add_paragraph(), hint)
            self._space(space, place)
            if place.is_long:
                row.height = Cm(3.5)

    def _side_by_side(self, rows: tuple[Row, ...]) -> None:
        """Write a table with the labels as its first row, which is repeated on each page."""
        labels = rows[0].places
        widths = [Cm(each * _WIDTH) for each in shares(labels)]
        table = self._table(len(rows) + 1, widths)
        head, *others = table.rows
        head._tr.get_or_add_trPr().append(_w.tblHeader())  # noqa: SLF001 -- no public way to a repeated row
        for place, cell in zip(labels, head.cells, strict=True):
            _shade(cell)
            cell.paragraphs[0].add_run(place.label).bold = True
            for hint in place.hints:
                self._small(cell.add_paragraph(), hint)
        for row, written in zip(rows, others, strict=True):
            _keep_whole(written._tr)  # noqa: SLF001 -- no public way to a row's properties
            for place, cell in zip(row.places, written.cells, strict=True):
                self._space(cell, place)

    def _table(self, rows: int, widths: Sequence[int]) -> Table:
        table: Table = self.document.add_table(rows, len(widths))
        table.autofit = False
        properties = table._tbl.tblPr  # noqa: SLF001 -- no public way to a table's lines
        edges = ("top", "left", "bottom", "right", "insideH", "insideV")
        properties.append(_w.tblBorders(*(_w(each, _attributes(val="single", sz="4", color=_LINE)) for each in edges)))
        properties.append(
            _w.tblCellMar(*(_w(each, _attributes(w="85", type="dxa")) for each in ("top", "left", "bottom", "right")))
        )
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        return table

    def _small(self, paragraph: Paragraph, text: str) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(9.5), _GREY
        paragraph.paragraph_format.space_after = Pt(2)

    def _space(self, cell: _Cell, place: Place) -> None:
        paragraph = cell.paragraphs[0]
        if place.has_boxes:
            line = paragraph
            for number, choice in enumerate(place.choices):
                if number and place.in_one_line:
                    line.add_run(_BETWEEN_BOXES)
                elif number:
                    line = cell.add_paragraph()
                line.paragraph_format.space_after = Pt(2)
                line._p.append(self._box(place.part(choice.id), f"{place.label} {choice.label}"))  # noqa: SLF001
                line.add_run(f" {choice.label}")
        elif place.has_list:
            items = [_w.listItem(_attributes(displayText=each.label, value=each.id)) for each in place.choices]
            chosen = self._control(place.name, place.label, _w.dropDownList(*items), say("blank_form.choose"))
            paragraph._p.append(chosen)  # noqa: SLF001
        elif place.kind is Kind.SIGNATURE:
            for number, part in enumerate(("name", "date")):
                line = paragraph if number == 0 else cell.add_paragraph()
                said = say(f"blank_form.{part}")
                line.add_run(f"{said}: ")
                kind = _date() if part == "date" else _w.text()
                line._p.append(self._control(place.part(part), f"{place.label}: {said}", kind))  # noqa: SLF001
        else:
            kind = _date() if place.kind is Kind.DATE else _w.text(_attributes(multiLine="1"))
            paragraph._p.append(self._control(place.name, place.label, kind))  # noqa: SLF001

    def _control(self, name: str, label: str, kind: Element, shown: str = _NOTHING_YET) -> Element:
        """Give a content control (17.5.2); `label` is what it is called when it is read aloud."""
        grey = _w.rPr(_w.color(_attributes(val=str(_GREY))))
        return _w.sdt(
            _w.sdtPr(*self._named(name, label), _w.showingPlcHdr(), kind),
            _w.sdtContent(_w.r(grey, _text(shown))),
        )

    def _box(self, name: str, label: str) -> Element:
        """Give a box to tick ([MS-DOCX] 2.6.1)."""
        state = {
            each: {f"{{{_W14}}}val": f"{ord(box):X}", f"{{{_W14}}}font": _BOX_FONT}
            for each, box in (("checkedState", TICKED), ("uncheckedState", EMPTY_BOX))
        }
        ticked = _w14.checkbox(
            _w14.checked({f"{{{_W14}}}val": "0"}), *(_w14(each, values) for each, values in state.items())
        )
        fonts = _w.rPr(_w.rFonts(_attributes(ascii=_BOX_FONT, hAnsi=_BOX_FONT, eastAsia=_BOX_FONT, hint="eastAsia")))
        return _w.sdt(_w.sdtPr(*self._named(name, label), ticked), _w.sdtContent(_w.r(fonts, _text(EMPTY_BOX))))

    def _named(self, name: str, label: str) -> Iterator[Element]:
        yield _w.alias(_attributes(val=label))
        yield _w.tag(_attributes(val=name))
        yield _w.id(_attributes(val=str(next(self.numbers))))


def _attributes(**values: str) -> dict[str, str]:
    return {f"{{{_W}}}{name}": value for name, value in values.items()}


def _text(text: str) -> Element:
    return _w.t({"{http://www.w3.org/XML/1998/namespace}space": "preserve"}, text)


def _date() -> Element:
    return _w.date(
        _w.dateFormat(_attributes(val="d MMMM yyyy")),
        _w.lid(_attributes(val="en-GB")),
        _w.storeMappedDataAs(_attributes(val="dateTime")),
        _w.calendar(_attributes(val="gregorian")),
    )


def _shade(cell: _Cell) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 -- no public way to a cell's ground
    properties.append(_w.shd(_attributes(val="clear", color="auto", fill=_BAND)))


def _set_off(paragraph: Paragraph) -> None:
    """Draw a thick line beside a paragraph, so that nobody misses it."""
    line = _w.left(_attributes(val="single", sz="48", space="10", color=str(_INK)))
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 -- no public way to a line
        _w.pBdr(line), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _keep_whole(row: Element) -> None:
    """Keep a row on one page while it fits."""
    row.get_or_add_trPr().append(_w.cantSplit())


def _properties(sheet: Sheet) -> bytes:
    """Give the custom properties (15.2.12.2, 22.3)."""
    own = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    values = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    e, vt = ElementMaker(namespace=own, nsmap={None: own, "vt": values}), ElementMaker(namespace=values)
    kept: Iterable[tuple[str, str]] = (("prp-form", sheet.form), ("prp-form-version", sheet.version))
    listed = (
        e.property(vt.lpwstr(value), fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", pid=str(number), name=name)
        for number, (name, value) in enumerate(kept, start=2)
    )
    written: bytes = tostring(e.Properties(*listed), xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
