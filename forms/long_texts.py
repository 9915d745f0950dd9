"""A long text in several boxes: cut so that each box takes its piece, and put together again exactly.

A box of Slack's takes 3,000 characters (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element).
Slack does not say what it counts as one, so the widest count is kept to: that of `forms.answers.text.characters`. Nor
does it say whether it keeps space at the ends of what was typed: so a text is cut at a space or a line end where it
can be, and what it was cut at is remembered beside the piece instead of standing in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forms.answers.text import characters, letters_within
from forms.vocabulary import ONE_BOX

FULL = 2_900
"""Characters of the longest piece that a text is cut into: a box keeps a little room for a change."""
ALMOST_FULL = 2_600
"""From here on a piece is cut where a line or a word ends, and a box asks for another one."""

JOINS = {"": "", "s": " ", "l": "\n", "p": "\n\n"}
"""What may stand between two pieces of a text that was cut, by the letter that remembers it."""
NEW = "n"
"""The letter of a box that was given to go on in: what is written there begins on a line of its own."""
_BEST_FIRST = ("p", "l", "s")
_BELONGS_TO_THE_LETTER_BEFORE = frozenset("\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_JOINER = "\u200d"


@dataclass(frozen=True)
class Piece:
    """What stands in one box, and the letter (of `JOINS`, or `NEW`) for what stands between it and the box before."""

    text: str = field(repr=False)
    join: str = ""


def boxes(longest: int) -> int:
    """Give how many boxes a text of so many characters may need."""
    return 1 if longest <= ONE_BOX else -(-longest // ALMOST_FULL)


def cut(text: str) -> tuple[Piece, ...]:
    """Cut a text into the pieces for its boxes, at least one. `joined` gives the same text again."""
    return (Piece(text),) if characters(text) <= ONE_BOX else tuple(_pieces(text))


def joined(pieces: Iterable[Piece]) -> str:
    """Put pieces together in their order: those of a text that was cut are exactly that text again.

    A new box goes on straight from one that is quite full, since only its end parts them.
    """
    whole, before = "", ""
    for piece in pieces:
        if piece.text:
            whole += (_gap(before, piece) if whole else "") + piece.text
            before = piece.text
    return whole


def _gap(before: str, piece: Piece) -> str:
    if piece.join != NEW:
        return JOINS.get(piece.join, "")
    goes_on = characters(before) >= ONE_BOX or before[-1].isspace() or piece.text[0].isspace()
    return "" if goes_on else JOINS["l"]


def is_almost_full(text: str) -> bool:
    """Tell whether a box that holds this text should be followed by another."""
    return characters(text) > ALMOST_FULL


def _pieces(text: str) -> Iterator[Piece]:
    join, rest = "", text
    while characters(rest) > FULL:
        end, following = _place_to_cut(rest)
        yield Piece(rest[:end], join)
        rest, join = rest[end + len(JOINS[following]) :], following
    yield Piece(rest, join)


def _place_to_cut(text: str) -> tuple[int, str]:
    """Give where the first piece ends, and the letter for what the text is cut at."""
    latest = letters_within(text, FULL)
    earliest = letters_within(text[:latest], ALMOST_FULL)
    for letter in _BEST_FIRST:
        found = (end for end in range(latest, earliest, -1) if _is_between_words(text, end, JOINS[letter]))
        if (end := next(found, None)) is not None:
            return end, letter
    found = (end for end in range(latest, earliest, -1) if _is_within_a_word(text, end))
    return next(found, latest), ""


def _is_between_words(text: str, end: int, gap: str) -> bool:
    """Tell whether a piece may end here with exactly this gap behind it, so that no space is left at either end."""
    after = end + len(gap)
    return text.startswith(gap, end) and not text[end - 1].isspace() and not text[after : after + 1].isspace()


def _is_within_a_word(text: str, end: int) -> bool:
    """Tell whether the text may be cut here without a gap: between two letters that are seen as two."""
    before, after = text[end - 1], text[end : end + 1]
    if before.isspace() or after.isspace() or before == _JOINER or after in _BELONGS_TO_THE_LETTER_BEFORE:
        return False
    return not unicodedata.category(after).startswith("M") if after else True
