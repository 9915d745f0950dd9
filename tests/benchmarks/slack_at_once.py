"""A Slack that answers every call at once, in a process of its own, so that it takes no time from whom is measured."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

_ID = re.compile(rb'"outbox_id": ?"(\w+)"')
_TOKEN = re.compile(rb"authorization: Bearer (\S+)", re.IGNORECASE)
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_BODY = b'{"ok": true, "channel": "C0", "ts": "1700000000.000100", "message": {}}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)


@dataclass
class Posted:
    """How often each notice was posted, by its id in the outbox, and how many were with each token."""

    notices: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)

    def assert_each_once(self, count: int) -> None:
        """See that so many notices were posted, none of them twice."""
        assert len(self.notices) == self.notices.total() == count, self.notices.most_common(3)


class SlackAtOnce:
    """The server as whom is measured sees it: its address, and what was posted."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url = f"http://127.0.0.1:{pipe.recv()}/api/"

    def posted(self) -> Posted:
        """Give what was posted since this was asked last."""
        self._pipe.send("posted")
        posted: Posted = self._pipe.recv()
        return posted


@contextmanager
def slack_at_once(*, after: float = 0) -> Iterator[SlackAtOnce]:
    """Serve until the end of the body; every call is answered `after` so many seconds."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there, after))
    process.start()
    try:
        yield SlackAtOnce(here)
    finally:
        here.send("stop")
        process.join()


class _Call(asyncio.Protocol):
    def __init__(self, posted: Posted, after: float) -> None:
        self._posted = posted
        self._after = after
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if found and length is not None and len(body) >= int(length[1]):
            found_ids = [each.decode() for each in _ID.findall(body)]
            self._posted.notices.update(found_ids)
            self._posted.tokens.update(each.decode() for each in _TOKEN.findall(head) if found_ids)
            asyncio.get_running_loop().call_later(self._after, self._answer)

    def _answer(self) -> None:
        self._transport.write(_ANSWER)
        self._transport.close()


def _serve(pipe: Connection, after: float) -> None:
    asyncio.run(_serve_until_told(pipe, after))


async def _serve_until_told(pipe: Connection, after: float) -> None:
    posted = Posted()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Call(posted, after), "127.0.0.1", 0, backlog=512)
    pipe.send(server.sockets[0].getsockname()[1])

    def told() -> None:
        if pipe.recv() == "stop":
            stopped.set()
        else:
            pipe.send(posted)
            posted.notices.clear()
            posted.tokens.clear()

    loop.add_reader(pipe.fileno(), told)
    await stopped.wait()
    server.close()
