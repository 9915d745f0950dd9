"""The file of a backup: lines of text, compressed and sealed with a key that is derived from the key file.

Without the key file it is useless; changed, cut short or put together from two it is refused. It is written and read
piece by piece: a header (a word, the key's id, a random salt), then pieces of AES-256-GCM, each with its length. A
piece's nonce is its number and whether it is the last; the header is authenticated with every piece.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keys import KEY_ID_LENGTH, KeyRing, derive

_WORD = b"PRP backup 1\n"
_SALT_LENGTH = 16
_HEADER_LENGTH = len(_WORD) + KEY_ID_LENGTH + _SALT_LENGTH
_PIECE = 1 << 18
_TAG_LENGTH = 16
_LENGTH = struct.Struct(">I")


class BackupMistake(Exception):
    """A backup cannot be made or used; the message is one sentence that says why and what to do."""


def write_lines(file: BinaryIO, keys: KeyRing, lines: Iterable[str]) -> None:
    """Write lines of text, sealed with the key that seals now."""
    header = _WORD + keys.sealing_id + os.urandom(_SALT_LENGTH)
    file.write(header)
    cipher, packed, waiting, number = _cipher(keys.keys[0], header), zlib.compressobj(), bytearray(), 0
    for line in lines:
        waiting += packed.compress(line.encode() + b"\n")
        while len(waiting) > _PIECE:
            _write_piece(file, cipher, header, number, bytes(waiting[:_PIECE]), last=False)
            del waiting[:_PIECE]
            number += 1
    waiting += packed.flush()
    while len(waiting) > _PIECE:
        _write_piece(file, cipher, header, number, bytes(waiting[:_PIECE]), last=False)
        del waiting[:_PIECE]
        number += 1
    _write_piece(file, cipher, header, number, bytes(waiting), last=True)


def read_lines(file: BinaryIO, keys: KeyRing) -> Iterator[str]:
    """Give the lines again; raises `BackupMistake` as soon as something is not as it was written."""
    unpacked, kept = zlib.decompressobj(), bytearray()
    for piece in _pieces(file, keys):
        data = unpacked.decompress(piece, _PIECE)
        while data:
            kept += data
            *whole, rest = kept.split(b"\n") if b"\n" in data else [kept]
            yield from (line.decode() for line in whole)
            kept = bytearray(rest)
            data = unpacked.decompress(unpacked.unconsumed_tail, _PIECE)


def _pieces(file: BinaryIO, keys: KeyRing) -> Iterator[bytes]:
    header = file.read(_HEADER_LENGTH)
    if len(header) != _HEADER_LENGTH or not header.startswith(_WORD):
        raise BackupMistake("The file is no backup of this program: name a file that `prp backup` made.")
    key = keys.by_id().get(header[len(_WORD) : len(_WORD) + KEY_ID_LENGTH])
    if key is None:
        raise BackupMistake(
            "The backup was made with a key that is not in the key file: put back the key file that was kept for it."
        )
    cipher, number, last = _cipher(key, header), 0, False
    while not last:
        length = file.read(_LENGTH.size)
        size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
        if not _TAG_LENGTH <= size <= _PIECE + _TAG_LENGTH:
            raise _changed()
        sealed = file.read(size)
        last = not file.read(1)
        if not last:
            file.seek(-1, os.SEEK_CUR)
        try:
            yield cipher.decrypt(_nonce(number, last=last), sealed, header)
        except InvalidTag:
            raise _changed() from None
        number += 1


def _write_piece(file: BinaryIO, cipher: AESGCM, header: bytes, number: int, data: bytes, *, last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number, last=last), data, header)
    file.write(_LENGTH.pack(len(sealed)) + sealed)


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(derive(key, f"backup {header.hex()}"))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _changed() -> BackupMistake:
    return BackupMistake("The backup was changed or cut short since it was made: use another. Nothing was restored.")
