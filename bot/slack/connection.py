"""How Slack reaches the bot: by a socket that the bot opened, or by signed HTTP. The health pages answer beside it."""

from __future__ import annotations

from collections.abc import Sequence

from slack_bolt.error import BoltError
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.settings import Settings, setting_name
from bot.slack.app import build_app
from bot.slack.client import SLACK_TROUBLE
from bot.slack.http import slack_routes
from bot.slack.recover import process_unfinished
from bot.slack.socket import SocketMode
from bot.slack.steps import Steps
from bot.web import WebServer
from forms.words import say


class SlackRefused(Exception):
    """Slack did not let the bot in, or cannot be reached. The message is one sentence that says what to do."""


class Connection:
    """The bot's connection to Slack, in the way that is set. `pages` are answered over HTTP beside it."""

    def __init__(self, settings: Settings, steps: Steps, pages: Sequence[BaseRoute]) -> None:
        self._settings = settings
        self._steps = steps
        self._pages = list(pages)
        self._socket: SocketMode | None = None
        self._web: WebServer | None = None

    @property
    def connected(self) -> bool:
        """Whether Slack can reach the bot, as far as the bot knows."""
        if self._settings.slack_mode == "http":
            return self._web is not None
        return self._socket is not None and self._socket.connected

    def start(self) -> None:
        """Deal with what was kept and left before, then connect. Raises `SlackRefused` and `AddressTaken`."""
        try:
            self._start()
        except (BoltError, *SLACK_TROUBLE) as trouble:
            raise SlackRefused(say("command_line.run.slack_refused")) from trouble

    def renew_if_deaf(self) -> None:
        """Connect anew if nothing was heard for long. Call it now and then."""
        if self._socket is not None:
            self._socket.renew_if_deaf()

    def stop(self) -> None:
        """Take nothing in any more, once the steps in hand are taken and acknowledged."""
        if self._socket is not None:
            self._socket.stop()
        if self._web is not None:
            self._web.stop()
        self._steps.write_off()

    def _start(self) -> None:
        secret, token = self._settings.slack_signing_secret, self._settings.slack_app_token
        app = build_app(self._steps)
        process_unfinished(self._steps)
        if self._settings.slack_mode == "http":
            routes = slack_routes(app, secret.get_secret_value() if secret else "")
            self._web = self._serve([*routes, *self._pages], self._settings.http_address, "http_address")
        else:
            self._web = self._serve(self._pages, self._settings.health_address, "health_address")
            self._socket = SocketMode(app, token.get_secret_value() if token else "")
            self._socket.start()

    def _serve(self, routes: Sequence[BaseRoute], address: str, field: str) -> WebServer:
        server = WebServer(Starlette(routes=routes), address, setting=setting_name(field))
        server.start()
        return server
