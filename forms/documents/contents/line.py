"""Building one line of a document from pieces, with what was done to each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from forms.documents.content import Mark, MarkKind, Text
from forms.documents.contents.boxes import BOX, PRIVATE, Boxes, private

_PROMPT = (
    r"(?:Click|Tap)(?: or tap)?(?: here)? to (?:enter|add|type|choose|select|insert|pick) (?:some |your |a |an |the )?"
    r"(?:text|date|item|value|name)\b\.?|(?:Choose|Select|Pick) an (?:item|option)\.?"
)
"""What Word and LibreOffice show in a place that is still to be filled in, in the words of their own dialogues."""
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\ufeff"
_REPLACED = re.compile(rf"(?P<prompt>{_PROMPT})|(?P<box>{BOX})|(?P<private>[{PRIVATE}])|[{_UNSEEN}]")
_MARKS_AT_ONE_PLACE = 4
_IS_PROMPT = re.compile(rf"\s*(?:{_PROMPT})\s*")


class Line:
    """One line of a document. Pieces are added in reading order; `text` gives what came of them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._open: list[tuple[int, int, str]] = []
        """Places to be filled in: how many pieces and letters come before, and the name."""
        self._not_bold = False

    @property
    def last(self) -> str:
        """The last letter; empty where nothing was added."""
        return self._pieces[-1][-1] if self._pieces else ""

    @property
    def so_far(self) -> str:
        """All that was added."""
        return "".join(self._pieces)

    def add(self, text: str, *, bold: bool = False, struck: bool = False) -> None:
        """Add some words."""
        if not text:
            return
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        if bold:
            self._mark(start, MarkKind.BOLD)
        elif not text.isspace():
            self._not_bold = True
        if struck:
            self._mark(start, MarkKind.STRUCK)

    def begin_gap(self, name: str) -> None:
        """Begin a place made to be filled in. Such places may stand in one another."""
        self._open.append((len(self._pieces), self._length, name))

    def end_gap(self) -> None:
        """End the place that was begun last. Blanks in it, and what is shown while it is empty, are left out."""
        if not self._open:
            return  # an end without a beginning, in a damaged document
        pieces, start, name = self._open.pop()
        filled = "".join(self._pieces[pieces:])
        if not filled.strip() or _IS_PROMPT.fullmatch(filled):
            del self._pieces[pieces:]
            self._length = start
            while self._marks and self._marks[-1].end > start:
                self._marks.pop()
        self._marks.append(Mark(start, self._length, MarkKind.GAP, name))

    def text(self, *, is_heading: bool = False, may_be_heading: bool = False) -> Text:
        """Give the line; every place still open ends. It is a heading where it is all bold and `may_be_heading`."""
        while self._open:
            self.end_gap()
        text, marks = _replaced("".join(self._pieces), self._marks)
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
        """Mark what was added last, together with what was marked so just before it."""
        for at in range(len(self._marks) - 1, max(len(self._marks) - _MARKS_AT_ONE_PLACE, 0) - 1, -1):
            if self._marks[at].kind is kind and self._marks[at].end == start and not self._begins_gap_at(start):
                start = self._marks.pop(at).start
                break
        self._marks.append(Mark(start, self._length, kind))

    def _begins_gap_at(self, place: int) -> bool:
        return bool(self._open) and self._open[-1][1] == place


def _order(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _held(at: int, most: int) -> int:
    return min(max(at, 0), most)


def _replaced(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Give the text with its tick boxes as they are in every document, and without prompts."""
    swaps = [*_REPLACED.finditer(text)]
    if not swaps:
        return text, marks
    boxes = Boxes(text)
    instead = [_instead(found, boxes) for found in swaps]
    ends = [0, *(found.end() for found in swaps)]
    kept = (text[end : found.start()] for end, found in zip(ends, swaps, strict=False))
    places = _Places(swaps, instead)
    moved = [Mark(places.start(mark.start), places.end(mark.end), mark.kind, mark.name) for mark in marks]
    prompts = [Mark(at, at, MarkKind.GAP) for found in swaps if found["prompt"] for at in [places.start(found.start())]]
    pieces = (piece for both in zip(kept, instead, strict=True) for piece in both)
    return "".join([*pieces, text[ends[-1] :]]), [*moved, *prompts]


def _instead(found: re.Match[str], boxes: Boxes) -> str:
    if found["box"]:
        return boxes.box(found[0])
    return private(found[0]) if found["private"] else ""


class _Places:
    """Where the places of a text are after parts of it were swapped for others."""

    def __init__(self, swaps: list[re.Match[str]], instead: list[str]) -> None:
        self._starts = [found.start() for found in swaps]
        self._ends = [found.end() for found in swaps]
        longer = (len(new) - len(found[0]) for new, found in zip(instead, swaps, strict=True))
        self._shifts = [*accumulate(longer, initial=0)]

    def start(self, at: int) -> int:
        """Give where what began at a place begins now; what began within a part that was swapped begins before it."""
        done = bisect_right(self._ends, at)
        within = done < len(self._starts) and self._starts[done] < at
        return (self._starts[done] if within else at) + self._shifts[done]

    def end(self, at: int) -> int:
        """Give where what ended at a place ends now; what ended within a part that was swapped ends after it."""
        done = bisect_left(self._ends, at)
        within = done < len(self._starts) and self._starts[done] < at
        return (self._ends[done] if within else at) + self._shifts[done + 1 if within else done]
