"""The blank form as plain text that survives being pasted into an email."""

from __future__ import annotations

from collections.abc import Iterator

from forms.documents.blank.sheet import Part, Place, Sheet
from forms.vocabulary import Kind
from forms.words import say


def write(sheet: Sheet) -> bytes:
    """Give the form as text in UTF-8, with the line ends of Windows' own editor."""
    return "\r\n".join(_lines(sheet)).encode("utf-8")


def _lines(sheet: Sheet) -> Iterator[str]:
    if sheet.marking:
        yield from (sheet.marking, "")
    yield from (sheet.title, sheet.asked_by, "")
    for title, texts in sheet.first:
        yield from (*_heading(title), *texts, "")
    for part in sheet.parts:
        yield from _part(part)
    yield from (f"[prp-form: {sheet.form}; prp-form-version: {sheet.version}]", "")


def _heading(title: str) -> tuple[str, str]:
    return title.upper(), "-" * len(title)


def _part(part: Part) -> Iterator[str]:
    yield from ("", *_heading(part.title))
    yield from part.notes
    yield ""
    for place in part.places:
        yield from _place(place)
    for row in part.rows:
        yield row.title
        for place in row.places:
            yield from _place(place)
    if part.more:
        yield from (part.more, "")


def _place(place: Place) -> Iterator[str]:
    if place.hints:
        yield in_brackets(place)
    if place.kind is Kind.SIGNATURE:
        for part in ("name", "date"):
            yield f"{place.label}: {say(f'blank_form.{part}').lower()}: "
    else:
        yield place.label if place.label.endswith("?") else f"{place.label}: "
        yield from (f"[ ] {choice.label}" for choice in place.choices)
    yield ""


def in_brackets(place: Place) -> str:
    """Give the line with everything that helps with a place."""
    return f"({' '.join(place.hints)})"
