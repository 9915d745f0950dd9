"""The blank form as OpenDocument text (ISO/IEC 26300): each space is a section with the name of its question.

A section keeps its name whichever program the form is filled in with. Boxes to tick and lists to choose from are
content controls as LibreOffice writes them; elsewhere they are plain boxes and words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml.builder import ElementMaker
from lxml.etree import tostring

from forms.documents.blank.sheet import Part, Place, Row, Sheet, shares
from forms.documents.content import EMPTY_BOX, TICKED
from forms.documents.contents.own_form import FORM, VERSION
from forms.vocabulary import Kind
from forms.words import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_BETWEEN_BOXES = "\u2003"
_INK, _GREY, _LINE, _BAND = "#0b0c0c", "#505a5f", "0.5pt solid #b1b4b6", "#f3f2f1"
_THICK = f"6pt solid {_INK}"
_WIDTH, _LABELS = 17.0, 6.2
"""Centimetres."""
_TALL = "3.5cm"
_WRITTEN_ON = "1980-01-01"


def write(sheet: Sheet) -> bytes:
    """Give the form as an .odt file."""
    made = BytesIO()
    with ZipFile(made, "w") as package:
        _add(package, "mimetype", _MIMETYPE.encode(), ZIP_STORED)  # first and unpacked, so that the kind is known by it
        for name, root in (
            ("content.xml", _Writer(sheet).content()),
            ("styles.xml", _styles(sheet)),
            ("meta.xml", _meta(sheet)),
            ("META-INF/manifest.xml", _manifest()),
        ):
            _add(package, name, tostring(root, xml_declaration=True, encoding="UTF-8"), ZIP_DEFLATED)
    return made.getvalue()


def _add(package: ZipFile, name: str, content: bytes, how: int) -> None:
    year, month, day = map(int, _WRITTEN_ON.split("-"))
    package.writestr(ZipInfo(name, (year, month, day, 0, 0, 0)), content, compress_type=how)


def _e(name: str, *inside: Any, **attributes: str) -> Element:
    """Give an element; ``text_name`` is the attribute ``text:name``, a further ``_`` stands for a hyphen."""
    prefix, _, local = name.partition(":")
    maker = ElementMaker(namespace=_NAMES[prefix], nsmap=_NAMES)
    return maker(local, *inside, {_name(each): value for each, value in attributes.items()})


def _name(attribute: str) -> str:
    prefix, _, local = attribute.partition("_")
    return f"{{{_NAMES[prefix]}}}{local.replace('_', '-')}"


class _Writer:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.numbers = count(1)
        self.widths: dict[str, float] = {}

    def content(self) -> Element:
        """Give the text, with the widths of its tables."""
        text = _e("office:text", *self._text())
        columns = [
            _e(
                "style:style",
                _e("style:table-column-properties", style_column_width=f"{width:.2f}cm"),
                style_name=name,
                style_family="table-column",
            )
            for name, width in self.widths.items()
        ]
        return _e(
            "office:document-content",
            _e("office:automatic-styles", *_cell_styles(), *columns),
            _e("office:body", text),
            office_version="1.3",
        )

    def _text(self) -> Iterator[Element]:
        yield _e("text:h", self.sheet.title, text_style_name="Title", text_outline_level="1")
        yield _paragraph(self.sheet.asked_by)
        for number, (title, texts) in enumerate(self.sheet.first):
            yield _heading(title, 1, style="DangerHeading" if number == 0 else "")
            yield from (_paragraph(text, "Danger" if number == 0 else "Standard") for text in texts)
        for number, part in enumerate(self.sheet.parts):
            yield _heading(part.title, 1, style="NewPage" if number == 0 else "Heading1")
            yield from self._part(part)
        yield _paragraph(self.sheet.told_version, "Hint")

    def _part(self, part: Part) -> Iterator[Element]:
        yield from (_paragraph(note, "Note") for note in part.notes)
        if part.places:
            yield self._labelled(part.places)
        if part.is_table:
            yield self._side_by_side(part.rows)
        else:
            for row in part.rows:
                yield _heading(row.title, 2)
                yield self._labelled(row.places)
        if part.more:
            yield _paragraph(part.more, "Hint")

    def _labelled(self, places: Sequence[Place]) -> Element:
        rows = []
        for place in places:
            label = _e("table:table-cell", *_label(place), table_style_name="Label")
            rows.append(_row(label, self._cell(place), is_tall=place.is_long))
        return self._table((_LABELS, _WIDTH - _LABELS), rows)

    def _side_by_side(self, rows: Sequence[Row]) -> Element:
        labels = rows[0].places
        heads = (_e("table:table-cell", *_label(place), table_style_name="Label") for place in labels)
        written = [_row(*(self._cell(place) for place in row.places)) for row in rows]
        head = _e("table:table-header-rows", _row(*heads))
        return self._table([each * _WIDTH for each in shares(labels)], [head, *written])

    def _table(self, widths: Sequence[float], rows: Sequence[Element]) -> Element:
        name = f"Table{next(self.numbers)}"
        columns = []
        for number, width in enumerate(widths, 1):
            self.widths[f"{name}.{number}"] = width
            columns.append(_e("table:table-column", table_style_name=f"{name}.{number}"))
        return _e("table:table", *columns, *rows, table_name=name, table_style_name="Form")

    def _cell(self, place: Place) -> Element:
        return _e("table:table-cell", *self._space(place), table_style_name="Space")

    def _space(self, place: Place) -> Iterator[Element]:
        if place.kind is Kind.SIGNATURE:
            for part in ("name", "date"):
                yield _paragraph(f"{say(f'blank_form.{part}')}:", "Choice")
                yield _section(place.part(part), _e("text:p", text_style_name="Answer"))
        elif place.has_boxes:
            yield _section(place.name, *self._boxes(place))
        elif place.has_list:
            yield _section(place.name, self._list(place))
        else:
            yield _section(place.name, _e("text:p", text_style_name="Answer"))

    def _boxes(self, place: Place) -> Iterator[Element]:
        lines = [[self._box(place, choice.id), _e("text:span", f" {choice.label}")] for choice in place.choices]
        if not place.in_one_line:
            yield from (_e("text:p", *line, text_style_name="Choice") for line in lines)
            return
        first, *others = lines
        beside = [each for line in others for each in (_e("text:span", _BETWEEN_BOXES), *line)]
        yield _e("text:p", *first, *beside, text_style_name="Choice")

    def _list(self, place: Place) -> Element:
        items = [
            _e("loext:list-item", loext_display_text=choice.label, loext_value=choice.id) for choice in place.choices
        ]
        shown = _e("text:span", say("blank_form.choose"), text_style_name="Faint")
        control = _e(
            "loext:content-control", *items, shown,
            loext_drop_down="true", loext_showing_place_holder="true", loext_alias=place.label, loext_tag=place.name,
        )  # fmt: skip
        return _e("text:p", control, text_style_name="Choice")

    def _box(self, place: Place, choice: str) -> Element:
        return _e(
            "loext:content-control", EMPTY_BOX, loext_checkbox="true", loext_checked="false",
            loext_checked_state=TICKED, loext_unchecked_state=EMPTY_BOX, loext_alias=place.label,
            loext_tag=place.part(choice),
        )  # fmt: skip


def _section(name: str, *paragraphs: Element) -> Element:
    return _e("text:section", *paragraphs, text_name=name, text_style_name="Gap")


def _paragraph(text: str, style: str = "Standard") -> Element:
    return _e("text:p", text, text_style_name=style)


def _heading(text: str, level: int, *, style: str = "") -> Element:
    return _e("text:h", text, text_style_name=style or f"Heading{level}", text_outline_level=str(level))


def _label(place: Place) -> Iterator[Element]:
    yield _paragraph(place.label, "LabelText")
    yield from (_paragraph(hint, "Hint") for hint in place.hints)


def _row(*cells: Element, is_tall: bool = False) -> Element:
    return _e("table:table-row", *cells, table_style_name="Tall" if is_tall else "Row")


def _styles(sheet: Sheet) -> Element:
    """Give the styles of paragraphs, and what stands on every page."""
    marking = _e("text:p", _e("text:span", sheet.marking), text_style_name="Marking")
    numbered = _e("text:p", *_numbered(), text_style_name="Page_20_number")
    return _e(
        "office:document-styles",
        _e("office:styles", _usual(), *_paragraph_styles()),
        _e("office:automatic-styles", _page()),
        _e(
            "office:master-styles",
            _e(
                "style:master-page",
                _e("style:header", marking),
                _e("style:footer", _e("text:p", sheet.marking, text_style_name="Marking"), numbered),
                style_name="Standard",
                style_page_layout_name="Page",
            ),
        ),
        office_version="1.3",
    )


def _usual() -> Element:
    return _e(
        "style:default-style",
        _e(
            "style:text-properties",
            fo_font_family="Arial", fo_font_size="11pt", fo_color=_INK, fo_language="en", fo_country="GB",
        ),
        style_family="paragraph",
    )  # fmt: skip


def _paragraph_styles() -> Iterator[Element]:
    for name, size, bold, before, after, more in (
        ("Standard", "11pt", False, "0cm", "0.2cm", {}),
        ("Note", "11pt", False, "0cm", "0.2cm", {"fo_keep_with_next": "always"}),
        ("Title", "24pt", True, "0cm", "0.2cm", {}),
        ("Heading1", "16pt", True, "0.6cm", "0.2cm", {"fo_keep_with_next": "always"}),
        ("DangerHeading", "16pt", True, "0.6cm", "0cm", {"fo_padding": "0.2cm", "fo_border_left": _THICK}),
        ("Danger", "11pt", False, "0cm", "0cm", {"fo_padding": "0.2cm", "fo_border_left": _THICK}),
        ("NewPage", "16pt", True, "0cm", "0.2cm", {"fo_keep_with_next": "always", "fo_break_before": "page"}),
        ("Heading2", "13pt", True, "0.5cm", "0.2cm", {"fo_keep_with_next": "always"}),
        ("LabelText", "11pt", True, "0cm", "0.05cm", {}),
        ("Hint", "9.5pt", False, "0cm", "0.05cm", {}),
        ("Choice", "11pt", False, "0cm", "0.08cm", {}),
        ("Answer", "11pt", False, "0cm", "0cm", {}),
        ("Marking", "11pt", True, "0cm", "0cm", {"fo_text_align": "center"}),
        ("Page_20_number", "9.5pt", False, "0cm", "0cm", {"fo_text_align": "center"}),
    ):
        look = {"fo_font_size": size, "fo_font_weight": "bold" if bold else "normal"}
        if name == "Hint":
            look["fo_color"] = _GREY
        yield _e(
            "style:style",
            _e("style:paragraph-properties", fo_margin_top=before, fo_margin_bottom=after, **more),
            _e("style:text-properties", **look),
            style_name=name,
            style_family="paragraph",
        )


def _page() -> Element:
    edge = {"fo_min_height": "0.6cm"}
    return _e(
        "style:page-layout",
        _e(
            "style:page-layout-properties",
            fo_page_width="21cm", fo_page_height="29.7cm", fo_margin="1.6cm 2cm", fo_margin_top="1.4cm",
            fo_margin_bottom="1.2cm", fo_margin_left="2cm", fo_margin_right="2cm",
        ),
        _e("style:header-style", _e("style:header-footer-properties", fo_margin_bottom="0.4cm", **edge)),
        _e("style:footer-style", _e("style:header-footer-properties", fo_margin_top="0.4cm", **edge)),
        style_name="Page",
    )  # fmt: skip


def _numbered() -> Iterator[Any]:
    """Give “Page 1 of 3” with the document's own numbers."""
    before, _, rest = say("blank_form.page", number="{number}", count="{count}").partition("{number}")
    between, _, after = rest.partition("{count}")
    yield from (
        before,
        _e("text:page-number", "1", text_select_page="current"),
        between,
        _e("text:page-count", "1"),
        after,
    )


