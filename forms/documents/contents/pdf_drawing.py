"""What is drawn on a page of a PDF, and where: words, ruled lines, small boxes (ISO 32000-1, sections 8 and 9).

The page's own program is followed step by step. Places are in points from the page's lower left corner, as it is read:
a page that lies on its side is turned first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject, StreamObject
from pypdf.generic._font import Font  # how wide a letter is, which pypdf offers nowhere else

from forms.documents.content import EMPTY_BOX, TICKED, Trouble
from forms.documents.contents.unread import Unread

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Place: TypeAlias = tuple[float, float]

MOST_STEPS = 100_000
"""Steps of one page's program; a dense page has some thousands."""
MOST_COMPARED = 5_000_000
"""How often a word and a line of one page are compared."""
MOST_PLACED = 1_000
"""Drawings that are placed on one page."""
_DEEPEST = 5
"""Drawings within drawings."""
_UNTURNED: Matrix = (1, 0, 0, 1, 0, 0)
_BOLD = re.compile("bold|black|heavy|demi", re.IGNORECASE)
_TICKS = frozenset("✓✔✗✘xX×4")
_DINGBATS = {
    "wingdings": {0x6F: EMPTY_BOX, 0x71: EMPTY_BOX, 0x72: EMPTY_BOX, 0xA8: EMPTY_BOX}
    | dict.fromkeys((0x78, 0xFB, 0xFC, 0xFD, 0xFE), TICKED),
    "zapfdingbats": {0x6E: EMPTY_BOX, 0x6F: EMPTY_BOX, 0x70: EMPTY_BOX, 0x71: EMPTY_BOX, 0x72: EMPTY_BOX}
    | dict.fromkeys((0x33, 0x34, 0x35, 0x36, 0x37, 0x38), TICKED),
}
"""Which letters of a font of signs are boxes and ticks."""
_SMALLEST_BOX, _LARGEST_BOX = 5.0, 17.0
_THIN = 2.5
"""Points: a filled bar no thicker is a ruled line."""


@dataclass(frozen=True)
class Word:
    """Some letters drawn at once: from `x` to `end` on the line `y`; of a form's field, `gap` is its name."""

    x: float
    end: float
    y: float
    size: float
    text: str = field(repr=False)
    is_bold: bool = False
    is_struck: bool = False
    gap: str | None = None


