"""After a stop: everything that was kept and not dealt with is dealt with now, by the same listeners."""

from __future__ import annotations

import json

from bot.logs import get_logger
from bot.slack.listeners import route_for
from bot.slack.payload import Arrival, Kind, arrival
from bot.slack.replies import Reply, Show
from bot.slack.steps import SOURCE, Steps
from storage import inbox
from storage.tables import InboxItem

_log = get_logger(__name__)


def process_unfinished(steps: Steps) -> int:
    """Take every unfinished step from Slack, the earliest first; tells how many were taken.

    The screen itself cannot be shown any more, so that a person who was answering a referral gets a message with a
    button to go on. A step that fails again is marked as failed and logged, and the others go on.
    """
    with steps.database.read(steps.clock()) as tx:
        waiting = [(item, inbox.open_payload(tx, item)) for item in inbox.unprocessed(tx) if item.source == SOURCE]
    return sum(_taken(steps, item, payload) for item, payload in waiting)


def _taken(steps: Steps, item: InboxItem, payload: bytes) -> bool:
    body = json.loads(payload)
    arrived = arrival(body)
    if arrived is None:
        return False
    try:
        reply = steps.take(route_for(arrived), arrived, body, item.id)
        _tell(steps, reply, arrived, item)
    except Exception:
        _log.error("step_not_recovered", inbox_id=item.id, kind=arrived.kind, exc_info=True)
        with steps.database.begin(steps.clock()) as tx:
            inbox.failed(tx, item.id)
        return False
    return True


def _tell(steps: Steps, reply: Reply, arrived: Arrival, item: InboxItem) -> None:
    if arrived.kind in (Kind.CLICK, Kind.SUBMISSION) and isinstance(reply, Show) and reply.case_id:
        steps.tell_saved(arrived.user, occasion=item.id, case_id=reply.case_id)
