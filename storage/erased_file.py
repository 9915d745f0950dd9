"""Which cases and drafts were erased, kept outside the database: an older database that is put back holds them again.

One line each, with when and the case's id, which tells nothing. Whoever restores a backup erases again what is in it.
Only its owner may read and write the file, as the key file beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from storage.private_files import sync_folder


class ErasedFile:
    """The file at `path`, which is made with its first line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    def add(self, case_id: str, at: datetime) -> None:
        """Write a case down and see it safely on the disk; raises `OSError`. The same one again does no harm."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            torn = file.seek(0, os.SEEK_END) > 0 and _last_byte(file.fileno()) != b"\n"
            file.write(f"{chr(10) if torn else ''}{at.isoformat(timespec='seconds')} {case_id}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._path.parent)

    def case_ids(self) -> tuple[str, ...]:
        """Give the id of every case that was erased, the first one first; a line that a crash cut short is none."""
        try:
            lines = self._path.read_text("ascii").splitlines(keepends=True)
        except FileNotFoundError:
            return ()
        return tuple(dict.fromkeys(_ids(lines)))


def _ids(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        _, _, case_id = line.partition(" ")
        if case_id.endswith("\n"):
            yield case_id.strip()


def _last_byte(descriptor: int) -> bytes:
    return os.pread(descriptor, 1, os.fstat(descriptor).st_size - 1)
