"""What is in a zip file, by its directory alone: nothing is unpacked but what is asked for, and that only so far.

A small reader of our own, since a hostile file may name millions of members, unpack without end, or hold something
else in front. Layout: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_MEMBERS = 10_000
"""A long report has hundreds."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 1
_STORED, _DEFLATED = 0, 8


class NotAZip(Exception):
    """It is no zip file that can be read."""


@dataclass(frozen=True)
class Member:
    """A file in a zip file, as the directory names it."""

    name: str
    is_encrypted: bool
    method: int
    packed_size: int
    offset: int


def members(content: bytes) -> tuple[Member, ...]:
    """Give what a zip file holds. Raises `NotAZip`, also where a name stands twice or something is in front of it."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _END.size - _LONGEST_COMMENT))
    if not content.startswith(b"PK\x03\x04") or at < 0 or at + _END.size > len(content):
        raise NotAZip
    _, _, _, _, count, size, start, _ = _END.unpack_from(content, at)
    if count > MOST_MEMBERS or start + size > at:
        raise NotAZip
    found = tuple(_listed(content[start : start + size], count))
    if len({member.name for member in found}) != count:
        raise NotAZip
    return found


def read(content: bytes, member: Member, most: int) -> bytes:
    """Give the first `most` bytes of a member; raises `NotAZip` where it cannot be read."""
    if not content.startswith(b"PK\x03\x04", member.offset) or member.offset + _LOCAL.size > len(content):
        raise NotAZip
    *_, name_length, extra_length = _LOCAL.unpack_from(content, member.offset)
    begins = member.offset + _LOCAL.size + name_length + extra_length
    packed = content[begins : begins + member.packed_size]
    if member.method == _STORED:
        return packed[:most]
    if member.method != _DEFLATED:
        raise NotAZip
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except zlib.error:
        raise NotAZip from None


def _listed(directory: bytes, count: int) -> Iterator[Member]:
    at = 0
    for _ in range(count):
        if not directory.startswith(b"PK\x01\x02", at) or at + _CENTRAL.size > len(directory):
            raise NotAZip
        fields = _CENTRAL.unpack_from(directory, at)
        flags, method, packed_size, offset = fields[3], fields[4], fields[8], fields[16]
        name_length, extra_length, comment_length = fields[10:13]
        at += _CENTRAL.size
        name = directory[at : at + name_length].decode("latin-1")
        yield Member(name, bool(flags & _ENCRYPTED), method, packed_size, offset)
        at += name_length + extra_length + comment_length
