"""How events, interactions and commands reach the app: over its sockets, or by signed HTTP.

Three seconds to acknowledge. Events are sent again up to three times, interactions and commands never
(https://docs.slack.dev/apis/events-api, https://docs.slack.dev/interactivity/handling-user-interaction).
"""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TYPE_CHECKING

from bot.sandbox import payloads, signed_http
from bot.sandbox.envelopes import Kind, Reply, Retry
from bot.sandbox.objects import JsonObject
from bot.sandbox.sockets import Sockets

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


class Delivery:
    """Delivers to the one app of a workspace.

    `acknowledge_within` is in seconds. `retry_delays` are Slack's (at once, a minute, five minutes), multiplied by
    `retry_pace`, which a test sets small.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self.sockets = Sockets()
        self.acknowledge_within = 3.0
        self.retry_delays = (0.0, 60.0, 300.0)
        self.retry_pace = 1.0
        self._stopping = threading.Event()
        self._late_repeats: list[JsonObject] = []

    def stop(self) -> None:
        """Give up retries that are still to come."""
        self._stopping.set()

    def interact(self, kind: Kind, payload: Callable[[], JsonObject]) -> Reply:
        """Deliver what a person did, once, and give the app's answer.

        `payload` builds it, with a new trigger id each time: with `double_interactions` two are sent, at the same time
        or (`doubles_together` False) one after the other, as a double click does, and the answer that comes first is
        the one that counts.
        """
        workspace = self._workspace
        with workspace.activity.going_on():
            if not workspace.double_interactions:
                return self._reply(self._send(kind, payload()))
            if not workspace.doubles_together:
                first, _ = (self._reply(self._send(kind, payload())) for _ in range(2))
                return first
            return self._first_reply([self._send(kind, payload()) for _ in range(2)])

    def tell(self, event: JsonObject) -> None:
        """Deliver an event, in the background, with retries and the repeats that `repeat_events` asks for."""
        workspace = self._workspace
        payload = payloads.event(workspace, event)
        with workspace.lock:
            earlier, self._late_repeats = self._late_repeats, []
            repeats = [payload] * (workspace.repeat_events - 1)
            self._deliver(payload)
            self._repeat(earlier)
            if workspace.repeat_late:
                self._late_repeats = repeats
            else:
                self._repeat(repeats)

    def release_repeats(self) -> bool:
        """Deliver the repeats still held back for a later event; says whether there were any."""
        with self._workspace.lock:
            held, self._late_repeats = self._late_repeats, []
            self._repeat(held)
        return bool(held)

    def _repeat(self, repeats: list[JsonObject]) -> None:
        for payload in repeats:
            self._deliver(payload, Retry(1, "http_timeout"))

    def _deliver(self, payload: JsonObject, retry: Retry | None = None) -> None:
        self._workspace.activity.begin()
        first = self._send("events_api", payload, retry)
        threading.Thread(target=self._see_through, args=(payload, first), daemon=True).start()

    def _see_through(self, payload: JsonObject, first: "Future[Reply]") -> None:
        try:
            reply = self._reply(first)
            for number, delay in enumerate(self.retry_delays, start=1):
                if reply.failure is None or reply.no_retry or self._stopping.wait(delay * self.retry_pace):
                    return
                reply = self._reply(self._send("events_api", payload, Retry(number, reply.failure)))
        finally:
            self._workspace.activity.end()

    def _send(self, kind: Kind, payload: JsonObject, retry: Retry | None = None) -> "Future[Reply]":
        url = self._workspace.request_url
        if url is None:
            return self.sockets.send(kind, payload, retry)
        secret = self._workspace.signing_secret
        return signed_http.send(url, secret, kind, payload, retry, within=self.acknowledge_within)

    def _first_reply(self, under_way: "list[Future[Reply]]") -> Reply:
        answered, _ = wait(under_way, self.acknowledge_within, return_when=FIRST_COMPLETED)
        for one in under_way:
            self._reply(one)
        return self._reply(next((one for one in under_way if one in answered), under_way[0]))

    def _reply(self, under_way: "Future[Reply]") -> Reply:
        try:
            return under_way.result(self.acknowledge_within)
        except (FutureTimeout, CancelledError):
            under_way.cancel()
            return Reply(failure="http_timeout")
