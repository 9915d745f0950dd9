"""After a stop: everything that was kept and not dealt with is dealt with now, by the same listeners."""

from __future__ import annotations

import json

from bot.logs import get_logger
from bot.slack.client import SLACK_TROUBLE
from bot.slack.listeners import route_for
from bot.slack.payload import Arrival, Json, Kind, arrival
from bot.slack.replies import Show
from bot.slack.steps import SOURCE, Steps, concern_of
from storage import inbox
from storage.database import DatabaseUnavailable
from storage.inbox import NO_CASE
from storage.tables import InboxItem

_log = get_logger(__name__)


def process_unfinished(steps: Steps) -> int:
    """Take every unfinished step from Slack, the earliest first; tells how many were taken.

    The screen itself cannot be shown any more, so that a person who was answering a referral gets a message with a
    button to go on. A step that breaks is marked as failed and logged, and the others go on. Where Slack cannot be
    asked who somebody is, the rest is left for the next start. Raises `DatabaseUnavailable`.
    """
    with steps.database.read(steps.clock()) as tx:
        waiting = [(item, inbox.open_payload(tx, item)) for item in inbox.unprocessed(tx) if item.source == SOURCE]
    taken = 0
    for item, payload in waiting:
        try:
            taken += _take(steps, item, payload)
        except SLACK_TROUBLE:
            _log.warning("recovery_interrupted", inbox_id=item.id, exc_info=True)
            break
    return taken


def _take(steps: Steps, item: InboxItem, payload: bytes) -> bool:
    concern = NO_CASE
    try:
        arrived, body = _read(payload)
        concern = concern_of(body)
        reply = steps.take(route_for(arrived), arrived, body, item.id)
    except (DatabaseUnavailable, *SLACK_TROUBLE):
        raise
    except Exception:  # noqa: BLE001 -- one step that breaks must not hold up the others
        _log.error("step_not_recovered", inbox_id=item.id, kind=item.kind, exc_info=True)
        with steps.database.begin(steps.clock()) as tx:
            inbox.failed(tx, item.id, concern)
        return False
    if arrived.kind in (Kind.CLICK, Kind.SUBMISSION) and isinstance(reply, Show) and reply.case_id:
        steps.tell_saved(arrived.user, occasion=item.id, case_id=reply.case_id)
    return True


def _read(payload: bytes) -> tuple[Arrival, Json]:
    body: Json = json.loads(payload)
    arrived = arrival(body)
    if arrived is None:
        raise ValueError("a payload of a kind that is never kept")
    return arrived, body
