"""Building one line of a document from pieces, with what was done to each."""

from __future__ import annotations

import re

from forms.documents.content import Mark, MarkKind, Text
from forms.documents.contents.boxes import BOX, box

_PROMPT = (
    r"(?:Click|Tap)(?: or tap)?(?: here)? to (?:enter|add|type|choose|select|insert|pick) (?:some |your |a |an |the )?"
    r"(?:text|date|item|value|name)\b\.?|(?:Choose|Select|Pick) an (?:item|option)\.?"
)
"""What Word and LibreOffice show in a place that is still to be filled in, in the words of their own dialogues."""
_REPLACED = re.compile(rf"(?P<prompt>{_PROMPT})|(?P<box>{BOX})|\u00ad|\u200b|\ufeff")
_IS_PROMPT = re.compile(rf"\s*(?:{_PROMPT})\s*")


class Line:
    """One line of a document. Pieces are added in reading order; `text` gives what came of them."""

    def __init__(self) -> None:
        self._text = ""
        self._marks: list[Mark] = []
        self._open: list[tuple[int, str]] = []
        self._not_bold = False

    def add(self, text: str, *, bold: bool = False, struck: bool = False) -> None:
        """Add some words."""
        start = len(self._text)
        self._text += text
        if bold:
            self._mark(start, MarkKind.BOLD)
        elif not text.isspace():
            self._not_bold = True
        if struck:
            self._mark(start, MarkKind.STRUCK)

    @property
    def so_far(self) -> str:
        """The words that were added."""
        return self._text

    def begin_gap(self, name: str) -> None:
        """Begin a place made to be filled in. Such places may stand in one another."""
        self._open.append((len(self._text), name))

    def end_gap(self) -> None:
        """End the place that was begun last. Blanks in it, and what is shown while it is empty, are left out."""
        if not self._open:
            return  # an end without a beginning, in a damaged document
        start, name = self._open.pop()
        filled = self._text[start:]
        if not filled.strip() or _IS_PROMPT.fullmatch(filled):
            self._text = self._text[:start]
            self._marks = [mark for mark in self._marks if mark.end <= start]
        self._marks.append(Mark(start, len(self._text), MarkKind.GAP, name))

    def text(self, *, is_heading: bool = False, may_be_heading: bool = False) -> Text:
        """Give the line; every place still open ends. It is a heading where it is all bold and `may_be_heading`."""
        while self._open:
            self.end_gap()
        text, marks = _replaced(self._text, self._marks)
        kept = text.strip(" \n\r")
        before = len(text) - len(text.lstrip(" \n\r"))
        within = [
            Mark(_held(mark.start - before, len(kept)), _held(mark.end - before, len(kept)), mark.kind, mark.name)
            for mark in marks
        ]
        shown = tuple(
            sorted((mark for mark in within if mark.kind is MarkKind.GAP or mark.start < mark.end), key=_order)
        )
        is_bold = bool(kept) and not self._not_bold and not any(mark.kind is MarkKind.GAP for mark in shown)
        return Text(kept, shown, is_heading=bool(kept) and (is_heading or (may_be_heading and is_bold)))

    def _mark(self, start: int, kind: MarkKind) -> None:
        for at in range(len(self._marks) - 1, -1, -1):
            earlier = self._marks[at]
            if earlier.kind is kind and earlier.end == start and (not self._open or self._open[-1][0] < start):
                start = earlier.start
                del self._marks[at]
                break
        self._marks.append(Mark(start, len(self._text), kind))


def _order(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _held(at: int, most: int) -> int:
    return min(max(at, 0), most)


def _replaced(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Give the text with its tick boxes as they are in every document, and without prompts."""
    made: list[str] = []
    swaps: list[tuple[int, int, int]] = []
    prompts: list[Mark] = []
    end = length = 0
    for found in _REPLACED.finditer(text):
        instead = box(found[0], text) if found["box"] else ""
        made += [text[end : found.start()], instead]
        length += found.start() - end
        if found["prompt"]:
            prompts.append(Mark(length, length, MarkKind.GAP))
        swaps.append((found.start(), found.end(), len(instead)))
        length += len(instead)
        end = found.end()
    if not swaps:
        return text, marks
    moved = (
        Mark(_moved(mark.start, swaps), _moved(mark.end, swaps, is_end=True), mark.kind, mark.name) for mark in marks
    )
    return "".join([*made, text[end:]]), [*moved, *prompts]


def _moved(at: int, swaps: list[tuple[int, int, int]], *, is_end: bool = False) -> int:
    """Give where a place is after the swaps; one within what was swapped goes to the side that keeps it marked."""
    moved = at
    for start, end, length in swaps:
        if end <= at:
            moved += length - (end - start)
        elif start < at:
            return moved - (at - start) + (length if is_end else 0)
        else:
            break
    return moved
