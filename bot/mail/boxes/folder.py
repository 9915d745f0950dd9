"""A folder of ``.eml`` files as a mailbox: for a Board whose own mail system writes each mail into a folder.

Whoever writes a mail there gives it another ending until it is whole, and then renames it. A file that is written
under its own name is left alone until it is the same at two looks.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bot.mail.mailbox import HEADER_BYTES, Gone, Permanent, Place, Temporary, TooLarge

LOOK_EVERY = 5.0
"""Seconds: a file is taken at the second look."""


class FolderMailbox:
    """The ``.eml`` files in `folder`, which has to be there: a network drive that is away is no empty mailbox.

    Files that begin with a dot, folders and links are no mail.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"folder:{folder.absolute()}"
        self.look_every = LOOK_EVERY
        self._folder = folder
        self._seen: frozenset[str] = frozenset()

    def waiting(self) -> Iterator[str]:
        """Give the mails that were here in the same way at the last look, by when they were written."""
        found = self._found()
        before, self._seen = self._seen, frozenset(found)
        yield from (mail_id for mail_id in found if mail_id in before)

    def fetch(self, mail_id: str, most: int) -> bytes:
        """Read a file; one that was changed since it was seen is another mail."""
        path = self._path(mail_id)
        try:
            if _id(path) != mail_id:
                raise Gone
            with path.open("rb") as file:
                content = file.read(most + 1)
        except FileNotFoundError:
            raise Gone from None
        except OSError:
            raise Temporary("mail_file_unreadable") from None
        if len(content) > most:
            raise TooLarge(content[:HEADER_BYTES])
        return content

    def move(self, mail_id: str, to: Place) -> None:
        """Rename a file into a folder beside it; one of the same name that lies there already stays."""
        path = self._path(mail_id)
        try:
            if _id(path) == mail_id:
                path.rename(_unused(self._made(to) / path.name))
        except FileNotFoundError:
            return
        except OSError:
            raise Permanent("mail_folder_not_writable") from None

    def find_sent(self, message_id: str) -> bool:
        """Look in ``Sent``."""
        return self._sent(message_id).exists()

    def send(self, mime: bytes) -> None:
        """Raise `Permanent`: nothing is sent through a folder."""
        raise Permanent("mailbox_cannot_send")

    def keep_sent(self, message_id: str, mime: bytes) -> None:
        """Write a file into ``Sent``, named after the Message-ID."""
        try:
            self._made("Sent")
            path = self._sent(message_id)
            unfinished = path.with_suffix(".unfinished")
            unfinished.write_bytes(mime)
            unfinished.replace(path)
        except OSError:
            raise Permanent("mail_folder_not_writable") from None

    def check(self) -> None:
        """Look into the folder, and write to each place that mail is moved to, leaving nothing behind."""
        self._found()
        try:
            for place in Place:
                trial = self._made(place) / f".{os.getpid()}.unfinished"
                trial.touch()
                trial.unlink()
        except OSError:
            raise Permanent("mail_folder_not_writable") from None

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def _found(self) -> list[str]:
        try:
            with os.scandir(self._folder) as entries:
                names = [each.name for each in entries if each.name.casefold().endswith(".eml")]
        except FileNotFoundError:
            raise Permanent("mail_folder_not_there") from None
        except OSError:
            raise Permanent("mail_folder_not_readable") from None
        found = (_id(self._folder / name) for name in names if not name.startswith("."))
        return sorted(filter(None, found), key=_written)

    def _path(self, mail_id: str) -> Path:
        return self._folder / Path(mail_id.split(":", 2)[2]).name

    def _made(self, place: str) -> Path:
        folder = self._folder / place
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _sent(self, message_id: str) -> Path:
        return self._folder / "Sent" / f"{sha256(message_id.encode()).hexdigest()}.eml"


def _id(path: Path) -> str:
    """Give what tells a file from any other, and from itself at another moment; empty if it is no file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return ""
    if not stat.S_ISREG(found.st_mode):
        return ""
    return f"{found.st_mtime_ns}:{found.st_size}:{path.name}"


def _written(mail_id: str) -> tuple[int, str]:
    moment, _, name = mail_id.split(":", 2)
    return int(moment), name


def _unused(path: Path) -> Path:
    number = 1
    free = path
    while os.path.lexists(free):
        number += 1
        free = path.with_stem(f"{path.stem} ({number})")
    return free