@dataclass(frozen=True)
class Rule:
    """A ruled line, upright or level: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass
class Drawing:
    """All that is drawn on a page."""

    words: list[Word] = field(default_factory=list, repr=False)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    has_pictures: bool = False


def drawn(page: PageObject) -> Drawing:
    """Give what is drawn on a page. Raises `Unread` where it is more than any form has."""
    pen = _Pen(page)
    contents = page.get("/Contents")
    if contents is not None:
        pen.follow(ContentStream(contents.get_object(), page.pdf, "bytes"), page.get("/Resources"), 0)
    return pen.finished()


@dataclass
class _State:
    """What the program has set (8.4.1, 9.3.1)."""

    matrix: Matrix
    font: Font | None = None
    size: float = 0
    between_letters: float = 0
    between_words: float = 0
    stretched: float = 100
    leading: float = 0
    raised: float = 0


class _Pen:
    def __init__(self, page: PageObject) -> None:
        self.page = page
        self.drawing = Drawing()
        self.state = _State(turned(page))
        self.kept: list[_State] = []
        self.line: Matrix = _UNTURNED
        self.text: Matrix = _UNTURNED
        self.path: list[tuple[Place, Place]] = []
        self.at: Place = (0, 0)
        self.begun: Place = (0, 0)
        self.squares: list[tuple[Place, Place]] = []
        self.slants: list[tuple[Place, Place]] = []
        self.fonts: dict[int, Font] = {}
        self.steps = self.placed = 0
        self.turns: list[tuple[Word, int]] = []

    def finished(self) -> Drawing:
        """Give the drawing, without what is written along the side of the page."""
        usual = Counter(turn for _, turn in self.turns).most_common(1)
        self.drawing.words = [word for word, turn in self.turns if turn == usual[0][0]]
        if self._is_too_busy():
            self.squares, self.drawing.level, self.drawing.upright = [], [], []
        self._tick_squares()
        self._strike_words()
        return self.drawing

    def _is_too_busy(self) -> bool:
        """Tell whether so much is drawn that it is no form but a picture: its lines are then left out."""
        rules = len(self.drawing.level) + len(self.drawing.upright)
        compared = len(self.drawing.words) * (rules + len(self.squares)) + len(self.squares) ** 2
        return compared > MOST_COMPARED

    def follow(self, stream: ContentStream, resources: Any, depth: int) -> None:
        """Follow a program to its end."""
        found = resources.get_object() if resources is not None else None
        found = found if isinstance(found, DictionaryObject) else DictionaryObject()
        for operands, operator in stream.operations:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise Unread(Trouble.TOO_LARGE)
            try:
                self._step(operator, operands, found, depth)
            except (IndexError, TypeError, ValueError, KeyError, AttributeError):
                continue  # a step that makes no sense is left out, as every viewer does

    def _step(self, operator: bytes, given: list[Any], resources: DictionaryObject, depth: int) -> None:
        if operator in _TEXT:
            self._write(operator, given, resources)
        elif operator in _PATH:
            self._draw(operator, [float(each) for each in given])
        elif operator == b"q":
            self.kept.append(replace(self.state))
        elif operator == b"Q" and self.kept:
            self.state = self.kept.pop()
        elif operator == b"cm":
            self.state.matrix = _times(_matrix(given), self.state.matrix)
        elif operator == b"Do":
            beside: Any = resources["/XObject"]
            self._place(beside[given[0]], resources, depth)
        elif operator == b"INLINE IMAGE":
            self.drawing.has_pictures = True

    def _place(self, drawn: Any, resources: DictionaryObject, depth: int) -> None:
        """Draw what is kept beside the page (8.8, 8.10)."""
        self.placed += 1
        if self.placed > MOST_PLACED:
            raise Unread(Trouble.TOO_LARGE)
        drawn = drawn.get_object()
        if drawn.get("/Subtype") == "/Image":
            self.drawing.has_pictures = True
        if drawn.get("/Subtype") != "/Form" or depth >= _DEEPEST or not isinstance(drawn, StreamObject):
            return
        before, self.state = self.state, replace(self.state)
        if "/Matrix" in drawn:
            self.state.matrix = _times(_matrix(drawn["/Matrix"]), self.state.matrix)
        kept, self.kept = self.kept, []
        self.follow(
            ContentStream(drawn, self.page.pdf, "bytes"),
            drawn.get("/Resources", resources),
            depth + 1,
        )
        self.kept, self.state = kept, before

    def _write(self, operator: bytes, given: list[Any], resources: DictionaryObject) -> None:
        """Take a step of writing: about letters, about where they stand, or the letters themselves."""
        if operator == b"Tf":
            fonts: Any = resources["/Font"]
            self.state.size = float(given[1])
            self.state.font = self._font(fonts[given[0]].get_object())
        elif operator in _SETTINGS:
            setattr(self.state, _SETTINGS[operator], float(given[0]))
        elif operator in _SHOWN:
            self._show_all(operator, given)
        else:
            self._go(operator, given)

    def _go(self, operator: bytes, given: list[Any]) -> None:
        """Go where the next letters stand (9.4.2)."""
        if operator == b"BT":
            self.line = self.text = _UNTURNED
        elif operator == b"Tm":
            self.line = self.text = _matrix(given)
        elif operator == b"T*":
            self._next_line(0, -self.state.leading)
        else:
            if operator == b"TD":
                self.state.leading = -float(given[1])
            self._next_line(float(given[0]), float(given[1]))

    def _show_all(self, operator: bytes, given: list[Any]) -> None:
        """Write what a step holds (9.4.3)."""
        state = self.state
        if operator == b"TJ":
            for each in given[0]:
                if isinstance(each, (int, float)):
                    self._move(-float(each) / 1000 * state.size * state.stretched / 100)
                else:
                    self._show(each)
            return
        if operator == b'"':
            state.between_words, state.between_letters = float(given[0]), float(given[1])
        if operator != b"Tj":
            self._next_line(0, -state.leading)
        self._show(given[-1])

    def _next_line(self, x: float, y: float) -> None:
        self.line = self.text = _times((1, 0, 0, 1, x, y), self.line)

    def _move(self, x: float) -> None:
        self.text = _times((1, 0, 0, 1, x, 0), self.text)

    def _font(self, described: DictionaryObject) -> Font:
        key = id(described)
        if key not in self.fonts:
            self.fonts[key] = Font.from_font_resource(described)
        return self.fonts[key]

    def _show(self, codes: bytes) -> None:
        """Write some letters (9.4.4)."""
        state, font = self.state, self.state.font
        if font is None or not isinstance(codes, bytes):
            return
        letters, text = _letters(font, codes)
        wide = sum(font.space_width if each == font.space_char else font.get_text_width(each) for each in letters)
        advance = wide / 1000 * state.size + len(letters) * state.between_letters
        advance += letters.count(font.space_char) * state.between_words
        advance *= state.stretched / 100
        if text.strip():
            begin = _times(self.text, state.matrix)
            x, y = moved(begin, (0, state.raised))
            end, end_y = moved(begin, (advance, state.raised))
            turn = _turn(begin)
            x, y, end = (x, y, end) if turn % 180 == 0 else (y, -x, end_y)
            x, y, end = (x, y, end) if turn in {0, 90} else (-x, -y, -end)
            size = abs(state.size) * (begin[2] ** 2 + begin[3] ** 2) ** 0.5
            word = Word(min(x, end), max(x, end), y, size or 1, text, bool(_BOLD.search(font.name)))
            self.turns.append((word, turn))
        self._move(advance)

    def _draw(self, operator: bytes, given: list[float]) -> None:
        if operator == b"re":
            x, y, width, height = given
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            self._shape([moved(self.state.matrix, corner) for corner in corners])
        elif operator == b"m":
            self.at = self.begun = moved(self.state.matrix, (given[0], given[1]))
        elif operator in {b"l", b"c", b"v", b"y"}:
            to = moved(self.state.matrix, (given[-2], given[-1]))
            self.path.append((self.at, to))
            self.at = to
        elif operator == b"h":
            self.path.append((self.at, self.begun))
        else:
            self._end_path(operator)

    def _shape(self, corners: list[Place]) -> None:
        self.path.extend(zip(corners, [*corners[1:], corners[0]], strict=True))

    def _end_path(self, operator: bytes) -> None:
        """Keep of a finished path what was drawn with a line, and filled bars that are as thin as one."""
        path, self.path = self.path, []
        if operator == b"n" or not path:
            return
        across = [x for (x, _), _ in path], [y for (_, y), _ in path]
        low, high = (min(across[0]), min(across[1])), (max(across[0]), max(across[1]))
        width, height = high[0] - low[0], high[1] - low[1]
        if operator in _FILLED and min(width, height) > _THIN:
            return
        if len(path) >= 4 and _is_box(width, height):
            self.squares.append((low, high))
            return
        for (x, y), (to_x, to_y) in path:
            if abs(x - to_x) > _THIN and abs(y - to_y) > _THIN:
                self.slants.append(((x, y), (to_x, to_y)))
            elif abs(y - to_y) <= _THIN < abs(x - to_x):
                self.drawing.level.append(Rule((y + to_y) / 2, min(x, to_x), max(x, to_x)))
            elif abs(y - to_y) > _THIN:
                self.drawing.upright.append(Rule((x + to_x) / 2, min(y, to_y), max(y, to_y)))

    def _tick_squares(self) -> None:
        """Turn each small square into a box to tick, ticked where something is drawn or written in it."""
        single = [each for each in dict.fromkeys(self.squares) if not any(_touch(each, one) for one in self.squares)]
        for (left, low), (right, high) in single:
            inside = [
                word
                for word in self.drawing.words
                if left - 2 <= (word.x + word.end) / 2 <= right + 2 and low - 2 <= word.y + word.size / 4 <= high + 2
            ]
            if any(word.text.strip() not in _TICKS | {TICKED, EMPTY_BOX} for word in inside):
                continue  # a small cell with something in it
            crossed = any(left - 2 <= x <= right + 2 and low - 2 <= y <= high + 2 for (x, y), _ in self.slants)
            self.drawing.words = [word for word in self.drawing.words if word not in inside]
            box = TICKED if crossed or any(word.text.strip() != EMPTY_BOX for word in inside) else EMPTY_BOX
            self.drawing.words.append(Word(left, right, low + (high - low) * 0.2, high - low, box))

    def _strike_words(self) -> None:
        """Mark what a line goes through. Such a line is no edge of a cell."""
        words: list[Word] = []
        strikes: set[Rule] = set()
        for word in self.drawing.words:
            low, high = word.y + word.size * _STRUCK[0], word.y + word.size * _STRUCK[1]
            through = [
                rule
                for rule in self.drawing.level
                if low < rule.at < high and min(rule.end, word.end) - max(rule.start, word.x) > word.size / 2
            ]
            strikes.update(through)
            words.extend(_parted(word, through[0]) if through else [word])
        self.drawing.words = words
        self.drawing.level = [rule for rule in self.drawing.level if rule not in strikes]


_STRUCK = (0.12, 0.5)
"""Of the letters' height above the line: where a line goes through them."""
_SETTINGS = {
    b"Tc": "between_letters",
    b"Tw": "between_words",
    b"Tz": "stretched",
    b"TL": "leading",
    b"Ts": "raised",
}
_SHOWN = {b"Tj", b"TJ", b"'", b'"'}
_TEXT = {b"BT", b"Tf", b"Tm", b"Td", b"TD", b"T*", *_SHOWN, *_SETTINGS}
_FILLED = {b"f", b"F", b"f*"}
_PATH = {b"re", b"m", b"l", b"c", b"v", b"y", b"h", b"n", b"S", b"s", b"B", b"B*", b"b", b"b*", *_FILLED}


