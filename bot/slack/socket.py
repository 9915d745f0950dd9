"""Socket Mode: Slack reaches the bot through a connection that the bot opened.

The connection can go deaf without breaking (slackapi/bolt-python#1529), so that its age since it last heard anything
is watched, and it is opened anew in time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.socket_mode.builtin.connection import ConnectionState
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.logs import get_logger
from bot.slack.client import SLACK_TROUBLE
from bot.slack.long_messages import LongMessagesClient

_log = get_logger(__name__)

DEAF_AFTER = timedelta(minutes=15)
"""A quiet workspace says nothing for longer; a new connection costs it one call."""

PING_SECONDS = 10


class _Ended(ConnectionState):
    """Stays so: the client's reader, about to begin, would set it back and then never end (slack_sdk 3.47)."""

    def __init__(self) -> None:
        """Need nothing set."""

    @property
    def terminated(self) -> bool:
        return True

    @terminated.setter
    def terminated(self, _value: bool) -> None:
        """Take no notice."""


class SocketMode:
    """The connection of one app. `app_token` begins with ``xapp-``; `monotonic` gives seconds that only rise."""

    def __init__(self, app: App, app_token: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._heard_at = monotonic()
        self._app = app
        self._client = LongMessagesClient(app_token, app.logger, app.client, ping_interval=PING_SECONDS)
        self._client.socket_mode_request_listeners.append(self._answer)
        self._client.on_message_listeners.append(self._heard)

    @property
    def connected(self) -> bool:
        """Whether the connection stands, as far as it knows."""
        return self._client.is_connected()

    @property
    def silent_for(self) -> timedelta:
        """How long ago anything was heard; Slack greets each new connection."""
        return timedelta(seconds=self._monotonic() - self._heard_at)

    def start(self) -> None:
        """Connect. Raises what the Slack client raises if Slack refuses the token or cannot be reached."""
        self._client.connect()

    def renew_if_deaf(self) -> bool:
        """Open a new connection if this one has said nothing for long; tells whether it did. Call it now and then."""
        if self.silent_for < DEAF_AFTER:
            return False
        _log.warning("socket_silent", seconds=int(self.silent_for.total_seconds()))
        try:
            self._client.connect_to_new_endpoint(force=True)
        except SLACK_TROUBLE:
            _log.warning("socket_not_renewed", exc_info=True)
            return False
        return True

    def stop(self) -> None:
        """Close the connection, once the steps in hand are taken and acknowledged."""
        client = self._client
        client.message_workers.shutdown()
        client.auto_reconnect_enabled = False
        reading, client.current_session_state = client.current_session_state, _Ended()
        reading.terminated = True
        if client.current_session is not None and self.connected:
            # the answer wakes the reader, which would hold up the closing for seconds
            client.current_session.ping("closing")
        client.closed = True
        client.message_queue.put(None)  # wakes who waits for the next message, up to a second long
        client.close()

    def _answer(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Have the app deal with what came, and acknowledge it, as Bolt's own handler does."""
        began = time.time()
        send_response(client, request, run_bolt_app(self._app, request), began)

    def _heard(self, _message: str) -> None:
        self._heard_at = self._monotonic()
