"""A whole Board whose bot lives in a process of its own and may be killed; Slack, mail server and people survive."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.compose import CLOCK, compose
from bot.deliverer import LEASE
from bot.sandbox.envelopes import Reply
from bot.trial.ports import HOST, free_port
from bot.trial.world import World
from storage import inbox, outbox
from storage.tables import OutboxMessage
from tests.journeys.crash.process import PATIENCE, Bot, Zygote

SOON = 3 * LEASE
"""What waits no longer than this waits for the end of a dead bot's lease, or to be tried again."""


class CrashingBoard(World):
    """The trial's world with such a bot; `service` is this process's own and only looks into the database."""

    def __init__(
        self, folder: Path, zygote: Zygote, *, doomed: Iterable[str] = (), how_many: int = 1, **settings: Any
    ) -> None:
        super().__init__(folder, **settings)
        self.workspace.delivery.retry_pace = 0.005
        self._zygote = zygote
        self._doomed = tuple(doomed)
        self._how_many = how_many
        self.bots: list[Bot] = []
        """Those that share the work, as in several processes on one database."""

    @property
    def bot(self) -> Bot:
        """The bot, where there is one alone."""
        (bot,) = self.bots
        return bot

    @property
    def deaths(self) -> tuple[str, ...]:
        """Where a bot died."""
        return tuple(death for bot in self.bots for death in bot.deaths)

    def start_bot(self) -> None:
        """Start the bots, all at once; they are started again from now on whenever they die."""
        self.service = compose(self.settings, clock=self.clock)
        for number in range(self._how_many):
            own = self.settings.model_copy(update={"health_address": f"{HOST}:{free_port()}"} if number else {})
            self.bots.append(Bot(self._zygote, own, self.clock, doomed=self._doomed, died=self._hang_up))
        for bot in self.bots:
            bot.start()
        self.wait_until_up()
        if self.slack_mode == "http":
            self.workspace.request_url = f"http://{self.settings.http_address}/slack/events"

    def stop_bot(self) -> None:
        """Stop the bots for good."""
        for bot in self.bots:
            bot.stop()
        self.service.stop()

    def wait_until_up(self) -> None:
        """Wait until every bot answers."""
        for bot in self.bots:
            bot.wait_until_up()

    def tick(self) -> None:
        """Put the bots' clocks to what ours says, and wait until they have done what is due by then."""
        for bot in self.bots:
            bot.tick()

    def _give_roles(self) -> None:
        super()._give_roles()
        self.tick()  # this process, like the command line, cannot wake a bot's deliverer

    def move_to(self, moment: datetime) -> None:
        """Put the clock forward to `moment`, and let everything happen that is due by then."""
        self.clock.move_to(moment)
        self.tick()
        self.settle()

    def settle(self, timeout: float = PATIENCE) -> None:
        """Wait until all messages have gone out; the clock is moved on past the leases of the dead."""
        deadline = time.monotonic() + timeout
        while (moments := self._waited_for()) or not self._inbox_is_empty():
            if time.monotonic() > deadline:
                raise TimeoutError
            now = self.clock()
            if moments and min(moments) > now:
                self.clock.move_to(min(moments) + timedelta(seconds=1))
                self.tick()
            self.workspace.delivery._stopping.wait(0.01)

    def _waited_for(self) -> list[datetime]:
        """Give the moments at which something goes on with the messages that are to go out now or soon."""
        with self.service.office.read(CLOCK) as work:
            moments = [self._goes_on_at(message, work.now) for message in outbox.waiting(work.tx)]
            return [moment for moment in moments if moment <= work.now + SOON]

    def _goes_on_at(self, message: OutboxMessage, now: datetime) -> datetime:
        """Give when a message is claimed next: one that a bot which lives is sending is in hand now.

        Of several bots it is not known whose a message is: it counts as a dead one's if any was born since.
        """
        if message.lease_until is None:
            return message.not_before
        last_born = max(bot.born_at for bot in self.bots)
        return message.lease_until if message.lease_until - LEASE < last_born else now

    def _inbox_is_empty(self) -> bool:
        with self.service.office.read(CLOCK) as work:
            return not inbox.unprocessed(work.tx)

    def _hang_up(self) -> None:
        """Have Slack notice at once that nobody will acknowledge what it had handed to a bot that died."""
        sockets = self.workspace.delivery.sockets
        with sockets._lock:
            waiting = list(sockets._waiting.values())
            sockets._waiting.clear()
        for reply in waiting:
            reply.set_result(Reply(failure="http_timeout"))
