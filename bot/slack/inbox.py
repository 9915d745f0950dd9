"""Inbox first: a Bolt middleware that keeps everything that arrives before anything is acknowledged.

An event whose commit fails is not acknowledged, so that Slack sends it again. Slack does not send clicks, submissions
and commands again: their people are told at once, and what they typed stays on their screens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot.logs import get_logger
from bot.slack.answering import say_not_saved
from bot.slack.payload import Arrival, Kind, arrival
from bot.slack.steps import Steps
from storage.database import DatabaseUnavailable

_log = get_logger(__name__)

KEPT = "kept"
"""The key in Bolt's context under which a listener finds what was kept, a `Kept`."""


@dataclass(frozen=True)
class Kept:
    """What arrived, and the id of the inbox item in which it is kept."""

    arrival: Arrival
    item_id: str


Next = Callable[[], BoltResponse]


def keep_first(steps: Steps) -> Callable[..., BoltResponse]:
    """Give the middleware. What was dealt with before is acknowledged and goes no further."""

    def keep(body: dict[str, Any], context: BoltContext, ack: Ack, next_: Next) -> BoltResponse:
        arrived = arrival(body)
        if arrived is None:
            return ack()
        try:
            received = steps.receive(arrived, body)
        except DatabaseUnavailable:
            if arrived.kind is Kind.EVENT:
                raise
            _log.error("not_kept", kind=arrived.kind, exc_info=True)
            say_not_saved(arrived, body, ack=ack, client=steps.client)
            return _given(ack)
        if received.is_done:
            return ack()
        context[KEPT] = Kept(arrived, received.item_id)
        return next_()

    return keep


def _given(ack: Ack) -> BoltResponse:
    return ack.response or ack()
