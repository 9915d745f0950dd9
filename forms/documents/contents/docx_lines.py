"""The paragraphs of a Word document as lines (ISO/IEC 29500-1, section 17.3), as a reader of the document sees them.

Of tracked changes the result is given: what was put in stands there, what was taken out does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from forms.documents.content import EMPTY_BOX, TICKED, Text
from forms.documents.contents.boxes import drawn_in
from forms.documents.contents.docx_fields import Control, Field, Phase, control, field, reads_as_prompt
from forms.documents.contents.docx_styles import Styles, W, look, value
from forms.documents.contents.line import Line
from forms.documents.contents.look import PLAIN, Look

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_SAID: dict[str, str] = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_THROUGH = frozenset(
    W + name
    for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rt")
) | {W + "rubyBase", _M + "oMath", _M + "oMathPara"}
"""What holds runs and shows them as they are."""
_MAY_HOLD_TEXT_BOX = frozenset({W + "drawing", W + "pict", W + "object", MC + "AlternateContent"})
_TEXT_BOX = W + "txbxContent"
_MAY_TICK = 2
"""Characters: a control for a tick box that shows more than that shows words."""


class Lines:
    """Gives paragraphs one after another: a field, a control or a line may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[Field] = []
        self._gaps: list[str] = []
        self._unfinished: Line | None = None
        self._text_boxes: list[etree._Element] = []

    def line(self, paragraph: etree._Element, *, may_be_heading: bool) -> Text | None:
        """Give a paragraph as a line; nothing where it goes on in the next, since its end was taken out."""
        properties = paragraph.find(W + "pPr")
        style = value(properties, "pStyle")
        line = self._unfinished or self._begun()
        self._add(paragraph, line, style)
        end = properties.find(W + "rPr") if properties is not None else None
        if end is not None and (end.find(W + "del") is not None or end.find(W + "moveFrom") is not None):
            self._unfinished = line
            return None
        self._unfinished = None
        is_heading = self._styles.is_heading(style) or (
            properties is not None and value(properties, "outlineLvl", "9") != "9"
        )
        return line.text(is_heading=is_heading, may_be_heading=may_be_heading)

    def rest(self) -> Text | None:
        """Give the line that has not ended, if there is one."""
        line, self._unfinished = self._unfinished, None
        return line.text() if line is not None and line.last else None

    def text_boxes(self) -> list[etree._Element]:
        """Give the boxes that float beside the lines so far, once each."""
        found, self._text_boxes = self._text_boxes, []
        return found

    def begin_gap(self, name: str) -> None:
        """Let the lines that follow be a place to be filled in."""
        self._gaps.append(name)

    def end_gap(self) -> None:
        """End the place that was begun last."""
        self._gaps.pop()

    def is_empty(self, of: Control, content: etree._Element) -> bool:
        """Tell whether a control shows only what to fill in."""
        if not of.shows_prompt:
            return False
        styles = (style.get(W + "val", "") for style in content.iter(W + "rStyle"))
        return any(self._styles.look(style).is_prompt for style in styles) or reads_as_prompt(_words(content))

    def box(self, of: Control, content: etree._Element) -> str:
        """Give what a control for a tick box shows: the box as it is drawn, or else as the control has it."""
        drawn = Line()
        for run in content.iter(W + "r"):
            self._run(run, drawn, "")
        shown = drawn.text().text
        if len(shown) <= _MAY_TICK and not {TICKED, EMPTY_BOX} & {*shown}:
            return TICKED if of.ticked else EMPTY_BOX
        return shown

    def _begun(self) -> Line:
        line = Line()
        for name in (*self._gaps, *(each.name for each in self._fields if each.name is not None)):
            line.begin_gap(name)
        return line

    def _add(self, holder: etree._Element, line: Line, style: str) -> None:
        for child in holder:
            tag = child.tag
            if tag == W + "r" or tag == _M + "r":
                self._run(child, line, style)
            elif tag in _THROUGH:
                self._add(child, line, style)
            elif tag == W + "sdt":
                self._control(child, line, style)
            elif tag == MC + "AlternateContent":
                self._add(_chosen(child), line, style)

    def _control(self, sdt: etree._Element, line: Line, style: str) -> None:
        found, content = control(sdt.find(W + "sdtPr")), sdt.find(W + "sdtContent")
        if content is None:
            return
        if not found.is_gap:
            self._add(content, line, style)
            return
        line.begin_gap(found.name)
        if found.ticked is not None:
            line.add(self.box(found, content))
        elif not self.is_empty(found, content):
            if found.iso_date and _words(content).strip():
                line.add(found.iso_date)
            else:
                self._add(content, line, style)
        line.end_gap()

    def _run(self, run: etree._Element, line: Line, style: str) -> None:
        shown = self._look(run.find(W + "rPr"), style)
        for child in run:
            tag = child.tag
            if tag == W + "t" or tag == _M + "t":
                self._say(child.text or "", shown, line)
            elif tag in _SAID:
                self._say(_SAID[tag], shown, line)
            elif tag == W + "sym":
                self._symbol(child, shown, line)
            elif tag == W + "fldChar":
                self._field_char(child, line)
            elif tag in _MAY_HOLD_TEXT_BOX:
                self._text_boxes += _outermost_text_boxes(child)
            elif tag == W + "ruby":
                self._add(child, line, style)

    def _look(self, properties: etree._Element | None, style: str) -> Look:
        below = self._styles.look(style) if style else PLAIN
        if properties is None:
            return below
        return look(properties).over(self._styles.look(value(properties, "rStyle"))).over(below)

    def _say(self, text: str, shown: Look, line: Line) -> None:
        if not shown.hidden and all(each.is_seen for each in self._fields):
            text = drawn_in(shown.font or "", text)
            line.add(text, bold=bool(shown.bold), struck=bool(shown.struck))

    def _symbol(self, symbol: etree._Element, shown: Look, line: Line) -> None:
        try:
            letter = chr(int(symbol.get(W + "char", ""), 16))
        except (ValueError, OverflowError):
            return
        font = symbol.get(W + "font", "")
        self._say(letter, Look(shown.bold, shown.struck, shown.hidden, font), line)

    def _field_char(self, char: etree._Element, line: Line) -> None:
        kind = char.get(W + "fldCharType")
        if kind == "begin":
            begun = field(char)
            self._fields.append(begun)
            if begun.name is not None:
                line.begin_gap(begun.name)
                line.add(begun.written or "")
        elif kind == "separate" and self._fields:
            self._fields[-1].phase = Phase.RESULT
        elif kind == "end" and self._fields and self._fields.pop().name is not None:
            line.end_gap()


def _words(content: etree._Element) -> str:
    return "".join(text.text or "" for text in content.iter(W + "t"))


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Give one of several ways to write the same thing: the first, which newer programs show."""
    choice = alternatives.find(MC + "Choice")
    fallback = alternatives.find(MC + "Fallback")
    return next((each for each in (choice, fallback) if each is not None), alternatives)


def _outermost_text_boxes(holder: etree._Element) -> Iterator[etree._Element]:
    if holder.tag == _TEXT_BOX:
        yield holder
        return
    if holder.tag == MC + "AlternateContent":
        holder = _chosen(holder)
    for child in holder:
        yield from _outermost_text_boxes(child)
