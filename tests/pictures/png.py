"""Writes a PNG with a palette (https://www.w3.org/TR/png-3/), the smallest that a picture of a screen can be."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_EIGHT_BITS, _PALETTE = 8, 3


def png(width: int, height: int, palette: Sequence[Sequence[int]], pixels: bytes) -> bytes:
    """Give a picture as a file: `palette` holds red, green and blue from 0 to 255, `pixels` one place in it a byte."""
    lines = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, _EIGHT_BITS, _PALETTE, 0, 0, 0)
    colours = bytes(light for colour in palette for light in colour)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", header), _chunk(b"PLTE", colours), _chunk(b"IDAT", zlib.compress(lines, 6)), _chunk(b"IEND"))
    )


def _chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
