"""A document that is a zip file of XML parts (docx, odt), unpacked part by part and only so far as is safe."""

from __future__ import annotations

from types import MappingProxyType

from lxml import etree

from forms.documents.content import Trouble
from forms.documents.contents.unread import Unread
from forms.documents.zip_members import Member, NotAZip, members, read

MOST_UNPACKED = 24_000_000
"""Bytes of all parts together: the text of a very long book."""

MOST_ELEMENTS = 250_000
"""Of one part: of a long form ten times over."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT, _TRANSITIONAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
_STRICT_NAMES = MappingProxyType(
    {
        _STRICT + b"wordprocessingml/main": _TRANSITIONAL + b"wordprocessingml/2006/main",
        _STRICT + b"officeDocument/": _TRANSITIONAL + b"officeDocument/2006/",
    }
)
"""The names of ISO/IEC 29500 strict, and those that the other documents have for the same (part 1 and part 4)."""


class Package:
    """The parts of a document. Raises `Unread` where it is none, or has a password."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_COMPOUND):
            is_sealed = "EncryptedPackage".encode("utf-16-le") in content
            raise Unread(Trouble.PROTECTED if is_sealed else Trouble.NOT_READABLE)
        try:
            self._members = {member.name.casefold(): member for member in members(content)}
        except NotAZip:
            raise Unread(Trouble.NOT_READABLE) from None
        if any(member.is_encrypted for member in self._members.values()):
            raise Unread(Trouble.PROTECTED)
        self._content = content
        self._left = MOST_UNPACKED

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts, in small letters."""
        return frozenset(self._members)

    def part(self, name: str) -> bytes:
        """Give a part; empty where there is none. Raises `Unread` where it is damaged or unpacks to too much."""
        member = self._members.get(name.casefold().lstrip("/"))
        return b"" if member is None else self._unpacked(member)

    def xml(self, name: str) -> etree._Element | None:
        """Give the root of an XML part, or nothing where there is none. Raises `Unread` as `part` does."""
        part = self.part(name)
        return parsed(part) if part else None

    def _unpacked(self, member: Member) -> bytes:
        try:
            unpacked = read(self._content, member, self._left + 1)
        except NotAZip:
            raise Unread(Trouble.NOT_READABLE) from None
        self._left -= len(unpacked)
        if self._left < 0:
            raise Unread(Trouble.TOO_LARGE)
        return unpacked


def parsed(part: bytes) -> etree._Element:
    """Give the root of an XML document, with nothing fetched and no entity replaced; raises `Unread`."""
    if _STRICT in part:
        for strict, transitional in _STRICT_NAMES.items():
            part = part.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        raise Unread(Trouble.NOT_READABLE) from None
    if root.xpath("count(//*)") > MOST_ELEMENTS:
        raise Unread(Trouble.TOO_LARGE)
    return root
