"""The deliverer: takes messages from the outbox, a few at a time, sends them and records what came of it.

It is woken after every commit that queued a message, so that nobody waits for a tick. No transaction is open while
a message is being sent: a worker that dies in between leaves a lease that ends, and the message is then looked up
before any second try (docs/procedure.md, section 7, rule 10).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from bot.clock import Clock
from bot.logs import get_logger
from bot.sending import CannotLookUp, Permanent, Sender, SendTrouble, Temporary, Uncertain, Wait
from handlers import delivery
from handlers.board import Board
from handlers.notices.rendering import Notice, render
from handlers.work import Work
from storage import audit, outbox
from storage.database import Database, DatabaseUnavailable
from storage.outbox import Claimed
from storage.tables import OutboxMessage

_log = get_logger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than the longest send: a mail server may take half a minute at each of seven steps."""

PATIENCE = timedelta(minutes=1)
"""How long those that were claimed together may take before the rest goes back: far from the end of the lease."""

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 30
"""With pauses that double from ten seconds to an hour, about a day."""

LOOK_AGAIN = timedelta(seconds=5)
"""How often an idle deliverer looks by itself: for what another process queued, and for a clock that was moved."""

RECORD_AGAIN = timedelta(seconds=1)
"""How often a deliverer tries to write down what came of a message while the database is away."""

MAY_HAVE_BEEN_SENT = "may_have_been_sent"
"""The code of a message that is given up without anybody knowing whether it went out."""


@dataclass(frozen=True)
class _Gone:
    """A message went out; `receipt` is what the other side gave. `in_doubt`: as a second copy, perhaps."""

    message: OutboxMessage
    receipt: str
    in_doubt: bool = False


