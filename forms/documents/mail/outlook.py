"""Outlook's own files: a saved message (``.msg``, MS-OXMSG) and ``winmail.dat`` (MS-OXTNEF).

The streams of a saved message are read directly: a mail inside a mail has them too, laid out a little differently
from what the library expects of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from forms.documents.mail.compressed_rtf import unpacked
from forms.documents.mail.decoding import as_text, tidy
from forms.documents.mail.headers import Headers, headers_in
from forms.documents.mail.mail import Piece

if TYPE_CHECKING:
    from oxmsg.storage import Storage

_BODY, _HTML, _RTF, _HEADERS = 0x1000, 0x1013, 0x1009, 0x007D
_SUBJECT, _SENDER_NAME, _SENDER, _SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_DATA, _LONG_NAME, _NAME, _CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x3712
_UNICODE, _EIGHT_BIT, _BINARY = 0x001F, 0x001E, 0x0102
_EMBEDDED = "__substg1.0_3701000D"
_ATTACHED = "__attach_version1.0_#"


@dataclass(frozen=True)
class File:
    """A file in an Outlook message: its content, or the message that it is."""

    name: str = field(repr=False)
    content: bytes = field(default=b"", repr=False)
    message: Message | None = field(default=None, repr=False)
    content_id: str = ""


@dataclass(frozen=True)
class Message:
    """What an Outlook message holds."""

    headers: Headers = field(repr=False)
    body: Piece = field(repr=False)
    files: tuple[File, ...] = field(default=(), repr=False)


def saved(content: bytes, most: int) -> Message:
    """Read a ``.msg`` with mails in it at most `most` deep. Raises whatever the library finds wrong."""
    from olefile import OleFileIO
    from oxmsg.storage import Storage

    with OleFileIO(BytesIO(content)) as file:
        return _message(Storage.from_ole(file), most)


def winmail(content: bytes, most: int) -> Message:
    """Read a ``winmail.dat`` with mails in it at most `most` deep. Raises whatever the library finds wrong."""
    from tnefparse import TNEF

    return _of_tnef(TNEF(content, do_checksum=False), most)


def _message(storage: Storage, most: int) -> Message:
    streams = {stream.name: stream.bytes_ for stream in storage.streams}
    body = Piece(
        tidy(_string(streams, _BODY)),
        tidy(_string(streams, _HTML)) or as_text(_binary(streams, _HTML)),
        unpacked(_binary(streams, _RTF)),
    )
    inside = [each for each in storage.storages if each.name.startswith(_ATTACHED)]
    return Message(_headers(streams), body, tuple(_file(each, most - 1) for each in inside) if most else ())


def _headers(streams: dict[str, bytes]) -> Headers:
    """Give the headers as they came; a message that was never sent has only the fields for them."""
    if text := _string(streams, _HEADERS):
        return headers_in(text)
    sender = _string(streams, _SENDER_SMTP) or _string(streams, _SENDER)
    pairs = (
        ("from", f"<{sender}>" if "@" in sender else _string(streams, _SENDER_NAME)),
        ("subject", _string(streams, _SUBJECT)),
    )
    return Headers(tuple(pair for pair in pairs if pair[1]))


def _file(storage: Storage, most: int) -> File:
    streams = {stream.name: stream.bytes_ for stream in storage.streams}
    name = _string(streams, _LONG_NAME) or _string(streams, _NAME)
    embedded = next((each for each in storage.storages if each.name == _EMBEDDED), None)
    message = _message(embedded, most) if embedded else None
    return File(name, _binary(streams, _DATA), message, _string(streams, _CONTENT_ID))


def _string(streams: dict[str, bytes], number: int) -> str:
    if content := streams.get(f"__substg1.0_{number:04X}{_UNICODE:04X}"):
        return content.decode("utf-16-le", "replace").rstrip("\0")
    return as_text(streams.get(f"__substg1.0_{number:04X}{_EIGHT_BIT:04X}", b"")).rstrip("\0")


def _binary(streams: dict[str, bytes], number: int) -> bytes:
    return streams.get(f"__substg1.0_{number:04X}{_BINARY:04X}", b"")


def _of_tnef(tnef: Any, most: int) -> Message:
    body = Piece(_words(tnef.body), _words(tnef.htmlbody), unpacked(_bytes(tnef._rtfbody)))  # noqa: SLF001 -- not unpacked
    return Message(Headers(), body, tuple(_tnef_files(tnef, most)))


def _tnef_files(tnef: Any, most: int) -> Iterator[File]:
    for each in tnef.attachments:
        name = _words(each.long_filename())
        inner = getattr(each, "embed", None)
        if inner is not None and most:
            yield File(name, message=_of_tnef(inner, most - 1))
        else:
            yield File(name, _bytes(each.data))


def _bytes(value: object) -> bytes:
    """Give a property as bytes: a damaged file gives it as anything, or as a list of them."""
    found = value[0] if isinstance(value, list) and value else value
    return bytes(found) if isinstance(found, (bytes, bytearray)) else b""


def _words(value: object) -> str:
    found = value[0] if isinstance(value, list) and value else value
    if isinstance(found, str):
        return tidy(found)
    return as_text(_bytes(found)).rstrip("\0")
