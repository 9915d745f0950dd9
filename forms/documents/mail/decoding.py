"""Bytes of a mail as text, however wrongly they say what they are: something readable always comes out.

The standard library's newer policy reads headers more strictly and raises for about one real mail in a hundred; here
every decoding has an end.
"""

from __future__ import annotations

import base64
import codecs
import quopri
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf_16", "utf_32"})
"""Codecs that are no character sets of mail, and some that take a time that grows with the square of the length."""


def as_text(content: bytes, charset: str = "") -> str:
    """Give bytes as text: in the character set named if they fit it, else in UTF-8 or Windows-1252."""
    for name in (_codec(charset), "utf-8"):
        try:
            return tidy(content.decode(name))
        except (UnicodeError, ValueError, LookupError):  # some codecs are none of text
            continue
    return tidy(content.decode("cp1252", "replace"))


def tidy(text: str) -> str:
    """Give text with one kind of line end and without characters that no one can see."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def from_base64(content: bytes) -> bytes:
    """Decode base64, leaving out what does not belong to it."""
    kept = _NOT_BASE64.sub(b"", content)
    usable = len(kept) - (len(kept) % 4 == 1)  # one character alone holds no byte
    return base64.b64decode(kept[:usable] + b"=" * (-usable % 4))


def from_quoted_printable(content: bytes, *, in_header: bool = False) -> bytes:
    """Decode quoted-printable (RFC 2045, section 6.7), or its kind for headers (RFC 2047, section 4.2)."""
    return quopri.decodestring(content, header=in_header)


def raw(value: str) -> bytes:
    """Give the bytes that the parser read a value from: it keeps those beyond ASCII as surrogates."""
    return value.encode("utf-8", "surrogateescape")


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip("\"' ")[:40]).name.replace("-", "_")
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in _NOT_FOR_MAIL else name
