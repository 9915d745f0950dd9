"""Tick boxes of every kind, drawn or typed, become `TICKED` and `EMPTY_BOX`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.documents.content import EMPTY_BOX, TICKED

_CHECKS = "✓✔☑🗸🗹✅√"
_CROSSES = "✗✘☒✕✖☓❌❎🗴🗵🗶🗷⮽⌧⊠"
_SAYS_NO = "✗✘✕✖❌"
"""Beside a tick. Alone such a cross is the tick."""
_FILLED = "■◼⬛◉🔘"
_EMPTY = "☐□◻⬜❏❐❑❒▢⬚"
_FILLED_CIRCLES, _CIRCLES = "●⬤", "○◯"

PRIVATE = "\uf000-\uf0ff"
"""Where the letters of symbol fonts stand in Unicode, as a class of letters in a pattern."""

BOX = (
    r"\[ ?[xX✓✔√✗✘☒*] ?\]|\( ?[xX✓✔√✗✘] ?\)|\[[ _\u00a0\u2002]{0,5}\](?!\()|\([ _\u00a0\u2002]{1,5}\)"
    rf"|[{_CHECKS}{_CROSSES}{_FILLED}{_EMPTY}{_FILLED_CIRCLES}{_CIRCLES}]\ufe0f?"
)
"""A pattern of everything that may be a tick box in a text."""


class Boxes:
    """What the tick boxes of one line are: some signs are boxes only beside others."""

    def __init__(self, line: str) -> None:
        self._circles_choose = any(each in line for each in _FILLED_CIRCLES) and any(each in line for each in _CIRCLES)
        self._ticks_choose = any(each in line for each in _CHECKS)

    def box(self, found: str) -> str:
        """Give the tick box that was found by `BOX`, or what was found where it is none here."""
        sign = found.strip("[]()_\ufe0f\u00a0\u2002 ")
        if not sign or sign in _EMPTY:
            return EMPTY_BOX
        if sign in _FILLED_CIRCLES + _CIRCLES:
            # bullets of a list too: they are choices only where both kinds stand on a line
            return found if not self._circles_choose else TICKED if sign in _FILLED_CIRCLES else EMPTY_BOX
        if sign in _SAYS_NO and self._ticks_choose:
            return EMPTY_BOX
        return TICKED


_WINGDINGS: Mapping[int, str] = MappingProxyType(
    dict.fromkeys((0x6E, 0x78, 0xFB, 0xFC, 0xFD, 0xFE), TICKED)
    | dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), EMPTY_BOX)
)
_WINGDINGS_2: Mapping[int, str] = MappingProxyType(
    dict.fromkeys((0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0xA2), TICKED) | {0xA3: EMPTY_BOX}
)
_OF_FONT: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "wingdings": _WINGDINGS,
        "wingdings 2": _WINGDINGS_2,
        "wingdings 3": {},
        "webdings": MappingProxyType({0x61: TICKED, 0x67: TICKED, 0x72: TICKED, 0x63: EMPTY_BOX}),
    }
)
"""By the character's number in the font; what each shows: L2/11-196 of the Unicode Consortium."""
_OF_NO_FONT: Mapping[int, str] = MappingProxyType({**_WINGDINGS_2, **_WINGDINGS, 0xD6: TICKED})
"""The last is the root sign of the font Symbol, which people take for a tick."""


def drawn_in(font: str, text: str) -> str:
    """Give a text as it is drawn in its font: in a symbol font, the boxes. Its other pictures say nothing."""
    of_font = _OF_FONT.get(font.casefold())
    if of_font is None:
        return text
    return "".join(letter if letter.isspace() else of_font.get(_number(letter), "") for letter in text)


def private(letter: str) -> str:
    """Give the box that a letter of a symbol font is, where nothing says which font; empty for another picture."""
    return _OF_NO_FONT.get(_number(letter), "")


def _number(letter: str) -> int:
    """Give the number of a letter in its font: Unicode has a place for private letters, where fonts may stand."""
    return ord(letter) - 0xF000 if PRIVATE[0] <= letter <= PRIVATE[-1] else ord(letter)
