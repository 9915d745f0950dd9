"""A postman at a mailbox and a database of the test's, and a desk that notes what it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from bot.mail.mailbox import Gone, Place
from bot.mail.postman import Deal, Kept, Postman
from forms.loading import default_form, default_form_text
from handlers.access import Actor
from handlers.form_versions import Forms
from handlers.work import Work
from storage import audit, inbox
from storage.database import Database
from storage.tables import AuditEntry, InboxItem, OutboxMessage
from tests.bot.test_deliverer import BOARD
from tests.conftest import Clock

_TOLD = select(AuditEntry).where(AuditEntry.action == "told")


class Killed(BaseException):
    """The process ends here, whatever it was at."""


class Shelf:
    """A mailbox in memory. `troubles` are raised by the call of that name for that mail, one after the other."""

    name = "shelf:refer@board.example"
    look_every = 20.0

    def __init__(self, *mails: bytes) -> None:
        self.mails = {f"{number}.{len(mail)}": mail for number, mail in enumerate(mails)}
        self.moved: list[tuple[bytes, Place]] = []
        self.troubles: dict[tuple[str, bytes], list[BaseException]] = {}
        self.away: BaseException | None = None
        self.closed = False

    def waiting(self) -> Iterator[str]:
        if self.away:
            raise self.away
        yield from self.mails

    def fetch(self, mail_id: str, most: int) -> bytes:
        if mail_id not in self.mails:
            raise Gone
        self._break("fetch", mail_id)
        return self.mails[mail_id]

    def move(self, mail_id: str, to: Place) -> None:
        self._break("move", mail_id)
        if mail_id in self.mails:
            self.moved.append((self.mails.pop(mail_id), to))

    def close(self) -> None:
        self.closed = True

    def _break(self, call: str, mail_id: str) -> None:
        troubles = self.troubles.get((call, self.mails.get(mail_id, b"")))
        if troubles:
            raise troubles.pop(0) if len(troubles) > 1 else troubles[0]


class Desk:
    """Notes in the audit which letters were dealt with: in the same commit, so that it tells what holds."""

    def __init__(self) -> None:
        self.breaks: dict[bytes, Exception] = {}
        self.quarantines: set[bytes] = set()
        self.read_while: Counter[bytes] = Counter()

    def read(self, mail: Kept) -> Deal:
        self.read_while[mail.raw] += 1
        return partial(self._deal_with, mail)

    def _deal_with(self, mail: Kept, work: Work) -> None:
        if mail.raw in self.breaks:
            raise self.breaks[mail.raw]
        assert inbox.done(work.tx, mail.item_id)
        told = mail.raw.decode() if mail.whole else f"only-{mail.raw.decode()}"
        audit.note(work.tx, actor=work.actor.address, action="told", kind=told)

    def is_quarantined(self, work: Work, item_id: str) -> bool:
        return inbox.open_payload(work.tx, inbox.get(work.tx, item_id)) in self.quarantines


class Fate:
    """Kills at the n-th of the steps that leave the process or last: before it, or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, mailbox: type = Shelf) -> None:
        self.left = number
        for name in ("fetch", "move"):
            monkeypatch.setattr(mailbox, name, self._around(getattr(mailbox, name)))
        monkeypatch.setattr(Database, "begin", self._around_commit(Database.begin))

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def _around(self, act: Callable[..., object]) -> Callable[..., object]:
        def dies(*arguments: object) -> object:
            self.step()
            result = act(*arguments)
            self.step()
            return result

        return dies

    def _around_commit(self, begin: Callable[..., object]) -> Callable[..., object]:
        @contextmanager
        def dies(*arguments: object) -> Iterator[object]:
            with begin(*arguments) as tx:  # type: ignore[attr-defined] # the method that it stands for
                yield tx
                self.step()
            self.step()

        return dies


class PostOffice:
    """A postman, and a look at what came of his work."""

    def __init__(self, database: Database, clock: Clock, *mails: bytes, most_bytes: int = 1000) -> None:
        self.database, self.clock = database, clock
        self.shelf = Shelf(*mails)
        self.desk = Desk()
        self.most_bytes = most_bytes
        self.postman = self.new_postman()

    def new_postman(self, **changed: Any) -> Postman:
        """Have the next postman begin, as after a restart."""
        given: dict[str, Any] = {
            "mailbox": self.shelf,
            "database": self.database,
            "begin": self.begin,
            "desk": self.desk,
            "clock": self.clock.now,
            "most_bytes": self.most_bytes,
        }
        self.postman = Postman(**(given | changed))
        return self.postman

    @contextmanager
    def begin(self) -> Iterator[Work]:
        with self.database.begin(self.clock.now()) as tx:
            yield Work(tx, BOARD, Forms(default_form(), default_form_text()), Actor("mailbox"))

    def look(self) -> None:
        """Look until there is nothing more to do now."""
        while self.postman.look():
            pass

    def look_later(self, **by: float) -> None:
        """Look after some time."""
        self.clock.advance(timedelta(**by))
        self.look()

    def dealt_with(self) -> Counter[str]:
        """Tell how often each mail was dealt with."""
        with self.database.read(self.clock.now()) as tx:
            return Counter(entry.details["kind"] for entry in tx.session.exec(_TOLD))

    def states(self) -> list[tuple[str, str]]:
        """Give the kind and state of everything that was kept."""
        with self.database.read(self.clock.now()) as tx:
            return [(item.kind, item.state) for item in tx.session.exec(select(InboxItem))]

    def told(self) -> list[str]:
        """Give the kinds of what people were told."""
        with self.database.read(self.clock.now()) as tx:
            return [message.kind for message in tx.session.exec(select(OutboxMessage))]
