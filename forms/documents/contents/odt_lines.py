"""The paragraphs of an OpenDocument text as lines (OpenDocument 1.3, part 3, sections 5 to 7), as they are seen.

What was taken out in a tracked change stands apart from the text in this format, and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from forms.documents.content import EMPTY_BOX, TICKED, Text
from forms.documents.contents.boxes import drawn_in
from forms.documents.contents.line import Line
from forms.documents.contents.look import Look
from forms.documents.contents.odt_fields import Filled, fieldmark
from forms.documents.contents.odt_names import DRAW, FIELD, LOEXT, OFFICE, TEXT, Styles

_SAID = {TEXT + "s": " ", TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_SPACES = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 1000
_NOT_SHOWN = frozenset(
    {TEXT + name for name in ("label", "ruby-text", "note-citation", "change", "tracked-changes", "hidden-text")}
    | {LOEXT + "list-item", FIELD + "param"}
)


class Lines:
    """Gives paragraphs one after another: a place to be filled in may begin in one and end in another."""

    def __init__(self, styles: Styles, controls: Mapping[str, Filled]) -> None:
        self._styles = styles
        self._controls = controls
        self._gaps: list[str] = []
        self._marks: list[str] = []
        """Fields that Word made and that have begun."""
        self._aside: list[etree._Element] = []

    def line(self, paragraph: etree._Element, *, may_be_heading: bool) -> Text | None:
        """Give a paragraph as a line, or nothing if it is hidden."""
        style = paragraph.get(TEXT + "style-name", "")
        look = self._styles.look("paragraph", style)
        line = Line()
        for name in (*self._gaps, *self._marks):
            line.begin_gap(name)
        self._inside(paragraph, look, line)
        is_heading = paragraph.tag == TEXT + "h" or self._styles.is_heading(style)
        return line.text(is_heading=is_heading, may_be_heading=may_be_heading)

    def aside(self) -> list[etree._Element]:
        """Give what floats beside the lines so far, or stands in a note: it holds blocks."""
        found, self._aside = self._aside, []
        return found

    def begin_gap(self, name: str) -> None:
        """Let the lines that follow be a place to be filled in."""
        self._gaps.append(name)

    def end_gap(self) -> None:
        """End the place that was begun last."""
        self._gaps.pop()

    def control(self, control: etree._Element, line: Line) -> None:
        """Add what is filled in to a control of a form."""
        found = self._controls.get(control.get(DRAW + "control", ""))
        if found is not None:
            line.begin_gap(found.name)
            line.add(found.text)
            line.end_gap()
            line.add(f" {found.beside}" if found.beside else "")

    def _inside(self, element: etree._Element, look: Look, line: Line) -> None:
        self._say(element.text, look, line)
        for child in element:
            self._add(child, look, line)
            self._say(child.tail, look, line)

    def _add(self, child: etree._Element, look: Look, line: Line) -> None:
        tag = child.tag
        if tag == TEXT + "span":
            style = child.get(TEXT + "style-name", "")
            if not (self._styles.is_prompt(style) and _shows_prompt(child.getparent())):
                self._inside(child, self._styles.look("text", style).over(look), line)
        elif tag in _SAID:
            line.add(_SAID[tag] * _times(child.get(TEXT + "c", "1")))
        elif tag in {TEXT + "note-body", OFFICE + "annotation", DRAW + "text-box"}:
            self._aside.append(child)
        elif tag == DRAW + "control":
            self.control(child, line)
        elif tag.startswith((LOEXT, FIELD)) or tag in {TEXT + "text-input", TEXT + "drop-down", TEXT + "placeholder"}:
            self._field(child, look, line)
        elif tag.startswith(DRAW) and child.find(TEXT + "p") is not None:
            self._aside.append(child)
        elif tag not in _NOT_SHOWN:
            self._inside(child, look, line)

    def _field(self, field: etree._Element, look: Look, line: Line) -> None:
        """Add a place to be filled in, with what is filled in."""
        tag = field.tag
        if tag == FIELD + "fieldmark-start":
            self._marks.append(field.get(TEXT + "name", ""))
            line.begin_gap(self._marks[-1])
        elif tag == FIELD + "fieldmark-end":
            if self._marks:
                self._marks.pop()
            line.end_gap()
        elif tag == FIELD + "fieldmark":
            line.begin_gap(field.get(TEXT + "name", ""))
            line.add(fieldmark(field) or "")
            line.end_gap()
        elif tag == LOEXT + "content-control":
            self._content_control(field, look, line)
        elif tag.startswith(TEXT):
            line.begin_gap(field.get(TEXT + "name") or field.get(TEXT + "description", ""))
            if tag != TEXT + "placeholder":
                self._inside(field, look, line)
            line.end_gap()
        elif tag not in _NOT_SHOWN:
            self._inside(field, look, line)

    def _content_control(self, control: etree._Element, look: Look, line: Line) -> None:
        line.begin_gap(control.get(LOEXT + "tag") or control.get(LOEXT + "alias", ""))
        shown = "".join(str(text) for text in control.itertext())
        if control.get(LOEXT + "checkbox") == "true" and not {TICKED, EMPTY_BOX} & {*shown}:
            line.add(TICKED if control.get(LOEXT + "checked") == "true" else EMPTY_BOX)
        else:
            self._inside(control, look, line)
        line.end_gap()

    def _say(self, text: str | None, look: Look, line: Line) -> None:
        if not text or look.hidden:
            return
        text = _SPACES.sub(" ", text)
        if text[0] == " " and not line.last:
            text = text[1:]
        line.add(drawn_in(look.font or "", text), bold=bool(look.bold), struck=bool(look.struck))


def _times(count: str) -> int:
    return min(int(count), _MOST_SPACES) if count.isdecimal() else 1


def _shows_prompt(control: etree._Element | None) -> bool:
    return control is not None and control.get(LOEXT + "showing-place-holder") == "true"