def _cell_styles() -> Iterator[Element]:
    """Give how tables, rows and cells look."""
    yield _e(
        "style:style",
        _e("style:table-properties", style_width=f"{_WIDTH}cm", table_align="left", table_border_model="collapsing"),
        style_name="Form",
        style_family="table",
    )
    for name, height in (("Row", "0.8cm"), ("Tall", _TALL)):
        look = _e("style:table-row-properties", style_min_row_height=height, fo_keep_together="always")
        yield _e("style:style", look, style_name=name, style_family="table-row")
    for name, ground in (("Label", _BAND), ("Space", "transparent")):
        look = _e("style:table-cell-properties", fo_padding="0.15cm", fo_border=_LINE, fo_background_color=ground)
        yield _e("style:style", look, style_name=name, style_family="table-cell")
    yield _e("style:style", _e("style:section-properties"), style_name="Gap", style_family="section")
    yield _e("style:style", _e("style:text-properties", fo_color=_GREY), style_name="Faint", style_family="text")


def _meta(sheet: Sheet) -> Element:
    own = (
        _e("meta:user-defined", value, meta_name=name) for name, value in ((FORM, sheet.form), (VERSION, sheet.version))
    )
    about = _e(
        "office:meta", _e("dc:title", sheet.title), _e("dc:creator", sheet.asked_by), _e("dc:language", "en-GB"), *own
    )
    return _e("office:document-meta", about, office_version="1.3")


def _manifest() -> Element:
    files = [("/", _MIMETYPE), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))]
    entries = (_e("manifest:file-entry", manifest_full_path=path, manifest_media_type=kind) for path, kind in files)
    return _e("manifest:manifest", *entries, manifest_version="1.3")