class Deliverer:
    """Sends what is in the outbox through `senders` (by channel: slack, email), each in threads of its own.

    So a mail server that takes minutes to say no holds up nobody's message in Slack. `begin` opens a unit of work, as
    `Office.begin` does; `monotonic` gives seconds that only rise. Without `start`, `deliver_once` does the same work
    at once.
    """

    def __init__(
        self,
        *,
        database: Database,
        begin: Callable[[], AbstractContextManager[Work]],
        board: Board,
        senders: Mapping[str, Sender],
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        threads: int = 2,
    ) -> None:
        self._database = database
        self._begin = begin
        self._board = board
        self._senders = senders
        self._clock = clock
        self._monotonic = monotonic
        self._in_hand: dict[str, tuple[Claimed, ...]] = {}
        """What this process is at, by worker: those leases are not given up, wherever the clock jumps."""
        self._hands = threading.Lock()
        self._stopping = threading.Event()
        self._woken: list[threading.Event] = []
        self._threads = [self._thread(channel, number) for channel in senders for number in range(threads)]
        database.on_commit(self.wake)

    def _thread(self, channel: str, number: int) -> threading.Thread:
        woken = threading.Event()
        self._woken.append(woken)
        return threading.Thread(target=self._run, args=(channel, woken), name=f"deliverer-{channel}-{number}")

    @property
    def running(self) -> bool:
        """Whether every thread is at work."""
        return all(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        """Begin to deliver, in threads of its own."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the messages that are being sent, and stop."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def wake(self) -> None:
        """Have it look now."""
        for woken in self._woken:
            woken.set()

    def deliver_once(self) -> int:
        """Deliver everything whose moment has come, in this thread; tells how many messages were dealt with."""
        dealt_with = 0
        while some := sum(self._deliver_next(channel) for channel in self._senders):
            dealt_with += some
        return dealt_with

    def _run(self, channel: str, woken: threading.Event) -> None:
        while not self._stopping.is_set():
            woken.clear()
            pause = LOOK_AGAIN
            try:
                while self._deliver_next(channel):
                    pass
                pause = self._until_next(channel)
            except Exception:  # noqa: BLE001 -- a database that is away now must not end the deliverer
                _log.error("deliverer_trouble", exc_info=True)
            woken.wait(pause.total_seconds())

    def _until_next(self, channel: str) -> timedelta:
        now = self._clock()
        with self._database.read(now) as tx:
            due = outbox.next_due(tx, channel)
        return LOOK_AGAIN if due is None else max(timedelta(0), min(due - now, LOOK_AGAIN))

    def _deliver_next(self, channel: str) -> int:
        """Claim some messages of a channel and deliver them; tells how many were dealt with."""
        if self._stopping.is_set():
            return 0
        worker = uuid4().hex
        try:
            with self._begin() as work:
                claimed = outbox.claim(
                    work.tx,
                    channel=channel,
                    worker=worker,
                    lease=LEASE,
                    limit=self._senders[channel].at_once,
                    in_hand=self._ids_in_hand(),
                )
                with self._hands:
                    self._in_hand[worker] = claimed
                to_send = [each for each in claimed if not delivery.call_back(work, each.message)]
            self._deliver(to_send)
        finally:
            with self._hands:
                self._in_hand.pop(worker, None)
        return len(claimed)

    def _ids_in_hand(self) -> frozenset[str]:
        with self._hands:
            return frozenset(each.message.id for claimed in self._in_hand.values() for each in claimed)

    def _deliver(self, claimed: Sequence[Claimed]) -> None:
        """Send one message after the other, and record together which ones went out.

        That is safe where a sender takes several at once: whether one has gone can be looked up. What is left when
        there is no time any more goes back, untried.
        """
        gone: list[_Gone] = []
        trouble: list[tuple[OutboxMessage, SendTrouble]] = []
        told_to_wait: dict[str, Wait] = {}
        until = self._monotonic() + PATIENCE.total_seconds()
        left = list(claimed)
        while left and (len(left) == len(claimed) or not (self._stopping.is_set() or self._monotonic() > until)):
            each = left.pop(0)
            address = each.message.address
            result = told_to_wait.get(address) or self._result(each)
            if isinstance(result, _Gone):
                gone.append(result)
                continue
            trouble.append((each.message, result))
            if isinstance(result, Wait):
                told_to_wait[address] = result
        if gone or left:
            self._record(lambda: self._record_sent(gone, left))
        for message, what in trouble:
            self._record(partial(self._record_trouble, message, what))

    def _record(self, record: Callable[[], None]) -> None:
        """Write down what came of a message, as soon as the database can: nobody else knows that it went out."""
        while True:
            try:
                return record()
            except DatabaseUnavailable:
                if self._stopping.is_set():
                    raise
                _log.warning("deliverer_cannot_record", exc_info=True)
                self._stopping.wait(RECORD_AGAIN.total_seconds())

    def _result(self, claimed: Claimed) -> _Gone | SendTrouble:
        try:
            return self._send(claimed)
        except SendTrouble as trouble:
            return trouble
        except Exception:  # noqa: BLE001 -- one message that breaks its sender must not hold up the others
            _log.error("sender_broke", outbox_id=claimed.message.id, kind=claimed.message.kind, exc_info=True)
            return Uncertain("unexpected")

    def _send(self, claimed: Claimed) -> _Gone:
        message = claimed.message
        sender = self._senders[message.channel]
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
                    return _Gone(message, receipt)
        return _Gone(message, sender.send(message, self._written(message)), in_doubt)

    def _written(self, message: OutboxMessage) -> Notice:
        return render(self._board, message.kind, message.data, message.channel)

    def _record_sent(self, gone: Sequence[_Gone], left: Sequence[Claimed]) -> None:
        with self._begin() as work:
            for claimed in left:
                message = claimed.message
                outbox.put_back(work.tx, message.id, message.not_before, message.trouble, worker=message.claimed_by)
            expected = outbox.all_sent(work.tx, {each.message.id: each.receipt for each in gone})
            for each in gone:
                message = each.message
                told = {"kind": message.kind, "channel": message.channel, "message": message.id}
                if message.id in expected:
                    audit.note(
                        work.tx,
                        actor=work.actor.address,
                        action="told",
                        case_id=message.case_id,
                        address=message.address[: audit.LONGEST],
                        **told,
                    )
                if each.in_doubt:
                    audit.note(
                        work.tx,
                        actor=work.actor.address,
                        action="notice_sent_again_in_doubt",
                        case_id=message.case_id,
                        **told,
                    )
        if gone:  # which ones is in the audit
            kinds = sorted({each.message.kind for each in gone})
            _log.info("notices_sent", count=len(gone), kind=kinds, channel=gone[0].message.channel)

    def _record_trouble(self, message: OutboxMessage, trouble: SendTrouble) -> None:
        attempts, worker = message.attempts, message.claimed_by
        with self._begin() as work:
            until = work.now + pause(attempts, trouble.after)
            if isinstance(trouble, Permanent):
                delivery.give_up(work, message, trouble.code)
            elif isinstance(trouble, Wait):
                outbox.put_back(work.tx, message.id, until, trouble.code, worker=worker)
                outbox.hold_back(work.tx, channel=message.channel, address=message.address, until=until)
            elif attempts >= MOST_ATTEMPTS:
                delivery.give_up(work, message, MAY_HAVE_BEEN_SENT if isinstance(trouble, Uncertain) else trouble.code)
            elif isinstance(trouble, Uncertain):
                outbox.uncertain(work.tx, message.id, trouble.code, until, worker=worker)
            else:
                outbox.wait(work.tx, message.id, until, trouble.code, worker=worker)
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
