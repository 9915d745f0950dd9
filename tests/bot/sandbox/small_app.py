"""A small real Bolt app, reached over Socket Mode or by signed HTTP."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.server import SlackServer
from tests.bot.sandbox.pieces import Json

ANYTHING = re.compile(".*")


class SmallApp:
    """Keeps the payloads it gets in `received`; answers as `answers` says, by callback id, action id or command."""

    def __init__(self, server: SlackServer, over: Literal["socket", "http"]) -> None:
        self.workspace = server.workspace
        self.over = over
        self.received: list[Json] = []
        self.retries: list[tuple[str | None, str | None]] = []
        self.answers: dict[str, Any] = {}
        self.slow = 0.0
        self.fails = 0
        client = WebClient(token=self.workspace.bot_token, base_url=server.api_url)
        self.client = client
        self.home: Json | None = None
        self.app = App(
            client=client,
            signing_secret=self.workspace.signing_secret,
            process_before_response=True,
            ignoring_self_events_enabled=False,
        )
        self.app.use(self._keep)
        for listen in (self.app.command, self.app.action, self.app.view, self.app.view_closed):
            listen(ANYTHING)(self._answer)
        for event in ("message", "file_shared", "file_deleted"):
            self.app.event(event)(lambda: None)
        self.app.event("app_home_opened")(self._publish_home)

    def _keep(self, body: Json, request: Any, next_: Any) -> None:
        self.received.append(body)
        number, reason = (request.headers.get(f"x-slack-retry-{name}", [None])[0] for name in ("num", "reason"))
        self.retries.append((number, reason))
        if self.slow:
            time.sleep(self.slow)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("The app fails, as it was told to.")
        next_()

    def _answer(self, ack: Any, body: Json) -> None:
        names = [body.get("command"), body.get("view", {}).get("callback_id")]
        names = [action["action_id"] for action in body.get("actions", [])] or names
        answer = next((self.answers[name] for name in names if name in self.answers), None)
        if callable(answer):
            answer = answer(body)
        if isinstance(answer, dict):
            ack(**answer)
        else:
            ack(answer) if answer else ack()

    def _publish_home(self, event: Json) -> None:
        if self.home:
            self.client.views_publish(user_id=event["user"], view=self.home)

    def opens(self, name: str, view: Json) -> None:
        """Let the app open this view when `name` is used."""
        self.answers[name] = lambda body: self._open(body, view)

    def _open(self, body: Json, view: Json) -> None:
        self.client.views_open(trigger_id=body["trigger_id"], view=view)

    def payloads(self, kind: str) -> list[Json]:
        """Give the payloads received of this type; commands have none, events that of the event."""
        return [body for body in self.received if body.get("event", body).get("type", "command") == kind]

    def __enter__(self) -> Self:
        if self.over == "socket":
            self._handler = SocketModeHandler(self.app, self.workspace.app_token)
            self._handler.connect()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
            deadline = time.monotonic() + 5
            while not self.workspace.delivery.sockets.connected and time.monotonic() < deadline:
                time.sleep(0.005)
        else:
            self._serve()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.over == "socket":
            # Hanging up first, and not waiting a second for the SDK's own threads to end, keeps tests quick.
            self._handler.client.auto_reconnect_enabled = False
            self.workspace.delivery.sockets.drop()
            while self._handler.client.is_connected():
                time.sleep(0.002)
            threading.Thread(target=self._handler.close, daemon=True).start()
        else:
            self._server.shutdown()
            self._server.server_close()

    def _serve(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self.app))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.workspace.request_url = f"http://127.0.0.1:{self._server.server_port}/slack/events"


def handler_for(app: App) -> type[BaseHTTPRequestHandler]:
    """Give what answers a request with the app's answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = app.dispatch(BoltRequest(body=body, headers={**self.headers}))
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                self.send_header(name, values[0])
            self.end_headers()
            self.wfile.write((answer.body or "").encode())

        def log_message(self, *args: object) -> None:
            """Keep the tests' output clean."""

    return Handler
