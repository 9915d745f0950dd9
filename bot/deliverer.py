"""The deliverer: takes messages from the outbox, one at a time, sends them and records what came of it.

It is woken after every commit that queued a message, so that nobody waits for a tick. No transaction is open while
a message is being sent: a worker that dies in between leaves a lease that ends, and the message is then looked up
before any second try (docs/procedure.md, section 7, rule 10).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bot.clock import Clock
from bot.logs import get_logger
from bot.sending import CannotLookUp, Permanent, Sender, SendTrouble, Temporary, Uncertain, Wait
from handlers import delivery
from handlers.board import Board
from handlers.notices.rendering import Notice, render
from handlers.work import Work
from storage import audit, outbox
from storage.database import Database
from storage.outbox import Claimed
from storage.tables import OutboxMessage

_log = get_logger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than the longest send: a mail server may take half a minute at each of seven steps."""

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 30
"""With pauses that double from ten seconds to an hour, about a day."""

LOOK_AGAIN = timedelta(seconds=5)
"""How often an idle deliverer looks by itself: for what another process queued, and for a clock that was moved."""

MAY_HAVE_BEEN_SENT = "may_have_been_sent"
"""The code of a message that is given up without anybody knowing whether it went out."""


@dataclass(frozen=True)
class _Gone:
    """A message went out; `receipt` is what the other side gave. `in_doubt`: as a second copy, perhaps."""

    receipt: str
    in_doubt: bool = False


class Deliverer:
    """Sends what is in the outbox through `senders` (by channel: slack, email).

    `begin` opens a unit of work, as `Office.begin` does. Without `start`, `deliver_once` does the same work at once.
    """

    def __init__(
        self,
        *,
        database: Database,
        begin: Callable[[], AbstractContextManager[Work]],
        board: Board,
        senders: Mapping[str, Sender],
        clock: Clock,
        threads: int = 2,
    ) -> None:
        self._database = database
        self._begin = begin
        self._board = board
        self._senders = senders
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"deliverer-{n}") for n in range(threads)]
        database.on_commit(self.wake)

    @property
    def running(self) -> bool:
        """Whether every thread is at work."""
        return all(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        """Begin to deliver, in threads of its own."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the messages in hand and stop."""
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def wake(self) -> None:
        """Have it look now."""
        self._woken.set()

    def deliver_once(self) -> int:
        """Deliver everything whose moment has come, in this thread; tells how many messages were dealt with."""
        worker = uuid4().hex
        dealt_with = 0
        while not self._stopping.is_set() and self._deliver_next(worker):
            dealt_with += 1
        return dealt_with

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            pause = LOOK_AGAIN
            try:
                self.deliver_once()
                pause = self._until_next()
            except Exception:  # noqa: BLE001 -- a database that is away now must not end the deliverer
                _log.error("deliverer_trouble", exc_info=True)
            self._woken.wait(pause.total_seconds())

    def _until_next(self) -> timedelta:
        now = self._clock()
        with self._database.read(now) as tx:
            due = outbox.next_due(tx)
        return LOOK_AGAIN if due is None else max(timedelta(0), min(due - now, LOOK_AGAIN))

    def _deliver_next(self, worker: str) -> bool:
        with self._begin() as work:
            claimed = outbox.claim(work.tx, worker=worker, lease=LEASE, limit=1)
            to_send = [each for each in claimed if not delivery.call_back(work, each.message)]
        for each in to_send:
            self._deliver(each)
        return bool(claimed)

    def _deliver(self, claimed: Claimed) -> None:
        message = claimed.message
        try:
            result = self._send(claimed)
        except SendTrouble as trouble:
            self._record_trouble(message, trouble)
        except Exception:  # noqa: BLE001 -- one message that breaks its sender must not hold up the others
            _log.error("sender_broke", outbox_id=message.id, kind=message.kind, exc_info=True)
            self._record_trouble(message, Uncertain("unexpected"))
        else:
            self._record_sent(message, result)

    def _send(self, claimed: Claimed) -> _Gone:
        message = claimed.message
        sender = self._senders.get(message.channel)
        if sender is None:
            raise Permanent("no_such_channel")
        in_doubt = False
        if claimed.maybe_sent:
            try:
                receipt = sender.look_up(message)
            except CannotLookUp:
                if message.doubts > 1:
                    raise Permanent(MAY_HAVE_BEEN_SENT) from None
                in_doubt = True
            except (Wait, Temporary) as trouble:
                raise Uncertain(trouble.code, after=trouble.after) from None
            else:
                if receipt is not None:
                    return _Gone(receipt)
        return _Gone(sender.send(message, self._written(message)), in_doubt)

    def _written(self, message: OutboxMessage) -> Notice:
        return render(self._board, message.kind, message.data, message.channel)

    def _record_sent(self, message: OutboxMessage, result: _Gone) -> None:
        with self._begin() as work:
            if outbox.sent(work.tx, message.id, result.receipt):
                audit.note(
                    work.tx,
                    actor=work.actor.address,
                    action="told",
                    case_id=message.case_id,
                    kind=message.kind,
                    channel=message.channel,
                    address=message.address[: audit.LONGEST],
                    message=message.id,
                )
            if result.in_doubt:
                audit.note(
                    work.tx,
                    actor=work.actor.address,
                    action="notice_sent_again_in_doubt",
                    case_id=message.case_id,
                    kind=message.kind,
                    channel=message.channel,
                    message=message.id,
                )
        _log.info("notice_sent", outbox_id=message.id, kind=message.kind, channel=message.channel)

    def _record_trouble(self, message: OutboxMessage, trouble: SendTrouble) -> None:
        attempts = message.attempts
        with self._begin() as work:
            until = work.now + pause(attempts, trouble.after)
            if isinstance(trouble, Permanent):
                delivery.give_up(work, message, trouble.code)
            elif isinstance(trouble, Wait):
                outbox.wait(work.tx, message.id, until, trouble.code)
            elif attempts >= MOST_ATTEMPTS:
                delivery.give_up(work, message, MAY_HAVE_BEEN_SENT if isinstance(trouble, Uncertain) else trouble.code)
            elif isinstance(trouble, Uncertain):
                outbox.uncertain(work.tx, message.id, trouble.code, until)
            else:
                outbox.wait(work.tx, message.id, until, trouble.code)
        _log.warning(
            "notice_not_sent",
            outbox_id=message.id,
            kind=message.kind,
            channel=message.channel,
            code=trouble.code,
            attempts=attempts,
        )


def pause(attempts: int, after: float | None) -> timedelta:
    """Give how long to wait: as many seconds as the other side asked for (`after`), or twice as long as last time."""
    if after is not None:
        return timedelta(seconds=max(after, 1))
    doublings = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