def turned(page: PageObject) -> Matrix:
    """Give how a page is turned before it is read (7.7.3.3), its lower left corner at 0."""
    box = page.mediabox
    left, low, right, high = (float(each) for each in (box.left, box.bottom, box.right, box.top))
    return {
        0: (1, 0, 0, 1, -left, -low),
        90: (0, -1, 1, 0, -low, right),
        180: (-1, 0, 0, -1, right, high),
        270: (0, 1, -1, 0, high, -left),
    }.get(page.rotation % 360, _UNTURNED)


def _letters(font: Font, codes: bytes) -> tuple[str, str]:
    """Give the letters as the font counts them, and the text that they stand for."""
    signs = next((each for name, each in _DINGBATS.items() if name in font.name.lower().replace(" ", "")), {})
    if isinstance(font.encoding, str):
        letters = codes.decode(font.encoding, "replace")
        shown = [font.character_map.get(each, each) for each in letters]
        numbers = [ord(each[0]) & 0xFF if each else 0 for each in shown]
    else:
        letters = "".join(map(chr, codes))
        shown = [font.encoding.get(code, chr(code)) for code in codes]
        shown = [font.character_map.get(each, each) for each in shown]
        numbers = list(codes)
    return letters, "".join(signs.get(number, each) for number, each in zip(numbers, shown, strict=True))


