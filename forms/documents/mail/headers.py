"""The headers of a mail, read leniently: one entry a line, in the order in which they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parseaddr

from forms.documents.mail.decoding import as_text, from_base64, from_quoted_printable, raw

MOST = 1_000
"""Headers of one mail; what follows is a bomb."""
LONGEST = 20_000
"""Characters of one header: a long thread's References have a few thousand."""
_LONGEST_WORDS = 4_000
_LONGEST_ADDRESS = 1_000

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")


@dataclass(frozen=True)
class Headers:
    """Headers as pairs of the name, in small letters, and the value on one line, not decoded further."""

    lines: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def all(self, name: str) -> tuple[str, ...]:
        """Give every value of a header, the topmost first."""
        return tuple(value for found, value in self.lines if found == name)

    def first(self, name: str) -> str:
        """Give the topmost value of a header; empty where there is none."""
        return next((value for found, value in self.lines if found == name), "")


def headers_of(message: Message) -> Headers:
    """Give the headers of a mail or of one of its parts; at most `MOST`, each at most `LONGEST` characters."""
    pairs = list(message.raw_items())[:MOST]
    return Headers(tuple((name.strip().lower(), _on_one_line(str(value))) for name, value in pairs))


def headers_in(text: str) -> Headers:
    """Give the headers in a block of lines, as some mails carry those of another mail in their text."""
    unfolded = re.sub(r"\r?\n[ \t]+", " ", text.lstrip("\r\n"))
    lines = unfolded.splitlines()[:MOST]
    pairs = (line.partition(":") for line in lines)
    return Headers(
        tuple((name.strip().lower(), _on_one_line(value)) for name, colon, value in pairs if colon and name.strip())
    )


def words(value: str) -> str:
    """Give a header in words: encoded words (RFC 2047) are decoded, those that cannot be stay as they are."""
    joined = _BETWEEN.sub(r"\1", value[:_LONGEST_WORDS])  # section 6.2: white space between two of them is not shown
    return " ".join(_decoded(joined).split())


def address(value: str) -> tuple[str, str]:
    """Give the name and the address, in small letters, of the first person in a header; empty where there is none."""
    try:
        name, found = parseaddr(value[:_LONGEST_ADDRESS])
    except (RecursionError, ValueError, IndexError):  # comments in comments without end
        return "", ""
    if "@" not in found:
        return words(name), ""
    return words(name), found.strip().lower()


def message_ids(value: str) -> tuple[str, ...]:
    """Give the Message-IDs in a header, each in its angle brackets (RFC 5322, section 3.6.4)."""
    return tuple(_MESSAGE_ID.findall(value))


def _on_one_line(value: str) -> str:
    return " ".join(as_text(raw(value[:LONGEST])).split())


def _decoded(value: str) -> str:
    """Decode encoded words; neighbours in one character set together, since a character may be cut between them."""
    parts: list[str] = []
    waiting, charset, at = b"", "", 0
    for match in _ENCODED.finditer(value):
        named, kind, content = match.groups()
        between = value[at : match.start()]
        if waiting and (between or named.lower() != charset):
            parts.append(as_text(waiting, charset))
            waiting = b""
        parts.append(between)
        charset, at = named.lower().partition("*")[0], match.end()
        coded = content.encode("utf-8", "replace")
        waiting += from_base64(coded) if kind in "bB" else from_quoted_printable(coded, in_header=True)
    return "".join((*parts, as_text(waiting, charset), value[at:]))
