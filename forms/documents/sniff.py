"""What kind a file is by its content, its name helping where the content leaves it open.

The kinds are those of `forms.documents.kinds`, and these: ``html``, ``tnef`` (Outlook's winmail.dat), ``doc`` (Word
before 2007) and ``zip``. Nothing is unpacked here.
"""

from __future__ import annotations

import re

from forms.documents.kinds import Unfit, check, kind_named
from forms.documents.zip_members import NotAZip, members

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_HEAD = 2_048
_HTML = re.compile(rb"<(?:!doctype\s+html|html|body|table|p|div)\b", re.IGNORECASE)
_TEXT_NAMES = ("txt", "text", "md", "csv", "log")


def kind_of(name: str, content: bytes) -> str:
    """Give the kind of a file; empty where it is none that we know."""
    head = content[:_HEAD]
    if head.startswith(_TNEF):
        return "tnef"
    if head.startswith(b"PK\x03\x04"):
        return _zip(name, content)
    if head.startswith(_COMPOUND):
        return _compound(name, content)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for kind, start in (("rtf", b"{\\rtf"), ("jpg", b"\xff\xd8\xff"), ("png", b"\x89PNG\r\n\x1a\n")):
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            return kind
    return _text(name, content)


def _zip(name: str, content: bytes) -> str:
    """Tell documents by the part that only they have; a damaged one by its name."""
    try:
        names = {member.name.lower() for member in members(content)}
    except NotAZip:
        return kind_named(name) or "zip"
    if "content.xml" in names and "mimetype" in names:
        return "odt"
    if any(re.fullmatch(r"word/document\d*\.xml", each) for each in names):
        return "docx"
    return "xlsx" if any(each.startswith("xl/") for each in names) else "zip"


def _compound(name: str, content: bytes) -> str:
    if "__properties_version1.0".encode("utf-16-le") in content:
        return "msg"
    if "WordDocument".encode("utf-16-le") in content:
        return "doc"
    named = kind_named(name)
    return named if named in {"docx", "xlsx", "msg"} else ""


def _text(name: str, content: bytes) -> str:
    named = kind_named(name)
    if b"\0" in content[: 32 * _HEAD] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return named if named in {"docx", "odt", "pdf", "msg", "rtf"} else ""
    ending = name.strip().casefold().rpartition(".")[2]
    if named == "eml" or _is_mail(content):
        return "eml"
    if ending in {"htm", "html"} or _HTML.match(content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")):
        return "html"
    return "txt" if ending in _TEXT_NAMES or not named else named


def _is_mail(content: bytes) -> bool:
    try:
        check("eml", content)
    except Unfit:
        return False
    return True
