"""What it means to have a mailbox: one small protocol that a folder, IMAP, Exchange and Graph each fulfil.

Mail waits in one folder of the mailbox. The postman takes the ids, fetches each mail as it came, and moves it to
``Processed`` or ``Quarantine`` once it is kept: nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from bot.trouble import Trouble

HEADER_BYTES = 65_536
"""How much of the beginning of a mail that is too large is kept: its headers are there."""


class Place(StrEnum):
    """Where a mail goes that the postman has dealt with."""

    PROCESSED = "Processed"
    QUARANTINE = "Quarantine"


class MailboxTrouble(Trouble):
    """Something could not be done in a mailbox."""


class Temporary(MailboxTrouble):
    """Trying again later may help."""


class Wait(Temporary):
    """The other side has too much to do and asks for a pause, of `after` seconds where it says how long."""


class Permanent(MailboxTrouble):
    """It does not work until a person changes something: the code names the permission or the setting that is missing.

    The sentence that says what to do is ``command_line.mailbox.CODE``.
    """


class Gone(MailboxTrouble):
    """The mail is not in the mailbox any more, or not the same: somebody has moved it."""

    def __init__(self, code: str = "mail_gone") -> None:
        super().__init__(code)


class TooLarge(MailboxTrouble):
    """The mail is larger than may be fetched; `beginning` holds its headers, at most `HEADER_BYTES`."""

    def __init__(self, beginning: bytes) -> None:
        super().__init__("mail_too_large")
        self.beginning = beginning[:HEADER_BYTES]


class Uncertain(MailboxTrouble):
    """A mail may have been sent, or not: the answer never came. Only `Mailbox.send` raises it."""


class IncomingMail(Protocol):
    """A mailbox as the postman sees it. Every call may take seconds, is made with no transaction open, and raises
    `MailboxTrouble` alone."""

    name: str
    """Which mailbox it is, without any secret: the same for ever, since what came is known by it."""
    look_every: float
    """Seconds between two looks for new mail: people are to know of a mail within a minute."""

    def waiting(self) -> Iterator[str]:
        """Give the ids of the mails that wait, the oldest first, read page by page.

        An id names the same mail at every look. Nothing is moved while the ids are being read.
        """
        ...

    def fetch(self, mail_id: str, most: int) -> bytes:
        """Give a mail as MIME, at most `most` bytes, leaving it where and as it is.

        Raises `TooLarge` if it is larger, and `Gone` if it does not wait any more.
        """
        ...

    def move(self, mail_id: str, to: Place) -> None:
        """Move a mail, making the folder where there is none; nothing happens if it does not wait any more."""
        ...

    def close(self) -> None:
        """Let go of the connection, if there is one. A later call opens it again."""
        ...


class Mailbox(IncomingMail, Protocol):
    """A whole mailbox, with what was sent from it. Its calls are as those of `IncomingMail`.

    One thread at a time makes the calls of the postman, others may look for sent mail meanwhile: a mailbox that keeps
    a connection lets its callers take turns.
    """

    def find_sent(self, message_id: str) -> bool:
        """Tell whether there is a mail with this Message-ID (with its angle brackets) among the sent ones."""
        ...

    def send(self, mime: bytes) -> None:
        """Send a mail to those in its ``To``, and keep a copy among the sent ones.

        Raises `Uncertain` if it may have gone, and `Permanent` where a mailbox of this kind cannot send.
        """
        ...

    def keep_sent(self, message_id: str, mime: bytes) -> None:
        """Keep a copy of a mail that has gone out by SMTP, so that it can be found; not where the server does so."""
        ...

    def check(self) -> None:
        """Try whether mail can be read, moved and sent, if at all; makes the folders for it. Raises what is wrong."""
        ...
