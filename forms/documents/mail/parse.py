"""Bytes of a mail to what it says (`Mail`). Nothing is raised: what is broken is read as far as it goes, and kept.

The mail is parsed as bytes and by its structure alone; headers and texts are decoded by `decoding` and `headers`. How
deep mails stand in mails, and how many parts are looked at, has an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value

from forms.documents.content import Trouble
from forms.documents.mail import html_text, outlook
from forms.documents.mail.decoding import as_text
from forms.documents.mail.flowed import unflowed
from forms.documents.mail.headers import Headers, headers_in, headers_of, words
from forms.documents.mail.mail import Attachment, Mail, Piece
from forms.documents.mail.ours import is_ours
from forms.documents.mail.own_words import without_ours
from forms.documents.mail.quoted import said
from forms.documents.sniff import kind_of

MOST_DEEP = 6
"""Mails inside mails that are looked into: a forward of a forward of a forward has four."""
MOST_PARTS = 1_000
MOST_FILES = 100
_LONGEST_NAME = 200
_PICTURES = frozenset({"jpg", "png", "gif"})
_PROTECTED = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted"}
)


@dataclass
class _Parts:
    """What is found on the way through a mail's parts."""

    body: list[Piece] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    report: list[Headers] = field(default_factory=list)
    returned: Headers = field(default_factory=Headers)
    troubles: list[Trouble] = field(default_factory=list)
    seen: int = 0

    def is_full(self) -> bool:
        """Tell whether so much was seen that the rest is a bomb; noted, so that people look."""
        self.seen += 1
        full = self.seen > MOST_PARTS or len(self.files) >= MOST_FILES
        if full and Trouble.TOO_LARGE not in self.troubles:
            self.troubles.append(Trouble.TOO_LARGE)
        return full


def mail_of(content: bytes, *, deep: int = MOST_DEEP) -> Mail:
    """Give what a mail says; mails inside it are looked into at most `deep` deep."""
    try:
        message = message_from_bytes(content)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return _by_its_headers(content)
    parts = _Parts()
    _look(message, parts, deep)
    return _mail(headers_of(message), parts)


def outlook_mail(content: bytes, *, deep: int = MOST_DEEP) -> Mail:
    """Give what a mail says that Outlook saved as a ``.msg``."""
    parts = _Parts()
    return _mail(_open_outlook(content, "msg", parts, deep), parts)


def _by_its_headers(content: bytes) -> Mail:
    """Read a mail that is nested beyond what the parser follows: its headers, and the rest as one text."""
    message = BytesHeaderParser().parsebytes(content)
    text = as_text(content.partition(b"\n\n")[2] or content.partition(b"\r\n\r\n")[2])[:200_000]
    return _mail(headers_of(message), _Parts(body=[Piece(text)], troubles=[Trouble.TOO_LARGE]))


def _mail(headers: Headers, parts: _Parts) -> Mail:
    texts = [piece.plain or html_text.lines_of(piece.html) for piece in parts.body]
    taken = said("\n".join(text for text in texts if text))
    answers_us = is_ours(" ".join((*headers.all("in-reply-to"), *headers.all("references"), taken.cut)))
    if answers_us:
        body: tuple[Piece, ...] = (Piece(taken.answers),)
    elif any(html_text.tells_more(piece.html) or b"\\trowd" in piece.rtf for piece in parts.body):
        body = tuple(parts.body)
    else:
        body = (Piece(taken.whole),) if taken.whole or not any(piece.rtf for piece in parts.body) else tuple(parts.body)
    return Mail(
        headers=headers,
        text=taken.own,
        quoted=taken.cut,
        body=body,
        answers_below=without_ours(taken.below) if answers_us else "",
        attachments=tuple(_without_pictures_in_text(parts)),
        report=tuple(parts.report),
        returned=parts.returned,
        troubles=tuple(parts.troubles),
    )


def _look(part: Message, parts: _Parts, deep: int) -> None:
    """Look at a part and at those in it, in their order; one at a time, so that no nesting is too deep."""
    waiting: list[tuple[Message, bool]] = [(part, False)]
    while waiting:
        each, in_report = waiting.pop()
        if parts.is_full():
            return
        kind = _type(each)
        if kind in _PROTECTED:
            parts.troubles.append(Trouble.PROTECTED)
        inner = _inner(each)
        if kind == "message/delivery-status":
            parts.report.extend(headers_of(block) for block in inner)
        elif in_report and kind in {"message/rfc822", "text/rfc822-headers", "message/global-headers"}:
            parts.returned = headers_of(inner[0]) if inner else headers_in(_text(each))
        elif kind == "message/rfc822" and inner:
            _keep_mail(each, inner[0], parts, deep)
        elif kind == "multipart/alternative" and inner:
            waiting.extend((other, in_report) for other in reversed(_alternatives(inner, parts)))
        elif inner:
            waiting.extend((other, in_report or kind == "multipart/report") for other in reversed(inner))
        else:
            _keep(each, kind, parts, deep)


