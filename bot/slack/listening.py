"""The one listener behind everything that Bolt hears: find the route, take the step, give the reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext

from bot.logs import get_logger
from bot.slack.answering import answer, say_not_saved, say_too_late
from bot.slack.client import SLACK_TROUBLE
from bot.slack.inbox import KEPT, Kept
from bot.slack.listeners import route_for
from bot.slack.payload import Kind
from bot.slack.replies import Reply, Show
from bot.slack.steps import Steps

_log = get_logger(__name__)


@dataclass(frozen=True)
class Listener:
    """Listens for every route. Finding it by its name is quick; Bolt would ask one listener after another."""

    steps: Steps

    def __call__(self, body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        """Deal with what the middleware has kept. For an event, raises what prevented it, so that Slack tries again."""
        kept: Kept = context[KEPT]
        try:
            reply = self.steps.take(route_for(kept.arrival), kept.arrival, body, kept.item_id)
        except Exception:  # whatever it was, Slack sends a click or submission only once: its person has to be told
            if kept.arrival.kind is Kind.EVENT:
                raise
            _log.error("step_not_taken", kind=kept.arrival.kind, inbox_id=kept.item_id, exc_info=True)
            self.steps.give_up(kept.item_id, body)
            say_not_saved(kept.arrival, body, ack=ack, client=self.steps.client)
            return
        try:
            answer(reply, kept.arrival, body, ack=ack, client=self.steps.client)
        except SLACK_TROUBLE:
            _log.warning("screen_not_shown", kind=kept.arrival.kind, inbox_id=kept.item_id, exc_info=True)
            self._make_good(reply, kept, body, ack=ack)

    def _make_good(self, reply: Reply, kept: Kept, body: Mapping[str, Any], *, ack: Ack) -> None:
        """The step is taken and committed; the person gets a button to go on instead of the screen."""
        if isinstance(reply, Show) and reply.case_id:
            self.steps.tell_saved(kept.arrival.user, occasion=kept.item_id, case_id=reply.case_id)
        say_too_late(kept.arrival, body, ack=ack)
