"""The Board's form to be filled in outside Slack: for Word, OpenDocument, as a PDF, or as plain text.

What is filled in is found again exactly: each space carries the id of its question, and the file the form's version.
"""

from __future__ import annotations

from importlib import import_module

from forms.documents.blank.plain_text import in_brackets
from forms.documents.blank.sheet import Board, sheet
from forms.vocabulary import Form

KINDS = ("docx", "odt", "pdf", "txt")
"""The formats that there are."""

_WRITERS = {"docx": "word", "odt": "odt", "pdf": "fillable_pdf", "txt": "plain_text"}


def blank(
    form: Form,
    kind: str,
    *,
    board: str,
    panel: str,
    marking: str,
    front_door: str = "",
    out_of_hours: str = "",
    send_to: str = "",
) -> bytes:
    """Give the form, blank, as a file of that kind. Raises `KeyError` for a kind that is not in `KINDS`.

    `front_door` and `out_of_hours` are the telephone numbers of children's social care, `send_to` the address that the
    form is sent to; where one is empty, the first page says it in general words.
    """
    whose = Board(board, panel, marking, front_door, out_of_hours, send_to)
    writer = import_module(f"{__name__}.{_WRITERS[kind]}")
    written: bytes = writer.write(sheet(form, kind, whose))
    return written


def printed(form: Form, kind: str) -> frozenset[str]:
    """Give every line that the blank form prints about its questions, so that it is not taken for an answer."""
    said = sheet(form, kind, Board("", ""))
    lines = {said.title, *(line for title, texts in said.first for line in (title, *texts))}
    for part in said.parts:
        lines |= {part.title, part.more, *part.notes}
        places = (*part.places, *(place for row in part.rows for place in row.places))
        lines |= {row.title for row in part.rows}
        lines |= {line for place in places for line in (place.label, *place.hints)}
        lines |= {in_brackets(place) for place in places if place.hints}
    return frozenset(lines - {""})
