"""A document as bytes, read for the answers in it."""

from __future__ import annotations

from datetime import date

from forms.documents.reading.find import read
from forms.documents.reading.result import Reading
from forms.documents.sniff import kind_of
from forms.vocabulary import Form


def read_document(name: str, content: bytes, form: Form, *, today: date) -> Reading:
    """Read a document of any kind; its name helps where its content leaves open which. A mail is read with its files.

    `today` is the day in London on which it came. A document that cannot be read gives a `Reading` with its troubles;
    nothing is raised for it.
    """
    # what reads mails and each format is loaded when it is first needed: they are heavy
    kind = kind_of(name, content)
    if kind in {"eml", "msg"}:
        from forms.documents.mail.read import read_mail, read_outlook

        return (read_mail if kind == "eml" else read_outlook)(content, form, today=today).reading
    from forms.documents.contents import contents

    return read(contents(kind, content), form, today=today)
