"""The envelope that confidential content is stored in: AES-256-GCM, bound to table, column and row.

Source: docs/procedure.md, section 7, rule 7. An envelope is: one byte for the version, the id of the key, a random
nonce, the sealed content with its tag. The first two and the place (table, column, row) are authenticated, so that
an envelope opens only where it was put. Every column has a key of its own, derived from the ring's.
"""

from __future__ import annotations

import hmac
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keys import KEY_ID_LENGTH, KeyFileMistake, KeyRing, derive

_VERSION = b"\x01"
_NONCE_LENGTH = 12
_HEADER_LENGTH = len(_VERSION) + KEY_ID_LENGTH
_BLOCK = 64
"""JSON is filled up with spaces to a multiple of so many bytes: the length would else tell a yes from a no."""


class Unreadable(Exception):
    """Stored content cannot be opened; the message says which table and column, and what to do."""


class NoSuchKey(LookupError):
    """A key is not at hand."""


@dataclass(frozen=True)
class _Column:
    """What one key seals one column with."""

    cipher: AESGCM
    header: bytes
    """The beginning of what is authenticated."""

    def place(self, row: str) -> bytes:
        """Give what is authenticated with a row's content: the envelope's header; table, column and row as JSON."""
        return self.header + f", {json.dumps(row)}]".encode()


class Vault:
    """Seals and opens confidential content with the keys of a ring."""

    def __init__(self, keys: KeyRing) -> None:
        self._path: Path | None = None
        self._stamp: tuple[int, int] | None = None
        self._take(keys)
        self._column = cache(self._make_column)

    @classmethod
    def of_file(cls, path: Path) -> Vault:
        """Give a vault with the keys in the file at `path`, also those that are put there later.

        Raises `KeyFileMistake` if the file cannot be used now; later the keys at hand are kept until it can.
        """
        stamp = _stamp(path)
        vault = cls(KeyRing.load(path))
        vault._path, vault._stamp = path, stamp
        return vault

    @property
    def sealing_id(self) -> str:
        """The id of the key that seals, in hexadecimal."""
        self._renew()
        return self._sealing_id.hex()

    @property
    def key_ids(self) -> frozenset[str]:
        """The ids of all keys at hand, in hexadecimal."""
        return frozenset(each.hex() for each in self._keys)

    def mac(self, key_id: str, data: bytes) -> str:
        """Give the code, in hexadecimal, that shows `data` to be from whoever has the key; raises `NoSuchKey`."""
        if key_id not in self._audit_keys:
            self._renew()
        if key_id not in self._audit_keys:
            raise NoSuchKey(f"The key {key_id} is not in the key file: put it back.")
        return hmac.digest(self._audit_keys[key_id], data, "sha256").hex()

    def seal(self, data: bytes, *, table: str, column: str, row: str) -> bytes:
        """Seal `data` for one place; sealing the same twice gives two different envelopes."""
        self._renew()
        sealing_id = self._sealing_id
        nonce = os.urandom(_NONCE_LENGTH)
        of_column = self._column(sealing_id, table, column)
        return _VERSION + sealing_id + nonce + of_column.cipher.encrypt(nonce, data, of_column.place(row))

    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        """Open what `seal` gave for the same place; raises `Unreadable` if the key is not at hand or it was changed."""
        header, rest = sealed[:_HEADER_LENGTH], sealed[_HEADER_LENGTH:]
        if header[:1] != _VERSION:
            raise Unreadable(
                f"What is stored in {table}.{column} is not in a form that this version knows: use the"
                " version that wrote it."
            )
        if header[1:] not in self._keys:
            self._renew()
        if header[1:] not in self._keys:
            raise Unreadable(
                f"What is stored in {table}.{column} was sealed with a key ({header[1:].hex()}) that is not in the key"
                " file: put that key back."
            )
        of_column = self._column(header[1:], table, column)
        nonce, content = rest[:_NONCE_LENGTH], rest[_NONCE_LENGTH:]
        try:
            return of_column.cipher.decrypt(nonce, content, of_column.place(row))
        except (InvalidTag, ValueError):
            raise Unreadable(
                f"What is stored in {table}.{column} was changed or moved since it was sealed: restore the"
                " database from a backup."
            ) from None

    def seal_json(self, value: Any, *, table: str, column: str, row: str) -> bytes:
        """Seal a JSON value, like `seal`."""
        # half of a pair of surrogates, which a broken client may send, is kept as it came; `json.loads` reads it back
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
        return self.seal(data.ljust(-len(data) // _BLOCK * -_BLOCK), table=table, column=column, row=row)

    def open_json(self, sealed: bytes, *, table: str, column: str, row: str) -> Any:
        """Open what `seal_json` gave, like `open`."""
        return json.loads(self.open(sealed, table=table, column=column, row=row).decode(errors="surrogatepass"))

    def _take(self, keys: KeyRing) -> None:
        self._keys = keys.by_id()
        self._audit_keys = keys.audit_keys()
        self._sealing_id = keys.sealing_id

    def _renew(self) -> None:
        """Take the keys again if the file is another one by now: keys were changed while this process runs."""
        if self._path is None or (stamp := _stamp(self._path)) in {None, self._stamp}:
            return
        try:
            self._take(KeyRing.load(self._path))
        except KeyFileMistake:
            return  # somebody is at it: what is stored stays readable with the keys at hand
        self._stamp = stamp

    def _make_column(self, key_id: bytes, table: str, column: str) -> _Column:
        cipher = AESGCM(derive(self._keys[key_id], f"seal {table}.{column}"))
        return _Column(cipher, _VERSION + key_id + json.dumps([table, column]).removesuffix("]").encode())


def _stamp(path: Path) -> tuple[int, int] | None:
    """Give what changes when another file is put at `path`; None if none is there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
