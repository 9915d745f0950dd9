"""The Bolt app: everything that arrives passes the inbox first, and goes to the one listener that knows the routes."""

from __future__ import annotations

import logging
import re

from slack_bolt import App

from bot.slack.inbox import keep_first
from bot.slack.listening import Listener
from bot.slack.steps import Steps

LOGGER = "bot.slack.bolt"


def build_app(steps: Steps) -> App:
    """Build the app; Slack is asked once whether the token is good.

    With `process_before_response` nothing is acknowledged before its listener has returned: the acknowledgement carries
    the next screen, and a failed event is not acknowledged. What comes by HTTP has its signature checked before it
    reaches the app (`bot.slack.http`).
    Raises `BoltError` if Slack refuses the token, and what the Slack client raises if Slack cannot be reached.
    """
    app = App(
        client=steps.client,
        logger=logging.getLogger(LOGGER),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.use(keep_first(steps))
    anything = re.compile(".*")
    for listen in (app.event, app.command, app.action, app.view_submission, app.view_closed):
        listen(anything)(Listener(steps))
    return app
