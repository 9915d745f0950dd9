"""The postman: takes the mails that wait in a mailbox, one at a time, keeps each, has it dealt with, and moves it.

A mail is kept, sealed, in a commit of its own before anything is done with it; it is read with no transaction open, and
dealt with in one commit more. Then it is moved. After a stop between any two of these the next look goes on where this
one ended: what was kept and not dealt with is dealt with, and what was dealt with is only moved. One mail that cannot
be fetched or dealt with holds up no other, and is shown to people (docs/procedure.md, section 7).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from bot.clock import Clock
from bot.deliverer import pause
from bot.logs import get_logger
from bot.mail.mailbox import Gone, IncomingMail, MailboxTrouble, Place, Temporary, TooLarge, Wait
from handlers.intake import unread
from handlers.work import Work
from storage import inbox
from storage.database import Database, DatabaseUnavailable
from storage.one_postman import OnePostman

_log = get_logger(__name__)

SOURCE = "mail"
WHOLE, HEADERS = "mail", "mail_too_large"
"""Kinds of inbox items: a mail as it came, or the headers of one that is too large."""
ACTOR = "mailbox"

TOLD_AT = 3
"""At which attempt people are told of a mail that cannot be fetched: after half a minute."""
MOST_ATTEMPTS = 10
"""With pauses that double from ten seconds, about an hour and a half; then the mail goes to Quarantine."""
LONGEST_PAUSE = timedelta(minutes=5)
"""How long a mailbox that cannot be used is left alone at most, unless it asks for more."""
TOLD_AFTER = timedelta(minutes=30)
"""How long a mailbox may be away before the business unit is told."""


Deal = Callable[[Work], object]
"""Does what a mail asks for, and marks its inbox item as done."""


@dataclass(frozen=True)
class Kept:
    """A mail that was kept; if it is not `whole`, it was too large, and `raw` holds its headers."""

    item_id: str
    raw: bytes = field(repr=False)
    whole: bool
    received_at: datetime


class Desk(Protocol):
    """Where mails are read and dealt with."""

    def read(self, mail: Kept) -> Deal:
        """Read a mail, and give what is to be done. It takes seconds, and is called with no transaction open."""
        ...

    def is_quarantined(self, work: Work, item_id: str) -> bool:
        """Tell whether a letter that was dealt with waits for a person to judge it."""
        ...


@dataclass(frozen=True)
class _PutOff:
    """What did not work with one mail: how often it was tried, and when it is tried again."""

    attempts: int
    until: datetime


class Postman:
    """Works in a thread of its own, woken after every commit that made work. `begin` opens a unit of work.

    Mails larger than `most_bytes` are kept by their headers. Without `start`, `look` does the same work at once.
    `monotonic` gives seconds that only rise.
    """

    def __init__(
        self,
        *,
        mailbox: IncomingMail,
        database: Database,
        begin: Callable[[], AbstractContextManager[Work]],
        desk: Desk,
        clock: Clock,
        most_bytes: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._mailbox = mailbox
        self._database = database
        self._begin = begin
        self._desk = desk
        self._clock = clock
        self._most_bytes = most_bytes
        self._monotonic = monotonic
        self._place = OnePostman(database, mailbox.name)
        self._put_off: dict[str, _PutOff] = {}
        self._to_move: dict[str, Place] = {}
        """Mails that were dealt with and could not be moved yet."""
        self._failed_looks = 0
        self._away_since: datetime | None = None
        self.trouble = ""
        """The short code of why the mailbox cannot be used; empty while it can."""
        self._seen_at = monotonic()
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman")
        database.on_commit(self.wake)

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread.is_alive()

    @property
    def silent(self) -> float:
        """How many seconds ago the mailbox was last seen to work."""
        return self._monotonic() - self._seen_at

    def start(self) -> None:
        """Begin to take mail, one at a time: that bounds the memory that mails take."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the mail in hand and stop."""
        self._stopping.set()
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._place.leave()
        self._mailbox.close()

    def wake(self) -> None:
        """Have it see to what was kept and waits to be dealt with; the mailbox is looked into in its own time."""
        self._woken.set()

    def _run(self) -> None:
        next_look = self._monotonic()
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                if self._monotonic() >= next_look:
                    next_look = self._monotonic() + self._looked()
                elif self._place.take():
                    self._deal_with_kept()
            except DatabaseUnavailable:
                next_look = self._monotonic() + self._mailbox.look_every
                _log.warning("postman_waits_for_database", exc_info=True)
            except Exception:  # noqa: BLE001 -- what nobody foresaw must not end the postman
                next_look = self._monotonic() + self._mailbox.look_every
                _log.error("postman_trouble", exc_info=True)
            self._woken.wait(max(0.0, next_look - self._monotonic()))

    def _looked(self) -> float:
        """Look, and tell after how many seconds to look again."""
        try:
            goes_on = self.look()
        except MailboxTrouble as trouble:
            return self._note_away(trouble)
        self._failed_looks, self._away_since, self.trouble = 0, None, ""
        self._seen_at = self._monotonic()
        return 0.0 if goes_on else self._mailbox.look_every

    def look(self) -> bool:
        """Deal with everything that was kept and everything that waits; tells whether to look again at once.

        A mail that cannot be fetched ends the look, so that the next one shows whether the fault is the mailbox's.
        Raises `MailboxTrouble` if it is, and `DatabaseUnavailable`.
        """
        if not self._place.take():
            return False
        self._deal_with_kept()
        waiting = list(self._mailbox.waiting())
        self._forget_all_but(frozenset(waiting))
        for mail_id in waiting:
            if self._stopping.is_set():
                break
            if not self._is_put_off(mail_id) and not self._take(mail_id):
                return True
            self._seen_at = self._monotonic()
        return False

    def _deal_with_kept(self) -> None:
        with self._database.read(self._clock()) as tx:
            kept = inbox.unprocessed_of(tx, SOURCE)
        for item_id in kept:
            if self._stopping.is_set():
                break
            self._deal_with(item_id)

    def _take(self, mail_id: str) -> bool:
        """Take one mail; False if it could not be fetched or moved, and is put off."""
        try:
            if mail_id not in self._to_move:
                place = self._kept_and_dealt_with(mail_id)
                if place is None:
                    return True
                self._to_move[mail_id] = place
            self._mailbox.move(mail_id, self._to_move[mail_id])
        except Wait:
            raise
        except MailboxTrouble as trouble:
            self._put_off_mail(mail_id, trouble)
            return False
        self._put_off.pop(mail_id, None)
        self._to_move.pop(mail_id, None)
        return True

    def _kept_and_dealt_with(self, mail_id: str) -> Place | None:
        """Keep a mail and have it dealt with; gives where it goes, or None if it does not wait any more."""
        kind = WHOLE
        try:
            raw = self._fetched(mail_id)
        except Gone:
            return None
        except TooLarge as large:
            kind, raw = HEADERS, large.beginning
        with self._database.begin(self._clock()) as tx:
            received = inbox.receive(tx, key=self._key(raw), source=SOURCE, kind=kind, actor=ACTOR, payload=raw)
        if received.is_new:
            _log.info("mail_kept", inbox_id=received.item_id, kind=kind)
        self._deal_with(received.item_id)
        return Place.QUARANTINE if kind == HEADERS else self._place_for(received.item_id)

    def _fetched(self, mail_id: str) -> bytes:
        try:
            return self._mailbox.fetch(mail_id, self._most_bytes)
        except MailboxTrouble:
            raise
        except Exception:  # noqa: BLE001 -- one mail that breaks its mailbox must not hold up the others
            _log.error("mailbox_broke", exc_info=True)
            raise Temporary("unexpected") from None

    def _key(self, raw: bytes) -> str:
        """Give what a mail is known by: its mailbox and all of it, the Message-ID included."""
        return f"{SOURCE}:{sha256(self._mailbox.name.encode()).hexdigest()[:16]}:{sha256(raw).hexdigest()}"

    def _deal_with(self, item_id: str) -> None:
        """Read a mail that was kept, and do what it asks for; nothing happens if that was done before."""
        try:
            with self._database.read(self._clock()) as tx:
                item = inbox.get(tx, item_id)
                if item.state != inbox.RECEIVED:
                    return
                raw = inbox.open_payload(tx, item)
            deal = self._desk.read(Kept(item_id, raw, item.kind == WHOLE, item.received_at))
            with self._begin() as work:
                if inbox.take(work.tx, item_id):
                    deal(work)
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 -- one mail that breaks its handler must not hold up the others
            _log.error("mail_not_handled", inbox_id=item_id, exc_info=True)
            with self._begin() as work:
                unread.not_handled(work, item_id)

    def _place_for(self, item_id: str) -> Place:
        with self._begin() as work:
            failed = inbox.get(work.tx, item_id).state == inbox.FAILED
            quarantined = failed or self._desk.is_quarantined(work, item_id)
        return Place.QUARANTINE if quarantined else Place.PROCESSED

    def _is_put_off(self, mail_id: str) -> bool:
        put_off = self._put_off.get(mail_id)
        return put_off is not None and self._clock() < put_off.until

    def _put_off_mail(self, mail_id: str, trouble: MailboxTrouble) -> None:
        before = self._put_off.get(mail_id)
        attempts = before.attempts + 1 if before else 1
        self._put_off[mail_id] = _PutOff(attempts, self._clock() + pause(attempts, trouble.after))
        fetched = mail_id in self._to_move
        event = "mail_not_moved" if fetched else "mail_not_fetched"
        _log.warning(event, code=trouble.code, attempts=attempts)
        if fetched:
            return
        if attempts == TOLD_AT:
            with self._begin() as work:
                unread.not_fetched(work, self._key(mail_id.encode(errors="surrogateescape")))
        if attempts >= MOST_ATTEMPTS:
            self._to_move[mail_id] = Place.QUARANTINE

    def _forget_all_but(self, waiting: frozenset[str]) -> None:
        for known in (self._put_off, self._to_move):
            for mail_id in set(known) - waiting:
                known.pop(mail_id)

    def _note_away(self, trouble: MailboxTrouble) -> float:
        """Note that the mailbox cannot be used, and tell people once that is so for long; gives how long to wait."""
        self._failed_looks += 1
        self._away_since = self._away_since or self._clock()
        self.trouble = trouble.code
        _log.warning("mailbox_away", code=trouble.code, attempts=self._failed_looks)
        if self._clock() - self._away_since >= TOLD_AFTER:
            with self._begin() as work:
                unread.away(work, self._away_since)
        wait = pause(self._failed_looks, trouble.after)
        return (wait if trouble.after is not None else min(wait, LONGEST_PAUSE)).total_seconds()
