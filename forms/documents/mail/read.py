"""A mail as bytes, read for the answers in it: in its text, and in every document that came with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from forms.documents.content import Content, Trouble
from forms.documents.mail.mail import Attachment, Mail, Piece
from forms.documents.mail.merging import merged
from forms.documents.mail.parse import mail_of, outlook_mail
from forms.documents.reading.result import Reading
from forms.vocabulary import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_DOCUMENTS = 40
"""Documents of one mail that are read; a referral has one or two."""
_NOT_DOCUMENTS = ("vcf", "ics", "p7s", "asc", "sig", "gif")
"""Files that say nothing of a case: a visiting card, a signature, a picture of a logo."""


@dataclass(frozen=True)
class ReadDocument:
    """A document that came with a mail, and what was read from it alone."""

    name: str = field(repr=False)
    kind: str
    reading: Reading = field(repr=False)


@dataclass(frozen=True)
class ReadMail:
    """A mail, what was read from its text and from each document, and all of that as one `reading`."""

    mail: Mail
    body: Reading = field(repr=False)
    documents: tuple[ReadDocument, ...]
    reading: Reading = field(repr=False)


def read_mail(raw: bytes, form: Form, *, today: date) -> ReadMail:
    """Read a mail as it came; `today` is the day in London on which it came. Nothing is raised for a broken mail."""
    return _read(mail_of(raw), form, today)


def read_outlook(content: bytes, form: Form, *, today: date) -> ReadMail:
    """Read a mail that Outlook saved as a ``.msg``, as `read_mail` does."""
    return _read(outlook_mail(content), form, today)


def _read(mail: Mail, form: Form, today: date) -> ReadMail:
    body = merged((_body(mail, form, today), _below(mail, form, today)))
    attached = list(_documents(mail))
    documents = tuple(_document(each, form, today) for each in attached[:MOST_DOCUMENTS])
    reading = merged((*(each.reading for each in documents), body))
    if len(attached) > MOST_DOCUMENTS:
        reading = _with(reading, (Trouble.TOO_LARGE,))
    return ReadMail(mail, body, documents, _with(reading, mail.troubles))


def _documents(mail: Mail) -> Iterator[Attachment]:
    """Give every document in a mail and in the mails in it; a mail in it is one too: its text may be the referral."""
    for each in mail.attachments:
        if each.mail is not None:
            yield each
            yield from _documents(each.mail)
        elif not each.is_picture_in_text and not each.name.casefold().endswith(_NOT_DOCUMENTS):
            yield each


def _document(attachment: Attachment, form: Form, today: date) -> ReadDocument:
    if attachment.mail is not None:
        reading = _with(_body(attachment.mail, form, today), attachment.mail.troubles)
    else:
        reading = _answers(attachment.kind, attachment.content, form, today)
    return ReadDocument(attachment.name, attachment.kind, reading)


def _body(mail: Mail, form: Form, today: date) -> Reading:
    """Read the pieces of a body as one text: a form may be cut into several by a mail program."""
    from forms.documents.contents import contents

    pieces = [contents(*_best(piece)) for piece in mail.body if piece != Piece()]
    return _without_silence(_read_content(_joined(pieces), form, today))


def _below(mail: Mail, form: Form, today: date) -> Reading:
    """Read what was typed into a quotation of ours; what has no label there is ours and not left over."""
    if not mail.answers_below.strip():
        return Reading()
    reading = _answers("txt", mail.answers_below.encode("utf-8", "replace"), form, today)
    return replace(_without_silence(reading), unmatched=tuple(each for each in reading.unmatched if each.label))


def _best(piece: Piece) -> tuple[str, bytes]:
    from forms.documents.mail.html_text import tells_more

    if piece.html and (not piece.plain or tells_more(piece.html)):
        return "html", piece.html.encode("utf-8", "replace")
    if piece.rtf and (not piece.plain or b"\\trowd" in piece.rtf):
        return "rtf", piece.rtf
    return "txt", piece.plain.encode("utf-8", "replace")


def _joined(pieces: Iterable[Content]) -> Content:
    pieces = tuple(pieces)
    own = next((piece for piece in pieces if piece.form), Content(()))
    return Content(
        tuple(block for piece in pieces for block in piece.blocks),
        own.form,
        own.version,
        troubles=tuple(dict.fromkeys(trouble for piece in pieces for trouble in piece.troubles)),
    )


def _answers(kind: str, content: bytes, form: Form, today: date) -> Reading:
    from forms.documents.contents import contents

    return _read_content(contents(kind, content), form, today)


def _read_content(content: Content, form: Form, today: date) -> Reading:
    from forms.documents.reading.find import read

    return read(content, form, today=today)


def _without_silence(reading: Reading) -> Reading:
    """Leave out that a body has nothing in it: mostly the form is attached."""
    return replace(reading, troubles=tuple(each for each in reading.troubles if each is not Trouble.EMPTY))


def _with(reading: Reading, troubles: Iterable[Trouble]) -> Reading:
    return replace(reading, troubles=tuple(dict.fromkeys((*reading.troubles, *troubles))))
