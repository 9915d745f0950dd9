"""A document as bytes, read for the answers in it."""

from __future__ import annotations

from datetime import date

from forms.documents.content import Content, Trouble
from forms.documents.kinds import EMPTY, MACROS, PROTECTED, kind_named
from forms.documents.reading.find import read
from forms.documents.reading.result import Reading
from forms.vocabulary import Form

_TROUBLES = {EMPTY: Trouble.EMPTY, MACROS: Trouble.MACROS, PROTECTED: Trouble.PROTECTED}


def read_document(name: str, content: bytes, form: Form, *, today: date) -> Reading:
    """Read a document whose kind its name tells; `today` is the day in London on which it came.

    A document that cannot be read gives a `Reading` with its troubles; nothing is raised for it.
    """
    return read(_content(name, content), form, today=today)


def _content(name: str, content: bytes) -> Content:
    # each format's reader is loaded when it is first needed: they are heavy
    from forms.documents.contents import contents

    kind = kind_named(name)
    return contents(kind, content)
