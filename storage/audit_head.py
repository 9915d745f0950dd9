"""The head of the audit, kept outside the database: a small file beside the key file that says how far the audit was.

A database alone cannot show that its last entries, or all of it since yesterday, are gone. The file can: its number
only rises. It is written just after a commit, by a thread of its own, so that nobody waits for the disk; a crash
between commit and writing leaves it a little behind, which is no sign of anything.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.envelope import Vault
from storage.private_files import write_private

_PURPOSE = b"prp-bot audit head 1\n"


class HeadFileMistake(Exception):
    """The head file cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Link:
    """One entry's place in the chain: its number, counted from 1, and its authentication code in hexadecimal."""

    number: int
    mac: str


START = Link(0, "00" * 32)
"""What the first entry follows."""


class HeadFile:
    """The file at `path`, authenticated with the keys of `vault`. One for each machine; its processes share it."""

    def __init__(self, path: Path, vault: Vault) -> None:
        self._path = path
        self._vault = vault
        self._changed = threading.Condition()
        self._known = START
        self._wanted: Link | None = None
        self._writer: threading.Thread | None = None
        self._closing = False
        self._at_odds = False

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    @property
    def known(self) -> Link:
        """The furthest entry that is known here to be committed. Take it before the database is read."""
        return self._known

    def read(self) -> Link | None:
        """Give what the file says; None if there is none. Raises `HeadFileMistake` if it is not as it was written."""
        try:
            kept = json.loads(self._path.read_text("ascii"))
            link = Link(int(kept["number"]), str(kept["mac"]))
            seal = self._seal(link, str(kept["key_id"]))
            genuine = hmac.compare_digest(seal, str(kept["seal"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, LookupError):
            genuine = False
        if not genuine:
            raise HeadFileMistake(
                f"The audit's head file {self._path} was changed, or its key is not in the key file: put back your copy"
                " of it, and run `prp audit verify`."
            )
        return link

    def begin(self) -> None:
        """Make the file for an audit without entries, unless it is there."""
        with self._alone():
            if not self._path.exists():
                self._write(START)

    def follow(self, kept: Link | None, *, stored: Link | None, last: Link) -> None:
        """Go on from `kept`, what the file says, if the database has that entry: `stored` is its one of that number.

        Where it has another one, none, or there is no file, the file is left as it is: it is what shows that something
        is missing. `last` is the database's last entry.
        """
        self._at_odds = kept is None or (kept != START and stored != kept)
        if not self._at_odds:
            self._known = last

    def agrees(self, known: Link, last: Link) -> None:
        """Compare the database's last entry with what was `known` before it was read: it cannot lie behind that."""
        if last.number < known.number or (last.number == known.number and last != known and known != START):
            self._at_odds = True

    def raise_to(self, link: Link) -> None:
        """Have the file say, in a moment, that `link` is committed; it never goes back to a smaller number."""
        with self._changed:
            if self._at_odds:
                return
            if link.number > self._known.number:
                self._known = self._wanted = link
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_on, name="audit-head", daemon=True)
                self._writer.start()
            self._changed.notify()

    def replace(self, link: Link) -> None:
        """Let the file say `link` from now on, whatever it said: because a person accepts it."""
        with self._alone():
            self._write(link)
        with self._changed:
            self._known, self._wanted, self._at_odds = link, None, False

    def close(self) -> None:
        """Write what is still to be written."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            writer = self._writer
        if writer is not None:
            writer.join()

    def _write_on(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted is not None or self._closing)
                link, self._wanted = self._wanted, None
                if link is None:
                    self._writer, self._closing = None, False
                    return
            self._write_if_further(link)

    def _write_if_further(self, link: Link) -> None:
        try:
            with self._alone():
                kept = self.read()
                if kept is None:
                    self._at_odds = True  # somebody took it away: that it is not there is what shows it
                elif kept.number < link.number:
                    self._write(link)
                elif kept.number > self._known.number:
                    self._known = kept
        except OSError:
            return  # a full disk, perhaps: the file stays a little behind until the next entry
        except HeadFileMistake:
            self._at_odds = True  # `prp audit verify` and `prp doctor` say so; referrals go on being taken

    def _write(self, link: Link) -> None:
        key_id = self._vault.sealing_id
        kept = {"number": link.number, "mac": link.mac, "key_id": key_id, "seal": self._seal(link, key_id)}
        write_private(self._path, json.dumps(kept) + "\n")

    def _seal(self, link: Link, key_id: str) -> str:
        return self._vault.mac(key_id, _PURPOSE + f"{link.number} {link.mac}".encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep the other processes of this machine from writing at the same time."""
        descriptor = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
