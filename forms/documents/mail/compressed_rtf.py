"""Outlook's compressed RTF, unpacked (MS-OXRTFCP, sections 2.1 and 3.1)."""

from __future__ import annotations

import struct

MOST = 5_000_000
"""Bytes that are unpacked; the longest bodies have a few hundred thousand."""

_HEADER = struct.Struct("<IIII")
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_RING = 4096
_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the ring holds before anything is unpacked (section 2.1.2.1)."""


def unpacked(content: bytes) -> bytes:
    """Give the RTF; as far as it goes where it is cut off or damaged, nothing where it is none."""
    if len(content) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(content)
    packed = content[_HEADER.size :]
    if kind == _STORED:
        return packed[: min(size, MOST)]
    return _unpacked(packed, min(size, MOST)) if kind == _COMPRESSED else b""


def _unpacked(packed: bytes, size: int) -> bytes:
    ring = bytearray(_BEGINNING.ljust(_RING, b"\0"))
    at, done, write = 0, bytearray(), len(_BEGINNING)
    while at < len(packed) and len(done) < size:
        control, at = packed[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                piece, at = packed[at : at + 1], at + 1
                write = _put(ring, write, piece)
            else:
                if at + 2 > len(packed):
                    return bytes(done)
                reference, at = packed[at] << 8 | packed[at + 1], at + 2
                offset, length = reference >> 4, (reference & 0xF) + 2
                if offset == write % _RING:
                    return bytes(done)
                piece = b""
                for step in range(length):  # one by one: it may repeat what it has just written
                    byte = ring[(offset + step) % _RING : (offset + step) % _RING + 1]
                    write = _put(ring, write, bytes(byte))
                    piece += bytes(byte)
            done += piece
    return bytes(done[:size])


def _put(ring: bytearray, at: int, piece: bytes) -> int:
    for byte in piece:
        ring[at % _RING] = byte
        at += 1
    return at
