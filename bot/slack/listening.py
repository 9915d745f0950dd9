"""The one function behind every listener of Bolt's: take the step, give the reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext

from bot.logs import get_logger
from bot.slack.answering import answer, say_not_saved, say_too_late
from bot.slack.client import SLACK_TROUBLE
from bot.slack.inbox import ITEM
from bot.slack.payload import Arrival, Kind, arrival
from bot.slack.replies import Reply, Show
from bot.slack.routes import Route
from bot.slack.steps import Steps

_log = get_logger(__name__)


@dataclass(frozen=True)
class Listener:
    """Listens for one route."""

    route: Route
    steps: Steps

    def __call__(self, body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        """Deal with what the middleware has kept. For an event, raises what prevented it, so that Slack tries again."""
        arrived = arrival(body)
        if arrived is None:
            ack()
            return
        try:
            reply = self.steps.take(self.route, arrived, body, context[ITEM])
        except Exception:
            if arrived.kind is Kind.EVENT:
                raise
            _log.error("step_not_taken", kind=arrived.kind, inbox_id=context[ITEM], exc_info=True)
            say_not_saved(arrived, body, ack=ack, client=self.steps.client)
            return
        try:
            answer(reply, arrived, body, ack=ack, client=self.steps.client)
        except SLACK_TROUBLE:
            _log.warning("screen_not_shown", kind=arrived.kind, inbox_id=context[ITEM], exc_info=True)
            self._make_good(reply, arrived, body, context[ITEM], ack=ack)

    def _make_good(self, reply: Reply, arrived: Arrival, body: Mapping[str, Any], item_id: str, *, ack: Ack) -> None:
        """The step is taken and committed; the person gets a button to go on instead of the screen."""
        if isinstance(reply, Show) and reply.case_id:
            self.steps.tell_saved(arrived.user, occasion=item_id, case_id=reply.case_id)
        say_too_late(arrived, body, ack=ack)
