"""What Slack sends, read: which kind it is, from whom, and the key under which it is kept once.

Which app it is meant for is not looked at: the signing secret and the app-level token, without which nothing gets here,
each belong to one app alone.
Shapes: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Kind(StrEnum):
    """What a person did, or what Slack tells."""

    EVENT = "event"
    COMMAND = "command"
    CLICK = "click"
    SUBMISSION = "submission"
    CLOSED = "closed"


INTERACTIONS = {
    "block_actions": Kind.CLICK,
    "view_submission": Kind.SUBMISSION,
    "view_closed": Kind.CLOSED,
}


@dataclass(frozen=True)
class Arrival:
    """One thing that arrived. `key` is the same when Slack sends it again; `id` names what was done."""

    kind: Kind
    id: str
    """The event's type, the command, the button's action id, or the view's callback id."""
    key: str
    user: str
    """Slack id of who did it; empty where Slack names nobody."""
    team: str = ""
    """Slack id of the workspace or enterprise that they come from; empty where Slack does not say."""


def arrival(body: Mapping[str, Any]) -> Arrival | None:
    """Read what arrived; None for a kind of payload that the app never asked for.

    A submission is never keyed by ``view.hash``: two people, or one person twice, can send the same screen.
    ``view_closed`` has no ``trigger_id``, so the view's id stands for it (docs/procedure.md, section 6: nothing is
    lost or taken twice).
    """
    kind = INTERACTIONS.get(str(body.get("type")))
    if body.get("type") == "event_callback":
        event = body["event"]
        author, team = _in_event(event, "user"), _in_event(event, "user_team")
        return Arrival(Kind.EVENT, event["type"], f"event:{body['event_id']}", author, team)
    if kind is None and "command" in body:
        team = body.get("team_id") or ""
        return Arrival(Kind.COMMAND, body["command"], f"trigger:{body['trigger_id']}", body["user_id"], team)
    if kind is None:
        return None
    user, team = body["user"]["id"], body["user"].get("team_id") or ""
    if kind is Kind.CLICK:
        return Arrival(kind, body["actions"][0]["action_id"], f"trigger:{body['trigger_id']}", user, team)
    callback_id = body["view"]["callback_id"]
    if kind is Kind.SUBMISSION:
        return Arrival(kind, callback_id, f"trigger:{body['trigger_id']}", user, team)
    return Arrival(kind, callback_id, f"closed:{body['view']['id']}", user, team)


def _in_event(event: Mapping[str, Any], field: str) -> str:
    """Give what an event says of its author: in itself, or in the message that was changed or deleted."""
    found = event.get(field) or event.get("message", {}).get(field) or event.get("previous_message", {}).get(field)
    return str(found or "")


def clicked_value(body: Mapping[str, Any]) -> str:
    """Give the value of the button that was clicked, or of the option that was chosen; empty if it has none."""
    action = body["actions"][0] if body.get("actions") else {}
    return str(action.get("value") or action.get("selected_option", {}).get("value") or "")
