"""What kind a file is: its name says it, and its content has to agree.

A file is checked for what its kind is known by, and never unpacked further than that needs, so that a bomb does
nothing here. This keeps programs out that are dressed up as documents; it finds no virus, and does not look into the
files that a mail carries.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from forms.documents.zip_members import Member, NotAZip, members, read

EMPTY = "empty"
NOT_WHAT_IT_SAYS = "not_what_it_says"
"""The content is of another kind than the name says, or damaged."""
MACROS = "macros"
"""It holds a program."""
PROTECTED = "protected"
"""It does not open, or may not open, without a password."""

_MOST_UNPACKED = 1_000_000
"""Bytes of a list of contents inside a document."""
_MOST_STEPS = 100_000
"""Pieces of an image that are looked at."""
_LONGEST_END = 4096
_LONGEST_HEAD = 65_536

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Outlook's messages begin, and Office documents with a password (MS-CFB, section 2.2)."""


class Unfit(Exception):
    """A file that is not what it should be. `code` is the reason: one of the words above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_named(name: str) -> str:
    """Give the kind that a file's name says; empty where it is none that we know."""
    ending = PurePosixPath(name.strip().replace("\\", "/")).suffix.removeprefix(".").casefold()
    return next((kind for kind, endings in ENDINGS.items() if ending in endings), "")


def check(kind: str, content: bytes) -> str:
    """Check that a file's content is of the kind; gives `PROTECTED` where it may need a password, else nothing.

    Raises `Unfit`, and `KeyError` for a kind that is not in `KINDS`.
    """
    checked = _CHECKS[kind]
    if not content:
        raise Unfit(EMPTY)
    try:
        return checked(content) or ""
    except NotAZip:
        raise Unfit(NOT_WHAT_IT_SAYS) from None


def _must(holds: object, code: str = NOT_WHAT_IT_SAYS) -> None:
    if not holds:
        raise Unfit(code)


def _pdf(content: bytes) -> str:
    end = content[-_LONGEST_END:]
    _must(content.startswith(b"%PDF-") and b"startxref" in end and b"%%EOF" in end)
    # many such open for reading without a password, which only a try can tell
    return PROTECTED if re.search(rb"/Encrypt\b", content) else ""


def _docx(content: bytes) -> None:
    _office(content, r"word/document\d*\.xml", b"wordprocessingml.document.main+xml")


def _xlsx(content: bytes) -> None:
    _office(content, r"xl/workbook\d*\.xml", b"spreadsheetml.sheet.main+xml")


def _office(content: bytes, main_part: str, main_type: bytes) -> None:
    if content.startswith(_COMPOUND):
        _must("EncryptedPackage".encode("utf-16-le") not in content, PROTECTED)
    found = _members(content)
    types = _unpacked(content, found, "[content_types].xml").lower()
    programs = (b"macroenabled", b"vbaproject", b"macrosheet")
    _must(not any(word in types for word in programs), MACROS)
    _must(not any("vbaproject" in name or "macrosheets/" in name for name in found), MACROS)
    _must(main_type in types and any(re.fullmatch(main_part, name) for name in found))


def _odt(content: bytes) -> None:
    found = _members(content)
    first = found.get("mimetype")
    _must(first is not None and first.offset == 0)
    _must(_unpacked(content, found, "mimetype") == b"application/vnd.oasis.opendocument.text")
    _must("content.xml" in found)
    _must(b"encryption-data" not in _unpacked(content, found, "meta-inf/manifest.xml"), PROTECTED)
    _must(not any(name.startswith(("basic/", "scripts/")) for name in found), MACROS)


def _members(content: bytes) -> Mapping[str, Member]:
    found = {member.name.lower(): member for member in members(content)}
    _must(not any(member.is_encrypted for member in found.values()), PROTECTED)
    return found


def _unpacked(content: bytes, found: Mapping[str, Member], name: str) -> bytes:
    _must(name in found)
    return read(content, found[name], _MOST_UNPACKED)


def _rtf(content: bytes) -> None:
    text = content.rstrip(b"\0\r\n\t ")
    _must(text.startswith(b"{\\rtf1") and text.endswith(b"}") and b"\0" not in text)
    _must(not re.search(rb"\\obj(?:ect|data|emb|link|ocx)", text, re.IGNORECASE), MACROS)


def _txt(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(NOT_WHAT_IT_SAYS) from None
    _must(not re.search("[\x00-\x08\x0e-\x1f\x7f]", text))


def _jpg(content: bytes) -> None:
    """Go from marker to marker up to the picture itself (ITU-T T.81, annex B)."""
    _must(content.startswith(b"\xff\xd8\xff"))
    at, has_frame = 2, False
    for _ in range(_MOST_STEPS):
        _must(at + 4 <= len(content) and content[at] == 0xFF)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            _must(has_frame)
            return
        _must(marker >= 0xC0 and not 0xD0 <= marker <= 0xD9)
        has_frame = has_frame or (marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC})
        (length,) = struct.unpack_from(">H", content, at + 2)
        _must(length >= 2)
        at += 2 + length
    raise Unfit(NOT_WHAT_IT_SAYS)


def _png(content: bytes) -> None:
    """Go from chunk to chunk up to the last (PNG specification, section 5)."""
    _must(content.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))
    at = 8
    for _ in range(_MOST_STEPS):
        _must(at + 12 <= len(content))
        length, name = struct.unpack_from(">L4s", content, at)
        if name == b"IEND":
            return
        at += 12 + length
    raise Unfit(NOT_WHAT_IT_SAYS)


def _eml(content: bytes) -> None:
    """Read the header's lines (RFC 5322, section 2.2)."""
    head, *rest = re.split(rb"\r?\n\r?\n", content[:_LONGEST_HEAD], maxsplit=1)
    _must(rest and b"\0" not in content)
    lines = head.splitlines()
    _must(lines and all(re.match(rb"[ \t]|[!-9;-~]+[ \t]*:", line) for line in lines) and not lines[0][:1].isspace())
    names = {line.partition(b":")[0].strip().lower() for line in lines if not line[:1].isspace()}
    _must(b"from" in names and names & {b"date", b"received", b"message-id"})


def _msg(content: bytes) -> None:
    """Look for the streams that every Outlook message has (MS-OXMSG, section 2.2)."""
    _must(content.startswith(_COMPOUND) and len(content) >= 1536)
    _must("__properties_version1.0".encode("utf-16-le") in content)
    _must("__nameid_version1.0".encode("utf-16-le") in content)
    _must("_VBA_PROJECT".encode("utf-16-le") not in content, MACROS)


_CHECKS: Mapping[str, Callable[[bytes], str | None]] = MappingProxyType(
    {
        "pdf": _pdf,
        "docx": _docx,
        "odt": _odt,
        "rtf": _rtf,
        "txt": _txt,
        "xlsx": _xlsx,
        "jpg": _jpg,
        "png": _png,
        "eml": _eml,
        "msg": _msg,
    }
)

KINDS = tuple(_CHECKS)
"""Every kind that can be checked."""

ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({kind: (kind,) for kind in KINDS} | {"jpg": ("jpg", "jpeg")})
"""How the names of each kind's files end."""
