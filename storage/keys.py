"""The key file: the keys that seal confidential content. It is kept outside the database.

Source: docs/procedure.md, section 7, rule 7. A key file is plain text: one key a line, base64; lines that begin
with # are comments. The first key seals; every key opens what it once sealed.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.private_files import write_private

KEY_LENGTH = 32
"""Bytes in a key: AES-256."""
KEY_ID_LENGTH = 8
"""Bytes in a key's id."""

_RETIRED = "audit"

_HEADING = """\
# The keys that seal this panel's confidential answers.
#
# Whoever has this file and the database can read every case. Keep a copy in a safe place, away from the
# database and its backups: without this file nobody can read the cases again.
#
# One key a line. The first one seals; the others open what they sealed before. Never take a key out by hand.
"""


class KeyFileMistake(Exception):
    """The key file cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one deployment, the sealing one first. Raises `KeyFileMistake` for no keys or a wrong length."""

    keys: tuple[bytes, ...] = field(repr=False)
    retired: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What the audit is checked with, by the id of the key that was retired, in hexadecimal."""

    def __post_init__(self) -> None:
        if not self.keys:
            raise KeyFileMistake("There is no key: make a key file with `prp init`.")
        if any(len(key) != KEY_LENGTH for key in self.keys):
            raise KeyFileMistake(f"A key has the wrong length: each is {KEY_LENGTH} bytes, made by `prp init`.")

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Read the key file at `path`; raises `KeyFileMistake` if it is missing, readable by others or wrong."""
        return cls(*_keys_in(_text_of(path), path))

    @property
    def sealing_id(self) -> bytes:
        """The id of the key that seals."""
        return key_id(self.keys[0])

    def by_id(self) -> dict[bytes, bytes]:
        """Give every key by its id."""
        return {key_id(key): key for key in self.keys}

    def audit_keys(self) -> Mapping[str, bytes]:
        """Give the keys that the audit is chained with, by the id of the key each comes from, in hexadecimal."""
        return {**self.retired, **{key_id(key).hex(): derive(key, "audit chain") for key in self.keys}}


def key_id(key: bytes) -> bytes:
    """Give the id of a key: derived from it, so that nothing can be mislabelled, and telling nothing about it."""
    return derive(key, "key id")[:KEY_ID_LENGTH]


def derive(key: bytes, purpose: str) -> bytes:
    """Derive from `key` the key for one purpose, so that no key does two jobs."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_LENGTH, salt=None, info=f"prp-bot {purpose}".encode()).derive(key)


def new_key_file(path: Path) -> None:
    """Write a key file with one new key at `path`, readable by its owner alone, and see it safely on the disk.

    Raises `KeyFileMistake` if anything is there already or the file cannot be written.
    """
    text = f"{_HEADING}{base64.b64encode(os.urandom(KEY_LENGTH)).decode()}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileMistake(
            f"The key file {path} is already there and was left as it is: move it to a safe place if you want a"
            " new one."
        ) from None
    except OSError as error:
        raise KeyFileMistake(
            f"The key file {path} cannot be written ({error.strerror}): name a folder that is there"
            " and that you may write to."
        ) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def add_key(path: Path) -> None:
    """Put a new key first in the key file: it seals from now on. Raises `KeyFileMistake`."""
    lines = _checked_lines(path)
    first = next(number for number, line in enumerate(lines) if _is_key(line))
    _write_over(path, [*lines[:first], base64.b64encode(os.urandom(KEY_LENGTH)).decode(), *lines[first:]])


def retire_key(path: Path, retired: str) -> None:
    """Take a key out of the key file, leaving what the audit is checked with. Raises `KeyFileMistake`.

    The key that seals is never taken out.
    """
    lines = _checked_lines(path)
    first = next(number for number, line in enumerate(lines) if _is_key(line))
    _write_over(path, [line if number <= first else _without(line, retired) for number, line in enumerate(lines)])


def _without(line: str, retired: str) -> str:
    if not _is_key(line):
        return line
    key = base64.b64decode(line.strip())
    if key_id(key).hex() != retired:
        return line
    return f"{_RETIRED} {retired} {base64.b64encode(derive(key, 'audit chain')).decode()}"


def _checked_lines(path: Path) -> list[str]:
    text = _text_of(path)
    _keys_in(text, path)
    return text.splitlines()


def _is_key(line: str) -> bool:
    words = line.split()
    return len(words) == 1 and not words[0].startswith("#")


def _write_over(path: Path, lines: list[str]) -> None:
    try:
        write_private(path, "\n".join(lines) + "\n")
    except OSError as error:
        raise KeyFileMistake(
            f"The key file {path} cannot be written ({error.strerror}) and was left as it is: see that you may write to"
            " its folder."
        ) from None


def _text_of(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFileMistake(f"The key file {path} can be read by others: run `chmod 600 {path}`.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyFileMistake(
            f"There is no key file at {path}: make one with `prp init`, or set PRP_KEYS_FILE to where yours is."
        ) from None
    except UnicodeDecodeError:
        raise KeyFileMistake(f"The key file {path} is not text: put back the file that `prp init` made.") from None
    except OSError as error:
        raise KeyFileMistake(
            f"The key file {path} cannot be read ({error.strerror}): set PRP_KEYS_FILE to a file that you may read."
        ) from None


def _keys_in(text: str, path: Path) -> tuple[tuple[bytes, ...], dict[str, bytes]]:
    keys: list[bytes] = []
    retired: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == _RETIRED and len(words) == 3:
            retired[words[1]] = _key_on(words[2], number, path)
        else:
            keys.append(_key_on(line.strip(), number, path))
    if not keys:
        raise KeyFileMistake(
            f"The key file {path} has no key in it: put back your copy of it, or delete it and run `prp init` if"
            " no case was ever stored."
        )
    return tuple(keys), retired


def _key_on(line: str, number: int, path: Path) -> bytes:
    try:
        key = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_LENGTH:
        raise KeyFileMistake(
            f"Line {number} of the key file {path} is not a key ({KEY_LENGTH} bytes in base64): put back your copy of"
            " the file."
        )
    return key
