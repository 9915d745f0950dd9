"""One mailbox of each kind, with a hand in it: what every kind of mailbox promises is tried with each of them."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from bot.mail.boxes import imap as imap_module
from bot.mail.boxes.choose import open_mailbox
from bot.mail.boxes.folder import FolderMailbox
from bot.mail.boxes.imap import ImapMailbox
from bot.mail.mailbox import Mailbox
from tests.bot.mailboxes import ews_server, graph_server
from tests.bot.mailboxes.dovecot import Dovecot
from tests.bot.mailboxes.ews_server import EwsServer
from tests.bot.mailboxes.graph_server import GraphServer
from tests.bot.mailboxes.loopback import Answer
from tests.bot.mailboxes.post_room import PostRoom


class Office(ABC):
    """A mailbox, and what people and servers do to it meanwhile. Pages are of two mails where there are pages."""

    address: str
    """What `PRP_MAILBOX` is."""
    mailbox: Mailbox
    sends = True
    """Whether mail goes out through it."""

    def another(self, *, sends: bool = False) -> Mailbox:
        """Open the mailbox once more, as a bot does that starts."""
        return open_mailbox(self.address, sends=sends)

    @abstractmethod
    def deliver(self, mime: bytes) -> None:
        """Let a mail arrive in the inbox."""

    @abstractmethod
    def within(self, folder: str) -> list[bytes]:
        """Give what lies in a folder; the inbox is ``INBOX``."""

    @abstractmethod
    def clear(self) -> None:
        """Let a person move every mail out of the inbox, into a folder of their own."""

    @abstractmethod
    def refuse(self) -> None:
        """Take the permission away."""


class BusyOffice(Office):
    """A mailbox whose server asks for pauses."""

    @abstractmethod
    def be_busy(self, seconds: int) -> None:
        """Let the next request be answered with the wish for a pause."""


class FolderOffice(Office):
    """A folder of files."""

    sends = False

    def __init__(self, folder: Path) -> None:
        self.address = f"folder:{folder}"
        self.mailbox = FolderMailbox(folder)
        self._folder = folder
        self._numbers = count(1)

    def deliver(self, mime: bytes) -> None:
        number = next(self._numbers)
        file = self._folder / f"{100 - number}.eml"  # by its name it would be the last
        file.write_bytes(mime)
        os.utime(file, (number, number))
        list(self.mailbox.waiting())  # a file is taken at the second look

    def within(self, folder: str) -> list[bytes]:
        place = self._folder if folder == "INBOX" else self._folder / folder
        return [each.read_bytes() for each in sorted(place.glob("*.eml"))]

    def clear(self) -> None:
        (self._folder / "Archive").mkdir()
        for each in self._folder.glob("*.eml"):
            each.rename(self._folder / "Archive" / each.name)

    def refuse(self) -> None:
        self.clear()
        (self._folder / "Archive").rename(self._folder.with_name("elsewhere"))
        for each in self._folder.iterdir():
            each.rmdir()
        self._folder.rmdir()


class ImapOffice(Office):
    """A mailbox of a real IMAP server."""

    sends = False

    def __init__(self, server: Dovecot) -> None:
        self._server = server
        self.address = f"imap://refer%40board.example:p%40ss-word@127.0.0.1:{server.port}"
        self.mailbox = ImapMailbox(self.address)

    def deliver(self, mime: bytes) -> None:
        self._server.deliver(mime)

    def within(self, folder: str) -> list[bytes]:
        return self._server.within(folder)

    def clear(self) -> None:
        with self._server.client() as client:
            client.create("Archive")
            client.select("INBOX")
            client.uid("MOVE", "1:*", "Archive")

    def refuse(self) -> None:
        self.mailbox.close()
        self.mailbox = ImapMailbox(self.address.replace("p%40ss-word", "another"))


class _ExchangeOffice(BusyOffice):
    def __init__(self, room: PostRoom) -> None:
        self._room = room

    def deliver(self, mime: bytes) -> None:
        self._room.put(mime)

    def within(self, folder: str) -> list[bytes]:
        name = {"INBOX": "inbox", "Sent Items": "sentitems"}.get(folder, folder)
        return [each.mime for each in self._room.in_folder(name)]

    def clear(self) -> None:
        for each in self._room.in_folder("inbox"):
            each.folder, each.number = "Archive", each.number if self.keeps_ids else self._room.next_number()

    keeps_ids = False
    """Whether a mail that is moved keeps its id."""


class EwsOffice(_ExchangeOffice):
    """A mailbox of our Exchange server."""

    def __init__(self, server: EwsServer) -> None:
        super().__init__(server.room)
        self._server = server
        self.address = server.address()
        self.mailbox = server.mailbox()

    def refuse(self) -> None:
        self._server.faults.append(("FindItem", "ErrorAccessDenied"))

    def be_busy(self, seconds: int) -> None:
        self._server.faults.append(("FindItem", ews_server.busy(seconds * 1_000)))


class GraphOffice(_ExchangeOffice):
    """A mailbox of our Graph."""

    keeps_ids = True

    def __init__(self, server: GraphServer) -> None:
        super().__init__(server.room)
        self._server = server
        self.address = server.address()
        self.mailbox = server.mailbox()

    def another(self, *, sends: bool = False) -> Mailbox:
        return self._server.mailbox(sends=sends)

    def refuse(self) -> None:
        self._server.permitted.clear()

    def be_busy(self, seconds: int) -> None:
        self._server.faults.append(("inbox/messages", Answer(429, b"{}", {"Retry-After": str(seconds)})))


@contextmanager
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    place = tmp_path / "mail"
    place.mkdir()
    yield FolderOffice(place)


@contextmanager
def imap(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imap_module, "PAGE", 2)
        office = ImapOffice(request.getfixturevalue("imap"))
        yield office
        office.mailbox.close()


@contextmanager
def ews(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with ews_server.running(tmp_path) as server:
        office = EwsOffice(server)
        yield office
        office.mailbox.close()


@contextmanager
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with graph_server.running(tmp_path) as server:
        office = GraphOffice(server)
        yield office
        office.mailbox.close()


Opened = Callable[[pytest.FixtureRequest, Path], AbstractContextManager[Office]]
KINDS: dict[str, Opened] = {"folder": folder, "imap": imap, "ews": ews, "graph": graph}
