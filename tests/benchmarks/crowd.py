"""A crowd at work at once: how long people wait for the acknowledgement of a step, by signed HTTP.

The real app is served by the real web server in a process of its own; this process sends what Slack would send, each
step over a new connection, and takes the time from opening it to the last byte received.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from starlette.applications import Starlette

from bot.slack.http import PATH, slack_routes
from bot.web import WebServer
from tests.benchmarks.desk import SECRET, Request, answered, desk, signed
from tests.benchmarks.measuring import percentile

PEOPLE = 200
PAUSE = 5.0
"""Seconds between the steps of one person."""
ROUNDS = 4


@dataclass(frozen=True)
class Waited:
    """The 99th percentiles in seconds: of steps spread evenly over time, and of one step of everybody at once."""

    steady: float
    burst: float


def measure(*, people: int = PEOPLE, rounds: int = ROUNDS, pause: float = PAUSE) -> Waited:
    """Let everybody take one step every `pause` seconds, then all of them at once."""
    here, there = multiprocessing.Pipe()
    served = multiprocessing.get_context("spawn").Process(target=serve, args=(there, people))
    served.start()
    try:
        port, submissions = here.recv()
        return asyncio.run(_crowd(port, submissions, rounds, pause))
    finally:
        here.send("stop")
        served.join()


def serve(there: Connection, people: int) -> None:
    """Serve a desk with a draft for everybody until told to stop."""
    with desk() as at:
        submissions = [at.draft_of(f"U{number:05}") for number in range(people)]
        routes = slack_routes(at.app, SECRET)
        server = WebServer(Starlette(routes=routes), "127.0.0.1:0", setting="")
        server.start()
        there.send((server.port, submissions))
        there.recv()
        server.stop()


async def _crowd(port: int, submissions: Sequence[dict[str, Any]], rounds: int, pause: float) -> Waited:
    people = [Sender(port, submission) for submission in submissions]
    for person in people:
        await person.send(person.request())  # the first step of each asks Slack who they are
    gap = pause / len(people)
    steady = await asyncio.gather(
        *(_regular(person, gap * place, rounds, pause) for place, person in enumerate(people))
    )
    at_once = [(person, person.request()) for person in people]
    burst = await asyncio.gather(*(person.send(request) for person, request in at_once))
    return Waited(percentile([each for person in steady for each in person], 0.99), percentile(list(burst), 0.99))


async def _regular(person: Sender, first: float, rounds: int, pause: float) -> list[float]:
    await asyncio.sleep(first)
    waited = []
    for _ in range(rounds):
        waited.append(await person.send(person.request()))
        await asyncio.sleep(max(pause - waited[-1], 0))
    return waited


@dataclass(frozen=True)
class Sender:
    """Sends the steps of one person."""

    port: int
    submission: dict[str, Any]

    def request(self) -> bytes:
        """Give the request that answers the page once more."""
        return _in_full(signed(answered(self.submission)))

    async def send(self, request: bytes) -> float:
        """Send a request; gives the seconds until the acknowledgement was there."""
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        length = head.split(b"content-length:")[1].split(b"\r\n")[0]
        body = await reader.readexactly(int(length))
        waited = time.perf_counter() - begun
        writer.close()
        assert b'"response_action": "update"' in body
        return waited


def _in_full(request: Request) -> bytes:
    head = {"Host": "127.0.0.1", "Content-Length": str(len(request.body)), **request.headers}
    lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + request.body).encode()
