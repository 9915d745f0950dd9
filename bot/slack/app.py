"""The Bolt app: every listener comes from the registry, and everything that arrives passes the inbox first."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App

from bot.slack.inbox import keep_first
from bot.slack.listeners import ROUTES
from bot.slack.listening import Listener
from bot.slack.payload import Kind
from bot.slack.routes import ANY, Route
from bot.slack.steps import Steps
from bot.slack.verification import QuietRequestVerification

LOGGER = "bot.slack.bolt"


def build_app(steps: Steps, *, signing_secret: str = "") -> App:
    """Build the app; Slack is asked once whether the token is good.

    `signing_secret` is needed for HTTP alone. With `process_before_response` nothing is acknowledged before its
    listener has returned: the acknowledgement carries the next screen, and a failed event is not acknowledged.
    Raises `BoltError` if Slack refuses the token, and what the Slack client raises if Slack cannot be reached.
    """
    app = App(
        client=steps.client,
        signing_secret=signing_secret,
        logger=logging.getLogger(LOGGER),
        process_before_response=True,
        request_verification_enabled=False,
        before_authorize=QuietRequestVerification(signing_secret),
        attaching_function_token_enabled=False,
    )
    app.use(keep_first(steps))
    for route in ROUTES:
        _listen(app, route)(Listener(route, steps))
    return app


def _listen(app: App, route: Route) -> Callable[..., Any]:
    pattern: str | re.Pattern[str] = re.compile(".*") if route.id == ANY else route.id
    return {
        Kind.EVENT: app.event,
        Kind.COMMAND: app.command,
        Kind.CLICK: app.action,
        Kind.SUBMISSION: app.view_submission,
        Kind.CLOSED: app.view_closed,
    }[route.kind](pattern)
