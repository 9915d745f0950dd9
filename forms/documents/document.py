"""A document to be read by people, as plain values: headings, paragraphs, labelled values. Each format writes it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Field:
    """A label with its value; `note` says what the reader should know about the value."""

    label: str
    value: str = field(repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class Part:
    """A heading with what belongs under it. `level` 1 is a heading of the document, 2 one within it, up to 3."""

    title: str = field(repr=False)
    level: int = 1
    paragraphs: tuple[str, ...] = field(default=(), repr=False)
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole document.

    `marking` stands on every page (docs/procedure.md, section 7, rule 3); `author` is the body that it comes from;
    `language` is a two-letter code (ISO 639-1), so that it is read aloud in the right voice.
    """

    title: str
    author: str
    marking: str
    parts: tuple[Part, ...] = field(repr=False)
    language: str = "en"
    page: str = "Page {number} of {count}"
    """How a page is numbered."""
