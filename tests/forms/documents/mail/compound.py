"""A compound file (MS-CFB) written by hand: storages as dictionaries, streams as bytes."""

from __future__ import annotations

import struct
from typing import TypeAlias

Storage: TypeAlias = "dict[str, bytes | Storage]"

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound(root: Storage) -> bytes:
    """Write a file of version 3. Every stream is made 4,096 bytes at least, so that no short sectors are needed."""
    entries: list[list[object]] = []  # name, type, left, right, child, content

    def add(name: str, inside: Storage | bytes, kind: int) -> int:
        at = len(entries)
        entries.append([name, kind, _NONE, _NONE, _NONE, inside if isinstance(inside, bytes) else b""])
        if not isinstance(inside, bytes):
            previous = _NONE
            for each in sorted(inside, key=lambda one: (len(one), one.upper()), reverse=True):
                content = inside[each]
                child = add(each, content, 2 if isinstance(content, bytes) else 1)
                entries[child][3] = previous  # a chain to the right is a tree too
                previous = child
            entries[at][4] = previous
        return at

    add("Root Entry", root, 5)
    sectors: list[bytes] = []
    fat: list[int] = []
    starts = []
    for entry in entries:
        content = entry[5]
        assert isinstance(content, bytes)
        starts.append(_put(content, sectors, fat) if entry[1] == 2 else _END)
    directory = b"".join(_entry(entry, start) for entry, start in zip(entries, starts, strict=True))
    directory_start = _put(directory.ljust(-len(directory) // _SECTOR * -_SECTOR, b"\0"), sectors, fat)
    count = -(-(len(fat) + 8) // 128)
    fat_sectors = range(len(sectors), len(sectors) + count)
    fat += [_FAT] * count
    table = b"".join(struct.pack("<I", each) for each in fat).ljust(count * _SECTOR, b"\xff")
    difat = list(fat_sectors) + [_FREE] * (109 - count)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, count, directory_start, 0, 4096, _END, 0, _END, 0),
        *difat,
    )
    return header + b"".join(sectors) + table


def _put(content: bytes, sectors: list[bytes], fat: list[int]) -> int:
    start = len(sectors)
    pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
    sectors += pieces
    fat += [*range(start + 1, start + len(pieces)), _END]
    return start


def _entry(entry: list[object], start: int) -> bytes:
    name, kind, left, right, child, content = entry
    assert isinstance(content, bytes)
    coded = f"{name}\0".encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", coded, len(coded), kind, 1, left, right, child, b"", 0, 0, 0, start, len(content)
    )
