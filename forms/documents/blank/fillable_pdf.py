"""The blank form as a PDF to be filled in with any reader: each space is a form field with the name of its question.

A dot in the name of a field would make it a field within another (ISO 32000-1, 12.7.3.2), so that a colon stands for
it. The names that are read aloud say which question and which row it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from forms.documents.blank.sheet import Part, Place, Row, Sheet, shares
from forms.documents.contents.own_form import FORM, VERSION
from forms.vocabulary import Choice, Kind
from forms.words import say

_PLAIN, _BOLD = "Vera", "VeraBd"
"""Fonts that come with reportlab, so that the form looks the same everywhere."""
_INK, _GREY, _LINE, _BAND = (HexColor(each) for each in ("#0b0c0c", "#505a5f", "#b1b4b6", "#f3f2f1"))
_WIDTH, _HEIGHT = A4
_MARGIN, _TOP, _BOTTOM = 50.0, _HEIGHT - 62, 62.0
_LABELS, _PADDING = 190.0, 5.0
_BOX, _BESIDE, _BELOW = 11.0, 5.0, 4.0
"""A box, and how far from it its label and the next box stand."""
_HEIGHTS = {Kind.LONG_TEXT: 150.0, Kind.ADDRESS: 44.0, Kind.TEXT: 24.0}
_ONE_LINE = 20.0
_NOT_CHOSEN = " "


def write(sheet: Sheet) -> bytes:
    """Give the form as a PDF."""
    count = _Writer(sheet, 0).drawn()[1]
    drawn, _ = _Writer(sheet, count).drawn()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn)))
    writer.add_metadata({f"/{FORM}": sheet.form, f"/{VERSION}": sheet.version})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en-GB")
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    for page in writer.pages:
        page[NameObject("/Tabs")] = NameObject("/R")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


@dataclass(frozen=True)
class _Style:
    font: str
    size: float
    ink: Any

    @property
    def leading(self) -> float:
        return self.size * 1.32

    def lines(self, text: str, width: float) -> list[str]:
        found: list[str] = simpleSplit(_shown(text), self.font, self.size, width)
        return found


_TITLE = _Style(_BOLD, 20, _INK)
_HEADING = _Style(_BOLD, 14, _INK)
_ROW = _Style(_BOLD, 11.5, _INK)
_BODY = _Style(_PLAIN, 10, _INK)
_LABEL = _Style(_BOLD, 9, _INK)
_HINT = _Style(_PLAIN, 8, _GREY)
_CHOICE = _Style(_PLAIN, 9, _INK)
_EDGE = _Style(_BOLD, 9, _INK)


class _Writer:
    def __init__(self, sheet: Sheet, count: int) -> None:
        self.sheet, self.count, self.page = sheet, count, 1
        for name in (_PLAIN, _BOLD):
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        self.made = BytesIO()
        self.canvas: Any = Canvas(self.made, pagesize=A4, invariant=True)
        self.y = _TOP

    def drawn(self) -> tuple[bytes, int]:
        """Draw everything; gives the PDF and how many pages it has."""
        self.canvas.setTitle(self.sheet.title)
        self.canvas.setAuthor(self.sheet.asked_by)
        self._edges()
        self._lines(_TITLE, self.sheet.title, after=4)
        self._lines(_BODY, self.sheet.asked_by, after=10)
        for number, (title, texts) in enumerate(self.sheet.first):
            top = self.y - 14
            self._heading(title)
            for text in texts:
                self._lines(_BODY, text, after=5)
            if number == 0:
                self.canvas.setFillColor(_INK)
                self.canvas.rect(_MARGIN - 12, self.y, 5, top - self.y, stroke=0, fill=1)
        for number, part in enumerate(self.sheet.parts):
            if number == 0:
                self._next_page()
            self._part(part)
        self._lines(_HINT, self.sheet.told_version)
        self.canvas.save()
        return self.made.getvalue(), self.page

    def _edges(self) -> None:
        """Write what stands at the edges of each page."""
        middle = _WIDTH / 2
        self.canvas.setFillColor(_INK)
        self.canvas.setFont(_EDGE.font, _EDGE.size)
        self.canvas.drawCentredString(middle, _HEIGHT - 32, _shown(self.sheet.marking))
        self.canvas.drawCentredString(middle, 38, _shown(self.sheet.marking))
        self.canvas.setFont(_HINT.font, _HINT.size)
        numbered = say("blank_form.page", number=self.page, count=self.count)
        self.canvas.drawCentredString(middle, 26, _shown(numbered))

    def _next_page(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = _TOP
        self._edges()

    def _room_for(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self._next_page()

    def _lines(self, style: _Style, text: str, *, after: float = 0) -> None:
        lines = style.lines(text, _WIDTH - 2 * _MARGIN)
        self._room_for(len(lines) * style.leading)
        self.y = self._written(style, lines, _MARGIN, self.y) - after

    def _written(self, style: _Style, lines: Sequence[str], x: float, y: float) -> float:
        """Write lines from `y` down; gives where they end."""
        self.canvas.setFillColor(style.ink)
        self.canvas.setFont(style.font, style.size)
        for line in lines:
            self.canvas.drawString(x, y - style.size, line)
            y -= style.leading
        return y

    def _heading(self, title: str) -> None:
        self.y -= 14
        self._room_for(110)
        self.canvas.bookmarkPage(title)
        self.canvas.addOutlineEntry(title, title)
        self._lines(_HEADING, title, after=5)

    def _part(self, part: Part) -> None:
        self._heading(part.title)
        for note in part.notes:
            self._lines(_BODY, note, after=5)
        self._labelled(part.places, "")
        if part.is_table:
            self._side_by_side(part.rows)
        else:
            for row in part.rows:
                self.y -= 12
                self._room_for(90)
                self._lines(_ROW, row.title, after=5)
                self._labelled(row.places, f"{row.title}: ")
        if part.more:
            self.y -= 4
            self._lines(_HINT, part.more, after=4)

    def _labelled(self, places: Sequence[Place], called: str) -> None:
        """Draw labels, each with its space beside it."""
        for place in places:
            label = _LABEL.lines(place.label, _LABELS - 2 * _PADDING)
            hints = [line for hint in place.hints for line in _HINT.lines(hint, _LABELS - 2 * _PADDING)]
            width = _WIDTH - 2 * _MARGIN - _LABELS
            told = len(label) * _LABEL.leading + len(hints) * _HINT.leading
            height = max(told, self._height(place, width - 2 * _PADDING)) + 2 * _PADDING
            self._room_for(height)
            self._cell(_MARGIN, _LABELS, height, is_label=True)
            self._cell(_MARGIN + _LABELS, width, height)
            y = self._written(_LABEL, label, _MARGIN + _PADDING, self.y - _PADDING)
            self._written(_HINT, hints, _MARGIN + _PADDING, y)
            self._space(place, called, _MARGIN + _LABELS + _PADDING, width - 2 * _PADDING, height - 2 * _PADDING)
            self.y -= height

    def _side_by_side(self, rows: Sequence[Row]) -> None:
        """Draw rows below their labels, which stand on each page again."""
        labels = rows[0].places
        widths = [each * (_WIDTH - 2 * _MARGIN) for each in shares(labels)]
        for number, row in enumerate(rows):
            height = 2 * _PADDING + max(
                self._height(place, width - 2 * _PADDING) for place, width in zip(row.places, widths, strict=True)
            )
            page = self.page
            self._room_for(height if number else height + 80)
            if number == 0 or page != self.page:
                self._heads(labels, widths)
            x = _MARGIN
            for place, width in zip(row.places, widths, strict=True):
                self._cell(x, width, height)
                self._space(place, f"{row.title}: ", x + _PADDING, width - 2 * _PADDING, height - 2 * _PADDING)
                x += width
            self.y -= height

    def _heads(self, labels: Sequence[Place], widths: Sequence[float]) -> None:
        told = [
            (
                _LABEL.lines(place.label, width - 2 * _PADDING),
                [line for hint in place.hints for line in _HINT.lines(hint, width - 2 * _PADDING)],
            )
            for place, width in zip(labels, widths, strict=True)
        ]
        height = max(len(label) * _LABEL.leading + len(hints) * _HINT.leading for label, hints in told) + 2 * _PADDING
        x = _MARGIN
        for (label, hints), width in zip(told, widths, strict=True):
            self._cell(x, width, height, is_label=True)
            y = self._written(_LABEL, label, x + _PADDING, self.y - _PADDING)
            self._written(_HINT, hints, x + _PADDING, y)
            x += width
        self.y -= height

    def _cell(self, x: float, width: float, height: float, *, is_label: bool = False) -> None:
        self.canvas.setStrokeColor(_LINE)
        self.canvas.setFillColor(_BAND)
        self.canvas.setLineWidth(0.5)
        self.canvas.rect(x, self.y - height, width, height, fill=int(is_label))

    def _height(self, place: Place, width: float) -> float:
        if place.has_boxes:
            *_, (_, _, down, lines) = _boxes_of(place, width)
            return down + max(len(lines) * _CHOICE.leading, _BOX) + _BELOW
        if place.kind is Kind.SIGNATURE:
            return 2 * (_ONE_LINE + 4)
        return _HEIGHTS.get(place.kind, _ONE_LINE)

    def _space(self, place: Place, called: str, x: float, width: float, height: float) -> None:
        """Draw the fields of a place, `height` high at most, from the top of its cell."""
        form, top = self.canvas.acroForm, self.y - _PADDING
        tip = f"{called}{place.label}"
        look = {"borderColor": _LINE, "fillColor": None, "textColor": _INK, "borderWidth": 0.5}
        if place.has_boxes:
            self._boxes(place, tip, x, width)
        elif place.has_list:
            first = (_shown(say("blank_form.choose")), _NOT_CHOSEN)
            options = [first, *((_shown(choice.label), choice.id) for choice in place.choices)]
            form.choice(
                name=_field(place.name), tooltip=tip, value=_NOT_CHOSEN, options=options,
                x=x, y=top - _ONE_LINE, width=width, height=_ONE_LINE, fontSize=10, fieldFlags="combo", **look,
            )  # fmt: skip
        elif place.kind is Kind.SIGNATURE:
            for number, part in enumerate(("name", "date")):
                said, y = say(f"blank_form.{part}"), top - (_ONE_LINE + 4) * number
                self._written(_CHOICE, [_shown(f"{said}:")], x, y - 4)
                form.textfield(
                    name=_field(place.part(part)), tooltip=f"{tip}: {said}", maxlen=None, fontSize=10, fieldFlags="",
                    x=x + 40, y=y - _ONE_LINE, width=width - 40, height=_ONE_LINE, **look,
                )  # fmt: skip
        else:
            high = _ONE_LINE if place.is_short else max(_HEIGHTS.get(place.kind, 0), _ONE_LINE)
            high = max(high, height) if not place.is_short else high
            form.textfield(
                name=_field(place.name), tooltip=tip, maxlen=None, fontSize=10,
                fieldFlags="" if place.is_short else "multiline",
                x=x, y=top - high, width=width, height=high, **look,
            )  # fmt: skip

    def _boxes(self, place: Place, tip: str, x: float, width: float) -> None:
        for choice, across, down, lines in _boxes_of(place, width):
            left, top = x + across, self.y - _PADDING - down
            self._box(place, choice, f"{tip} {choice.label}", left, top - _BOX)
            self._written(_CHOICE, lines, left + _BOX + _BESIDE, top - 0.5)

    def _box(self, place: Place, choice: Choice, tip: str, x: float, y: float) -> None:
        look = {"size": _BOX, "borderWidth": 1, "borderColor": _INK, "fillColor": None, "textColor": _INK}
        look |= {"tooltip": tip, "buttonStyle": "cross", "shape": "square", "x": x, "y": y}
        form = self.canvas.acroForm
        if place.kind is Kind.SEVERAL:
            form.checkbox(name=_field(place.part(choice.id)), **look)
        else:
            form.radio(name=_field(place.name), value=choice.id, fieldFlags="radio", **look)


def _boxes_of(place: Place, width: float) -> Iterator[tuple[Choice, float, float, list[str]]]:
    """Give each box with where it stands, across and down from the first, and its label in lines."""
    across = down = 0.0
    for choice in place.choices:
        lines = _CHOICE.lines(choice.label, width - _BOX - _BESIDE)
        taken = _BOX + 3 * _BESIDE + pdfmetrics.stringWidth(lines[0], _CHOICE.font, _CHOICE.size)
        if place.in_one_line and across and across + taken > width:
            across, down = 0.0, down + _BOX + _BELOW
        yield choice, across, down, lines
        if place.in_one_line:
            across += taken
        else:
            down += max(len(lines) * _CHOICE.leading, _BOX) + _BELOW


def _field(name: str) -> str:
    return name.replace(".", ":")


def _shown(text: str) -> str:
    """Give a text in letters that the font has, a letter without its accent where it has only that."""
    known = pdfmetrics.getFont(_PLAIN).face.charToGlyph
    return "".join(letter if ord(letter) in known else unicodedata.normalize("NFD", letter)[0] for letter in text)
