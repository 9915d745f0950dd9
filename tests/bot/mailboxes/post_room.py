"""What lies in the mailbox behind the servers of ours that speak as Exchange does: folders and the mails in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from itertools import count

ADDRESS = "practice.review@example.gov.uk"


@dataclass
class Kept:
    """A mail in a folder, by the order in which it came."""

    number: int
    mime: bytes = field(repr=False)
    folder: str
    came: int

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.mime, policy=default)["Message-ID"])


class PostRoom:
    """The mailbox of `ADDRESS`. Folders are known by name; those of Exchange have the names that programs use."""

    def __init__(self) -> None:
        self.folders = ["inbox", "sentitems", "Archive"]
        self.mails: list[Kept] = []
        self._number = count(1)

    def put(self, mime: bytes, *, folder: str = "inbox", came: int | None = None) -> Kept:
        """Let a mail arrive; `came` puts it before or after others in time."""
        number = next(self._number)
        kept = Kept(number, mime, folder, number if came is None else came)
        self.mails.append(kept)
        return kept

    def in_folder(self, folder: str) -> list[Kept]:
        """Give the mails of a folder, the oldest first."""
        return sorted((each for each in self.mails if each.folder == folder), key=lambda each: (each.came, each.number))

    def next_number(self) -> int:
        """Give a number that no mail has had."""
        return next(self._number)
