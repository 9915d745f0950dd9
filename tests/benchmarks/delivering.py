"""The outbox: how long notices take to go out, against a bare loop of the same calls of Slack.

Both post the same messages with the same client. The outbox claims each notice, writes it out, posts it, and records
that it went out, in the audit too. The bare loop has everything written out before. Where Slack answers at once one
thread stands against one loop, which shows what the outbox itself costs; where Slack takes its time, as it does, the
outbox stands as it runs, with its two threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from slack_sdk import WebClient

from bot.deliverer import Deliverer
from bot.slack.client import slack_client
from bot.slack.messages import blocks, fallback, metadata
from bot.slack.sending import SlackSender
from forms.loading import default_form, default_form_text
from handlers.access import Actor
from handlers.form_versions import Forms
from handlers.notices import render
from handlers.work import Work
from storage import outbox
from storage.database import Database
from storage.envelope import Vault
from storage.inserting import insert
from storage.keys import KeyRing
from storage.migrate import upgrade
from storage.tables import OutboxMessage, new_id
from tests.benchmarks.desk import BOARD, NOW, memory_folder
from tests.benchmarks.measuring import Compared, seconds
from tests.benchmarks.slack_at_once import SlackAtOnce, slack_at_once

NOTICES = 10_000
PEOPLE = 200
_AT_ONCE = 5_000
_ANSWERS_AFTER = 0.05
"""Seconds that a call of Slack's takes, or more."""
_STRETCH = 1_000
"""Notices over which growth is looked at."""


@dataclass(frozen=True)
class Delivered:
    """The outbox against the bare loop, where Slack answers at once and where it takes its time; and how many times
    longer a notice takes where many more wait behind it."""

    at_once: Compared
    in_time: Compared
    growth: float


class PostRoom:
    """An outbox in the database at `url`, and what delivers it to the Slack at `slack_url`."""

    def __init__(self, url: str, slack_url: str, token: str = "") -> None:
        self.database = Database(url, Vault(KeyRing((bytes(32),))))
        self.client = slack_client(token, slack_url)
        self._forms = Forms(default_form(), default_form_text())

    def queue(self, count: int) -> None:
        """Put so many notices into the outbox, all of them due."""
        for start in range(0, count, _AT_ONCE):
            with self.database.begin(NOW) as tx:
                insert(tx, OutboxMessage, [notice(number) for number in range(start, min(start + _AT_ONCE, count))])

    def deliver(self) -> None:
        """Have everything go out, as a running bot does."""
        deliverer = self._deliverer()
        deliverer.start()
        while self._next_due() is not None:
            time.sleep(0.05)
        deliverer.stop()

    def deliver_some(self, count: int) -> None:
        """Have at least so many go out, one after the other, unless there are fewer."""
        deliverer = self._deliverer()
        while count > 0 and (dealt_with := deliverer._deliver_next("slack")):
            count -= dealt_with

    def _deliverer(self) -> Deliverer:
        return Deliverer(
            database=self.database,
            begin=self._begin,
            board=BOARD,
            senders={"slack": SlackSender(self.client)},
            clock=lambda: NOW,
        )

    @contextmanager
    def _begin(self) -> Iterator[Work]:
        with self.database.begin(NOW) as tx:
            yield Work(tx, BOARD, self._forms, Actor("deliverer"))

    def _next_due(self) -> datetime | None:
        with self.database.read(NOW) as tx:
            return outbox.next_due(tx)


_LIKE = OutboxMessage(
    kind="decision_recorded", channel="slack", address="", occasion="", not_before=NOW, queued_at=NOW
).model_dump()


def notice(number: int) -> dict[str, Any]:
    """Give a notice for one of many people."""
    own = {"id": new_id(), "address": f"U{number % PEOPLE:05}", "occasion": new_id()}
    return _LIKE | own | {"data": {"case_id": new_id(), "reference": "PRP-2026-0001"}}


def calls(count: int) -> list[dict[str, Any]]:
    """Give the calls that the outbox makes, written out."""
    made = [notice(number) for number in range(count)]
    written = [(each, render(BOARD, each["kind"], each["data"], "slack")) for each in made]
    return [
        {
            "channel": each["address"],
            "text": fallback(words),
            "blocks": blocks(words),
            "metadata": metadata(each["id"]),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        for each, words in written
    ]


def bare_loop(client: WebClient, made: Sequence[dict[str, Any]]) -> None:
    """Make the calls, one after the other."""
    for call in made:
        client.chat_postMessage(**call)


def measure(*, notices: int = NOTICES, rounds: int = 5, many: int = 1_000_000, in_time: int = 1_000) -> Delivered:
    """Deliver so many notices in rounds that take turns with the bare loop, `in_time` of them with a Slack that takes
    its time; then some with `many` behind them."""
    with memory_folder() as folder:
        with slack_at_once(after=_ANSWERS_AFTER) as slack:
            room = _room(folder / "in_time.db", slack.url)
            waited = _compared(room, in_time, rounds, slack, room.deliver)
        with slack_at_once() as slack:
            room = _room(folder / "one.db", slack.url)
            compared = _compared(room, notices, rounds, slack, lambda: room.deliver_some(notices))
            return Delivered(compared, waited, _growth(room, _room(folder / "many.db", slack.url), many))


def _compared(room: PostRoom, notices: int, rounds: int, slack: SlackAtOnce, deliver: Callable[[], None]) -> Compared:
    each = notices // rounds
    made = calls(each)
    pairs = [(_delivered(room, each, slack, deliver), _looped(room, made, slack)) for _ in range(rounds)]
    return Compared(
        sum(ours for ours, _ in pairs),
        sum(other for _, other in pairs),
        median(ours / other for ours, other in pairs),
    )


def _room(path: Path, slack_url: str) -> PostRoom:
    upgrade(f"sqlite:///{path}")
    return PostRoom(f"sqlite:///{path}", slack_url)


def _delivered(room: PostRoom, count: int, slack: SlackAtOnce, deliver: Callable[[], None]) -> float:
    room.queue(count)
    taken = seconds(deliver)
    slack.posted().assert_each_once(count)
    return taken


def _looped(room: PostRoom, made: Sequence[dict[str, Any]], slack: SlackAtOnce) -> float:
    taken = seconds(lambda: bare_loop(room.client, made))
    slack.posted().assert_each_once(len(made))
    return taken


def _growth(few: PostRoom, full: PostRoom, many: int) -> float:
    full.queue(many)
    ratios = []
    for _ in range(5):
        few.queue(some := min(_STRETCH, many // 10))
        ratios.append(seconds(lambda: full.deliver_some(some)) / seconds(lambda: few.deliver_some(some)))
    return median(ratios)
