"""What stands in a document, whatever its format: lines and tables in reading order, with what was done to the words.

Each format is turned into this by a module of its own; `forms.documents.reading` finds the answers in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

TICKED = "☒"
EMPTY_BOX = "☐"
"""Every kind of tick box, drawn, typed or a form's own, becomes one of these two characters in the text."""


class MarkKind(StrEnum):
    """What was done to some words of a line."""

    BOLD = "bold"
    STRUCK = "struck"
    """Struck out: a choice that does not apply, or words that were taken back."""
    GAP = "gap"
    """A place made to be filled in: a content control, a form's field, a cell for typing. `Mark.name` is its name."""


@dataclass(frozen=True)
class Mark:
    """Some words of a line, from the character `start` up to and without `end`, and what was done to them."""

    start: int
    end: int
    kind: MarkKind
    name: str = ""


@dataclass(frozen=True)
class Text:
    """One line or paragraph. A line break within a paragraph is ``\\n``, a tab ``\\t``.

    `is_heading` tells of a heading by its style, or by being all bold or in a band of its own. What a document shows in
    an empty place to be filled in (“Click here to enter text”) is left out: the gap is empty.
    """

    text: str = field(repr=False)
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    is_heading: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell with what is in it; `columns` and `rows` tell over how many it was merged."""

    blocks: tuple[Block, ...] = field(repr=False)
    columns: int = 1
    rows: int = 1
    is_header: bool = False
    """Marked as a heading of its column or row (HTML's ``th``, a repeated header row)."""


@dataclass(frozen=True)
class Table:
    """Rows of cells. A cell merged downwards stands in its first row only, as in HTML."""

    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)


Block: TypeAlias = Text | Table


class Trouble(StrEnum):
    """Why a document, or a part of it, could not be read."""

    NOT_READABLE = "not_readable"
    """Damaged, or not what its name says."""
    KIND_NOT_READ = "kind_not_read"
    """Of a kind that is kept but not read (a picture, a spreadsheet)."""
    PROTECTED = "protected"
    """It does not open without a password."""
    SCAN = "scan"
    """A picture of a page: there are no words in it."""
    XFA = "xfa"
    """A PDF form of a kind that only Adobe's own programs fill in and show."""
    MACROS = "macros"
    """It holds a program. It was read without running anything."""
    TOO_LARGE = "too_large"
    """It unpacks to more than is safe to read, or is longer than any form."""
    TOOK_TOO_LONG = "took_too_long"
    EMPTY = "empty"


@dataclass(frozen=True)
class Content:
    """What stands in a document. `form` and `version` are those of a blank form of the Board's own, empty otherwise."""

    blocks: tuple[Block, ...] = field(repr=False)
    form: str = ""
    version: str = ""
    troubles: tuple[Trouble, ...] = ()
