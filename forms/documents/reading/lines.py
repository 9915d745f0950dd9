"""Lines of a document, cut and joined with what was done to their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from forms.documents.content import Mark, MarkKind, Text

Lines: TypeAlias = tuple[Text, ...]
"""What was written in one place, line by line."""

_WIDEST = 100
_NARROWEST = 50
"""Characters: the lines of a text that was wrapped are about as long as these."""
_NOT_WRAPPED = ("☐", "☒", "-", "•", "*", "·", "–")


def part(text: Text, start: int, end: int | None = None) -> Text:
    """Give some of a line's characters with their marks, without spaces around them."""
    words = text.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    end = start + len(words)
    marks = tuple(
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in text.marks
        if mark.start < end and mark.end > start
    )
    return Text(words, marks, text.is_heading)


def lines_of(text: Text) -> Lines:
    """Give the lines of a paragraph, without blank ones."""
    found, start = [], 0
    for line in text.text.split("\n"):
        if line.strip():
            found.append(part(text, start, start + len(line)))
        start += len(line) + 1
    return tuple(found)


def without_struck(text: Text) -> Text:
    """Give a line without the words that were struck out."""
    if not any(mark.kind is MarkKind.STRUCK for mark in text.marks):
        return text
    kept = [at for at in range(len(text.text)) if not is_marked(text, at, MarkKind.STRUCK)]
    place = {at: number for number, at in enumerate(kept)}
    marks = tuple(
        Mark(places[0], places[-1] + 1, mark.kind, mark.name)
        for mark in text.marks
        if (places := [place[at] for at in range(mark.start, mark.end) if at in place])
    )
    return replace(text, text="".join(text.text[at] for at in kept), marks=marks)


def is_marked(text: Text, at: int, kind: MarkKind) -> bool:
    """Tell whether a character is marked so."""
    return any(mark.kind is kind and mark.start <= at < mark.end for mark in text.marks)


def marked_at_start(text: Text, kind: MarkKind) -> int:
    """Give how many characters at the beginning are marked so, spaces between them counted."""
    at = 0
    while at < len(text.text) and (text.text[at].isspace() or is_marked(text, at, kind)):
        at += 1
    return at if text.text[:at].strip() else 0


def plain(lines: Iterable[Text]) -> str:
    """Give the words that stand, lines that were only wrapped joined again."""
    written = [without_struck(line).text.strip() for line in lines]
    return "\n".join(_unwrapped([line for line in written if line]))


def all_words(lines: Iterable[Text]) -> str:
    """Give every word, those that were struck out too."""
    return "\n".join(line.text.strip() for line in lines if line.text.strip())


def _unwrapped(written: Sequence[str]) -> list[str]:
    width = max(map(len, written), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return [*written]
    joined: list[str] = []
    length = 0
    for line in written:
        is_wrapped = joined and length + 1 + len(line.split()[0]) > width and not line.startswith(_NOT_WRAPPED)
        if is_wrapped:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
        length = len(line)
    return joined
