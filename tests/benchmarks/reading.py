"""Reading a filled-in Word form, from bytes to answers, against python-docx opening and walking the same file.

Ours goes through the process that reads what strangers send, which is warm: the bytes go there and the answers come
back. python-docx sees no tick boxes and no controls, and finds no answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import docx
from docx.document import Document
from docx.table import Table, _Cell

from bot.reader import Reader
from forms.documents.blank import blank
from forms.loading import default_form
from tests.benchmarks.measuring import Compared, Side, compare
from tests.reading.cases import cases
from tests.reading.filling import fill_docx, given, places_of
from tests.reading.foreign import forms
from tests.reading.manners import MANNERS
from tests.reading.own import own_filled


@dataclass(frozen=True)
class Read:
    """Our own form, and one of another body, whose labels are matched by their meaning."""

    own: Compared
    foreign: Compared


def measure(*, rounds: int = 7, times: int = 5) -> Read:
    """Give the seconds of both sides, for both kinds of form."""
    reader = Reader(default_form(), today=lambda: date(2026, 3, 20))
    try:
        return Read(*(_compared(reader, each, rounds, times) for each in (own_form(), foreign_form())))
    finally:
        reader.close()


def own_form() -> bytes:
    """Give the Board's own form, filled in with a whole case."""
    form, case = default_form(), cases()[0]
    empty = blank(form, "docx", board="A Board", panel="A Panel", marking="OFFICIAL-SENSITIVE")
    return fill_docx(empty, given(form, own_filled(form, case, places_of("docx", empty))))


def foreign_form() -> bytes:
    """Give a form of another body, filled in with the same case."""
    return MANNERS[0].document(forms()[0].filled(cases()[0]))


def _compared(reader: Reader, document: bytes, rounds: int, times: int) -> Compared:
    assert reader.read_document("form.docx", document).fields
    assert sum(1 for _ in walked(document))
    ours = Side(lambda content: reader.read_document("form.docx", content), lambda: document)
    other = Side(lambda content: sum(len(text) for text in walked(content)), lambda: document)
    return compare(ours, other, rounds=rounds, times=times)


def walked(content: bytes) -> Iterator[str]:
    """Open a document with python-docx and give every paragraph of it, those in tables too."""
    yield from _texts(docx.Document(BytesIO(content)))


def _texts(holder: Document | _Cell) -> Iterator[str]:
    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _texts(cell)
        else:
            yield block.text
