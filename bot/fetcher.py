"""The fetcher: takes files that are wanted, one at a time, fetches, checks and keeps them.

It works beside the deliverer: woken after the commit that wants a file, with no transaction open while it waits for
the other side. What it has claimed and not finished is claimed again when the lease ends: a file is kept in one
commit together with the message that says so, or is still wanted (docs/procedure.md, section 7, rule 1).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta

from bot.clock import Clock
from bot.deliverer import LOOK_AGAIN, MOST_ATTEMPTS, pause
from bot.fetching import MISSING_SCOPE, FileSource, Later, Never
from bot.logs import get_logger
from forms.documents.kinds import PROTECTED, Unfit, check, kind_named
from handlers.board import Board
from handlers.files import fetched
from handlers.files.fetched import FileTrouble
from handlers.work import Work
from storage import attachments
from storage.attachments import StoredAttachment
from storage.database import Database

_log = get_logger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than the longest download."""


class Fetcher:
    """Fetches wanted files from `sources`, by the first part of their origin (``slack``).

    `begin` opens a unit of work, as `Office.begin` does. Without `start`, `fetch_once` does the same work at once.
    """

    def __init__(
        self,
        *,
        database: Database,
        begin: Callable[[], AbstractContextManager[Work]],
        board: Board,
        sources: Mapping[str, FileSource],
        clock: Clock,
    ) -> None:
        self._database = database
        self._begin = begin
        self._board = board
        self._sources = sources
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._in_hand = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fetcher")
        database.on_commit(self.wake)

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread.is_alive()

    @property
    def busy(self) -> bool:
        """Whether a file is in hand."""
        return self._in_hand.is_set()

    def start(self) -> None:
        """Begin to fetch, in a thread of its own: one file at a time bounds the memory that files take."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the file in hand and stop."""
        self._stopping.set()
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join()

    def wake(self) -> None:
        """Have it look now."""
        self._woken.set()

    def fetch_once(self) -> int:
        """Fetch every file whose time has come, in this thread; tells how many files were dealt with."""
        dealt_with = 0
        while not self._stopping.is_set() and self._is_due():
            self._in_hand.set()
            try:
                dealt_with += self._fetch_next()
            finally:
                self._in_hand.clear()
        return dealt_with

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self.fetch_once()
            except Exception:  # noqa: BLE001 -- a database that is away now must not end the fetcher
                _log.error("fetcher_trouble", exc_info=True)
            self._woken.wait(LOOK_AGAIN.total_seconds())

    def _is_due(self) -> bool:
        now = self._clock()
        with self._database.read(now) as tx:
            due = attachments.next_due(tx)
        return due is not None and due <= now

    def _fetch_next(self) -> bool:
        with self._begin() as work:
            file = attachments.claim(work.tx, lease=LEASE)
        if file is None:
            return False
        try:
            kind, content, protected = self._fetched(file)
        except Never as never:
            self._refuse(file, never.trouble)
        except Later as later:
            self._put_off(file, later)
        except Exception:  # noqa: BLE001 -- one file that breaks its source must not hold up the others
            _log.error("source_broke", exc_info=True)
            self._put_off(file, Later("unexpected"))
        else:
            with self._begin() as work:
                fetched.keep(work, file, kind=kind, content=content, protected=protected)
            _log.info("file_kept", kind=kind, case_id=file.case_id)
        return True

    def _fetched(self, file: StoredAttachment) -> tuple[str, bytes, bool]:
        """Give the file's kind, its content, and whether it may need a password. Raises `Later` and `Never`."""
        rules = self._board.files
        if rules is None:
            raise Never(FileTrouble.NOT_TAKEN)
        kind = kind_named(file.name)
        if kind not in rules.kinds:
            raise Never(FileTrouble.KIND_NOT_TAKEN)
        source, _, file_id = file.origin.partition(":")
        content = self._sources[source].fetch(file_id, rules.most_bytes)
        try:
            return kind, content, check(kind, content) == PROTECTED
        except Unfit as unfit:
            raise Never(FileTrouble(unfit.code)) from None

    def _refuse(self, file: StoredAttachment, trouble: FileTrouble) -> None:
        with self._begin() as work:
            fetched.refuse(work, file, trouble)
        _log.info("file_refused", code=str(trouble), case_id=file.case_id)

    def _put_off(self, file: StoredAttachment, later: Later) -> None:
        if file.attempts >= MOST_ATTEMPTS:
            self._refuse(file, FileTrouble.NOT_FETCHED)
            return
        with self._begin() as work:
            until = work.now + pause(file.attempts, later.after)
            attachments.try_later(work.tx, file.id, trouble=later.code, not_before=until)
            if later.code == MISSING_SCOPE:
                fetched.say_unreadable(work)
        _log.warning("file_not_fetched", code=later.code, attempts=file.attempts, case_id=file.case_id)