def _alternatives(inner: list[Message], parts: _Parts) -> list[Message]:
    """Take the one body that alternatives are, as plain text and as HTML; gives the parts that are something else."""
    plain, html, others = "", "", []
    waiting = list(reversed(inner))
    while waiting and not parts.is_full():
        each = waiting.pop()
        kind = _type(each)
        if kind == "text/plain" and not plain and not _name(each):
            plain = _text(each)
        elif kind == "text/html" and not html and not _name(each):
            html = _text(each)
        elif kind in {"multipart/related", "multipart/alternative", "multipart/mixed"}:
            waiting.extend(reversed(_inner(each)))
        else:
            others.append(each)
    parts.body.append(Piece(plain, html))
    return others


def _keep(part: Message, kind: str, parts: _Parts, deep: int) -> None:
    """Keep a part that holds no others: as text of the body, or as a file."""
    name = _name(part)
    is_text = kind in {"text/plain", "text/html"} and not name and _disposition(part) != "attachment"
    if is_text:
        text = _text(part)
        parts.body.append(Piece(html=text) if kind == "text/html" else Piece(text))
        return
    content = _bytes(part)
    found = kind_of(name, content)
    if found == "tnef":
        _open_outlook(content, "tnef", parts, deep)
    elif content:
        parts.files.append(_file(name, found, content, deep, content_id=str(part.get("content-id", ""))))


def _keep_mail(part: Message, inner: Message, parts: _Parts, deep: int) -> None:
    parts.files.append(Attachment(_name(part), "eml", _written(inner), _nested(inner, deep)))


def _nested(inner: Message, deep: int) -> Mail | None:
    if not deep:
        return None
    parts = _Parts()
    _look(inner, parts, deep - 1)
    return _mail(headers_of(inner), parts)


def _file(name: str, kind: str, content: bytes, deep: int, *, content_id: str = "") -> Attachment:
    mail = None
    if deep and kind == "eml":
        mail = mail_of(content, deep=deep - 1)
    elif deep and kind == "msg":
        mail = outlook_mail(content, deep=deep - 1)
    return Attachment(name, kind, content, mail, is_picture_in_text=bool(content_id) and kind in _PICTURES)


def _open_outlook(content: bytes, kind: str, parts: _Parts, deep: int) -> Headers:
    """Take what is in a ``.msg`` or a ``winmail.dat`` as if it stood in the mail itself; gives its headers."""
    try:
        message = outlook.saved(content, deep) if kind == "msg" else outlook.winmail(content, deep)
    except Exception:  # noqa: BLE001 -- a damaged file finds mistakes in any library; the error may quote from it
        parts.troubles.append(Trouble.NOT_READABLE)
        return Headers()
    _take(message, parts, deep)
    return message.headers


def _take(message: outlook.Message, parts: _Parts, deep: int) -> None:
    if message.body != Piece():
        parts.body.append(message.body)
    for file in message.files:
        if parts.is_full():
            return
        if file.message is not None:
            inner = _Parts()
            _take(file.message, inner, deep - 1)
            parts.files.append(Attachment(file.name, "msg", b"", _mail(file.message.headers, inner)))
        elif file.content:
            found = kind_of(file.name, file.content)
            parts.files.append(_file(file.name, found, file.content, max(deep - 1, 0), content_id=file.content_id))


def _without_pictures_in_text(parts: _Parts) -> Iterator[Attachment]:
    """Give the files; a picture is one in the text if the text shows it."""
    html = "".join(piece.html for piece in parts.body)
    for each in parts.files:
        if each.is_picture_in_text and "cid:" not in html:
            yield Attachment(each.name, each.kind, each.content, each.mail)
        else:
            yield each


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else []  # text that is not asked for is not decoded
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _type(part: Message) -> str:
    try:
        return part.get_content_type()
    except (ValueError, TypeError, LookupError, AttributeError):
        return "application/octet-stream"


def _disposition(part: Message) -> str:
    return str(part.get("content-disposition", "")).partition(";")[0].strip().lower()


def _parameter(part: Message, name: str, header: str = "content-type") -> str:
    """Give a parameter of a header, also where it is cut into pieces or coded (RFC 2231)."""
    try:
        found = part.get_param(name, "", header)
        return collapse_rfc2231_value(found).strip() if found else ""
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""


def _name(part: Message) -> str:
    """Give the name of a file: the last part of what stands there, without a path; empty where there is none."""
    named = _parameter(part, "filename", "content-disposition") or _parameter(part, "name")
    bare = words(named).replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in bare if each.isprintable())[-_LONGEST_NAME:]


def _bytes(part: Message) -> bytes:
    """Give the content of a part that holds no others; nothing where it cannot be decoded: the mail is kept anyway."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, TypeError, LookupError, AttributeError):
        return b""
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    text = as_text(_bytes(part), _parameter(part, "charset"))
    if _parameter(part, "format").lower() == "flowed":
        return unflowed(text, deletes_space=_parameter(part, "delsp").lower() == "yes")
    return text


def _written(message: Message) -> bytes:
    """Give a mail inside a mail as it came; nothing where it cannot be written: the mail around it is kept anyway."""
    try:
        return message.as_bytes()
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return b""
