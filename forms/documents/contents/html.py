"""What stands in a page of HTML, above all in the body of a mail, as somebody sees it who opens it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from forms.documents.content import EMPTY_BOX, TICKED, Block, Cell, Content, Table, Trouble
from forms.documents.contents.boxes import drawn_in
from forms.documents.contents.cells import as_band, without_blank_ends
from forms.documents.contents.characters import decoded
from forms.documents.contents.line import Line
from forms.documents.contents.unread import Unread

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_WITHIN_BYTES = 4096
_SPACES = re.compile(r"[ \t\r\n\f]+")

_NOT_SHOWN = frozenset(
    ("head", "script", "style", "title", "template", "noscript", "object", "iframe", "svg", "button", "datalist")
)
_OWN_LINE = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "center", "address", "article", "section", "header"}
    | {"footer", "main", "aside", "nav", "fieldset", "legend", "figure", "figcaption", "form", "hr", "pre", "caption"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "details", "summary", "body"}
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD, _STRUCK = frozenset(("b", "strong", "th", "mark")) | _HEADINGS, frozenset(("s", "strike", "del"))

_HIDDEN_BY_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BOLD_BY_STYLE = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|mso-highlight\s*:\s*(?!white)\w|"
    r"background(?:-color)?\s*:\s*(?:yellow|lime|aqua|#ff0\b|#ffff00|rgb\(255,\s*255,\s*0\))",
    re.IGNORECASE,
)
"""A choice that is marked with a coloured pen is made to stand out as a bold one is."""
_NOT_BOLD_BY_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_STRUCK_BY_STYLE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_SHADED = re.compile(r"background(?:-color)?\s*:\s*(?!white|#fff\b|#ffffff|transparent|none)\S", re.IGNORECASE)
_WIDEST = 100
"""Columns or rows that one cell may go over."""


def read(content: bytes) -> Content:
    """Give what a page shows; raises `Unread`. What a mail quotes stands where it stands in the mail."""
    declared = _DECLARED.search(content[:_WITHIN_BYTES])
    page = decoded(content, declared[1].decode("ascii") if declared else "").replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        raise Unread(Trouble.NOT_READABLE) from None
    if root is None:
        raise Unread(Trouble.EMPTY)
    shown = _Shown()
    shown.add(root, _Look())
    # the parser goes no deeper than is safe, and leaves out what lies there
    was_cut = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return Content(tuple(shown.blocks()), troubles=(Trouble.TOO_LARGE,) if was_cut else ())


@dataclass(frozen=True)
class _Look:
    bold: bool = False
    struck: bool = False
    keeps_spaces: bool = False
    font: str = ""


class _Shown:
    """What is shown of a page, or of one cell in it."""

    def __init__(self, *, may_be_heading: bool = True) -> None:
        self._blocks: list[Block] = []
        self._line: Line | None = None
        self._may_be_heading = may_be_heading

    def blocks(self) -> list[Block]:
        """Give the blocks so far."""
        self._end_line()
        return self._blocks

    def add(self, element: etree._Element, look: _Look) -> None:
        """Add what an element shows; what follows it is for its parent."""
        tag = str(element.tag).rpartition(":")[2].lower()
        style = element.get("style", "")
        if tag in _NOT_SHOWN or "hidden" in element.attrib or _HIDDEN_BY_STYLE.search(style):
            return
        look = _look(tag, style, look)
        if tag == "font" and element.get("face"):
            look = replace(look, font=element.get("face"))
        if tag == "table":
            self._end_line()
            self._table(element, look)
        elif tag == "br":
            self._begun().add("\n")
        elif tag in {"input", "select", "textarea"}:
            self._field(tag, element)
        elif tag in _OWN_LINE:
            self._end_line()
            self.inside(element, look)
            self._end_line(is_heading=tag in _HEADINGS)
        else:
            self.inside(element, look)

    def inside(self, element: etree._Element, look: _Look) -> None:
        """Add what is inside an element."""
        self._say(element.text, look)
        for child in element:
            self.add(child, look)
            self._say(child.tail, look)

    def _say(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        if not look.keeps_spaces:
            text = _SPACES.sub(" ", text)
            if text[0] == " " and (self._line is None or self._line.last in {"", " ", "\n"}):
                text = text[1:]
        if text:
            text = drawn_in(look.font, text.replace("\u00a0", " "))
            self._begun().add(text, bold=look.bold, struck=look.struck)

    def _field(self, tag: str, element: etree._Element) -> None:
        """Add a field of a form with what is filled in."""
        kind = element.get("type", "text").lower()
        if tag == "input" and kind in {"hidden", "submit", "button", "reset", "image", "file", "password"}:
            return
        line = self._begun()
        line.begin_gap(element.get("name") or element.get("id") or "")
        if tag == "input" and kind in {"checkbox", "radio"}:
            line.add(TICKED if "checked" in element.attrib else EMPTY_BOX)
        elif tag == "input":
            line.add(element.get("value", ""))
        elif tag == "textarea":
            line.add("".join(element.itertext()))
        else:
            line.add(", ".join(_SPACES.sub(" ", "".join(option.itertext())).strip() for option in _chosen(element)))
        line.end_gap()

    def _table(self, table: etree._Element, look: _Look) -> None:
        rows: list[tuple[Cell, ...]] = []
        for element in table.iterchildren("caption"):
            self.add(element, look)
        for row in table.iterchildren("tr", "thead", "tbody", "tfoot"):
            for each in [row] if row.tag == "tr" else row.iterchildren("tr"):
                cells = [*each.iterchildren("td", "th")]
                rows.append(tuple(_cell(cell, each, look, alone=len(cells) == 1) for cell in cells))
        self._blocks.append(Table(tuple(rows)))

    def _begun(self) -> Line:
        if self._line is None:
            self._line = Line()
        return self._line

    def _end_line(self, *, is_heading: bool = False) -> None:
        if self._line is not None:
            self._blocks.append(self._line.text(is_heading=is_heading, may_be_heading=self._may_be_heading))
            self._line = None


def _cell(cell: etree._Element, row: etree._Element, look: _Look, *, alone: bool) -> Cell:
    shown = _Shown(may_be_heading=alone)
    style = cell.get("style", "")
    if not _HIDDEN_BY_STYLE.search(style + row.get("style", "")):
        shown.inside(cell, _look(cell.tag, style, look))
    blocks = without_blank_ends(shown.blocks())
    if alone and (cell.get("bgcolor") or row.get("bgcolor") or _SHADED.search(style)):
        blocks = as_band(blocks)
    return Cell(blocks, _number(cell.get("colspan", "")), _number(cell.get("rowspan", "")), is_header=cell.tag == "th")


def _look(tag: str, style: str, look: _Look) -> _Look:
    if tag in _BOLD or (style and _BOLD_BY_STYLE.search(style)):
        look = replace(look, bold=True)
    elif style and _NOT_BOLD_BY_STYLE.search(style):
        look = replace(look, bold=False)
    if tag in _STRUCK or (style and _STRUCK_BY_STYLE.search(style)):
        look = replace(look, struck=True)
    if style and (font := _FONT.search(style)):
        look = replace(look, font=font[1].strip())
    return replace(look, keeps_spaces=True) if tag == "pre" else look


def _chosen(select: etree._Element) -> list[etree._Element]:
    options = [*select.iter("option")]
    chosen = [option for option in options if "selected" in option.attrib]
    return chosen or ([] if "multiple" in select.attrib else options[:1])


def _number(text: str) -> int:
    return min(max(int(text), 1), _WIDEST) if text.strip().isdecimal() else 1
