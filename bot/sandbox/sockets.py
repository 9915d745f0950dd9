"""Socket Mode, the side of Slack: sockets that the app holds open, envelopes, acknowledgements.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import secrets
import threading
from concurrent.futures import Future

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.envelopes import Kind, Reply, Retry
from bot.sandbox.objects import JsonObject


class Sockets:
    """The sockets that are open and the envelopes that wait for an acknowledgement."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open: list[WebSocket] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, Future[Reply]] = {}
        self._unsent: list[tuple[JsonObject, Future[Reply]]] = []

    @property
    def connected(self) -> int:
        """How many sockets the app has open."""
        with self._lock:
            return len(self._open)

    def new_ticket(self) -> str:
        """Give a ticket for one connection, as `apps.connections.open` hands it out in the address."""
        ticket = secrets.token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket, *, app_id: str) -> None:
        """Hold one socket open until either side closes it; a ticket opens one only."""
        with self._lock:
            ticket = socket.query_params.get("ticket", "")
            welcome = ticket in self._tickets
            self._tickets.discard(ticket)
        if not welcome:
            await socket.close(code=1008)
            return
        await socket.accept()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            number = len(self._open) + 1
        hello = {
            "type": "hello",
            "num_connections": number,
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": app_id},
        }
        await socket.send_text(json.dumps(hello))
        with self._lock:
            self._open.append(socket)
            unsent, self._unsent = self._unsent, []
            for envelope, reply in unsent:
                self._hand_over(envelope, reply)
        try:
            while True:
                self._acknowledged(json.loads(await socket.receive_text()))
        except WebSocketDisconnect:
            return
        finally:
            with self._lock:
                self._open.remove(socket)

    def send(self, kind: Kind, payload: JsonObject, retry: Retry | None = None) -> "Future[Reply]":
        """Send an envelope over the newest socket and give what its acknowledgement will be.

        While no socket is open it waits for one; cancel what is given to take it back.
        """
        envelope_id = secrets.token_hex(16)
        envelope: JsonObject = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        reply: Future[Reply] = Future()
        with self._lock:
            if self._open:
                self._hand_over(envelope, reply)
            else:
                self._unsent.append((envelope, reply))
        return reply

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the app to open new sockets, then close the old ones, as Slack does every few hours."""
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        self._close_all(json.dumps(goodbye))

    def drop(self) -> None:
        """Close every socket without a word, as a failing network does."""
        self._close_all(None)

    def _close_all(self, goodbye: str | None) -> None:
        with self._lock:
            sockets, loop = list(self._open), self._loop
        if loop is None:
            return
        for socket in sockets:
            asyncio.run_coroutine_threadsafe(_close(socket, goodbye), loop).result(5)

    def _hand_over(self, envelope: JsonObject, reply: "Future[Reply]") -> None:
        if self._loop is not None and reply.set_running_or_notify_cancel():
            self._waiting[envelope["envelope_id"]] = reply
            asyncio.run_coroutine_threadsafe(self._open[-1].send_text(json.dumps(envelope)), self._loop)

    def _acknowledged(self, message: JsonObject) -> None:
        with self._lock:
            waiting = self._waiting.pop(str(message.get("envelope_id")), None)
        if waiting is not None:
            waiting.set_result(Reply(body=message.get("payload") or {}))


async def _close(socket: WebSocket, goodbye: str | None) -> None:
    if goodbye:
        await socket.send_text(goodbye)
    await socket.close()
