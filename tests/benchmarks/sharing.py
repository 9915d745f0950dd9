"""Several processes at one outbox in PostgreSQL: ``python -m tests.benchmarks.sharing`` prints how they share it.

Each notice is posted exactly once, which is asserted. Once Slack answers at once, so that the processor is what there
is to share; once it takes as long as over a network, so that waiting is.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bot.logs import configure_logs
from tests.benchmarks.delivering import NOTICES, PostRoom
from tests.benchmarks.measuring import seconds
from tests.benchmarks.slack_at_once import slack_at_once
from tests.postgresql_server import Server, shared_server

PROCESSES = 4
NETWORK_SECONDS = 0.05


@dataclass(frozen=True)
class Shared:
    """The seconds that one process takes and that several take, and how many notices fell to each of these."""

    alone: float
    together: float
    shares: tuple[int, ...]


def measure(server: Server, *, notices: int = NOTICES, processes: int = PROCESSES, after: float = 0) -> Shared:
    """Deliver so many notices with one process, then as many with several; Slack answers `after` some seconds."""
    with server.fresh_database() as url, slack_at_once(after=after) as slack, ExitStack() as ends:
        room = PostRoom(url, slack.url)
        ends.callback(room.database.close)
        at_work = [ends.enter_context(_process(url, slack.url, f"xoxb-{number}")) for number in range(processes)]
        room.queue(notices)
        alone = seconds(lambda: _deliver(at_work[:1]))
        slack.posted().assert_each_once(notices)
        room.queue(notices)
        together = seconds(lambda: _deliver(at_work))
        posted = slack.posted()
        posted.assert_each_once(notices)
    return Shared(alone, together, tuple(posted.tokens.values()))


def _deliver(at_work: list[Connection]) -> None:
    for each in at_work:
        each.send("deliver")
    for each in at_work:
        each.recv()


@contextmanager
def _process(url: str, slack_url: str, token: str) -> Iterator[Connection]:
    """Start a process that delivers whenever it is told to; gives the pipe to it once it is ready."""
    here, there = multiprocessing.Pipe()
    started = multiprocessing.get_context("spawn").Process(target=_work, args=(there, url, slack_url, token))
    started.start()
    here.recv()
    try:
        yield here
    finally:
        here.send("stop")
        started.join()


def _work(there: Connection, url: str, slack_url: str, token: str) -> None:
    with Path(os.devnull).open("w") as nowhere:
        configure_logs(stream=nowhere)
        room = PostRoom(url, slack_url, token)
        room.deliver()
        there.send("ready")
        while there.recv() == "deliver":
            room.deliver()
            there.send("done")
        room.database.close()


def line(what: str, found: Shared) -> str:
    """Say in a line how the work was shared."""
    shares = ", ".join(f"{share:,}" for share in found.shares)
    return (
        f"{what}: {found.alone:.1f} s with one process, {found.together:.1f} s with {len(found.shares)}"
        f" ({found.alone / found.together:.1f} times as fast; each notice once; they sent {shares})"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        postgresql = shared_server(Path(folder))
        print(line(f"{NOTICES:,} notices, Slack answers at once", measure(postgresql)))
        print(
            line("2,000 notices, Slack answers after 50 ms", measure(postgresql, notices=2_000, after=NETWORK_SECONDS))
        )