def _matrix(given: Any) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in given)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(matrix: Matrix, place: Place) -> Place:
    a, b, c, d, e, f = matrix
    x, y = place
    return a * x + c * y + e, b * x + d * y + f


def _turn(matrix: Matrix) -> int:
    """Give in which direction it is written: 0, 90, 180 or 270."""
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def _is_box(width: float, height: float) -> bool:
    return _SMALLEST_BOX <= width <= _LARGEST_BOX and abs(width - height) <= width / 4 + 1


def _touch(one: tuple[Place, Place], other: tuple[Place, Place]) -> bool:
    """Tell whether two squares stand side by side, as the cells for the letters of a word do."""
    (left, low), (right, _) = one
    (other_left, other_low), (other_right, _) = other
    return one != other and abs(low - other_low) < 2 and (abs(right - other_left) < 2 or abs(left - other_right) < 2)


def _parted(word: Word, rule: Rule) -> list[Word]:
    """Part a word into what a line goes through, and what stands before and after it."""
    wide = (word.end - word.x) / len(word.text)
    begins = max(0, round((rule.start - word.x) / wide))
    ends = min(len(word.text), round((rule.end - word.x) / wide))
    parts = ((0, begins, False), (begins, ends, True), (ends, len(word.text), False))
    return [
        replace(word, x=word.x + start * wide, end=word.x + end * wide, text=word.text[start:end], is_struck=struck)
        for start, end, struck in parts
        if start < end
    ]
