"""Who somebody is in the workspace: a full member, a guest, of another organisation, or nobody who may use the bot.

Every full member may refer; guests and other organisations where the Board allows it (docs/procedure.md, section 1).
An id names one person only within a workspace or an enterprise: whoever Slack says comes from elsewhere is not the one
whom we know by that id.
Sources: https://docs.slack.dev/reference/objects/user-object and https://docs.slack.dev/apis/slack-connect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.logs import get_logger
from bot.slack.client import SLACK_TROUBLE
from handlers.board import Board

_log = get_logger(__name__)

KEPT_FOR = timedelta(minutes=10)
"""How long what Slack said of somebody is taken as true."""


class Standing(StrEnum):
    """What somebody is in the workspace."""

    MEMBER = "member"
    GUEST = "guest"
    OTHER_ORGANISATION = "other_organisation"
    NOBODY = "nobody"
    """A bot, an account that was removed, or somebody of elsewhere with the id of one of the workspace."""


@dataclass(frozen=True)
class _Known:
    standing: Standing
    teams: frozenset[str]
    """Every workspace and enterprise to which they belong."""
    since: datetime


class Members:
    """The people of the workspace, asked of Slack and remembered for ten minutes."""

    def __init__(self, client: WebClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def standing(self, user: str, team: str = "") -> Standing:
        """Tell what somebody is, who comes from this workspace or enterprise as far as Slack says so.

        Raises what the Slack client raises when Slack cannot be asked.
        """
        known = self._look_up(user)
        return known.standing if team in {"", self._own["team_id"], *known.teams} else Standing.NOBODY

    def _look_up(self, user: str) -> _Known:
        now = self._clock()
        with self._lock:
            known = self._known.get(user)
        if known is not None and abs(now - known.since) < KEPT_FOR:
            return known
        described = self._client.users_info(user=user)["user"]
        known = _Known(_standing(described, self._own["team_id"]), _teams(described, self._own), now)
        with self._lock:
            self._known[user] = known
        return known

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        answer = self._client.auth_test()
        return {"team_id": answer["team_id"], "enterprise_id": answer.get("enterprise_id")}


def slack_user_at(client: WebClient, address: str) -> str | None:
    """Give the id of a person of the workspace by their email address; None if there is none, or nobody may ask.

    https://docs.slack.dev/reference/methods/users.lookupByEmail
    """
    try:
        user = client.users_lookupByEmail(email=address)["user"]
    except SLACK_TROUBLE as trouble:
        if not isinstance(trouble, SlackApiError) or trouble.response.get("error") != "users_not_found":
            _log.warning("person_not_looked_up", kind=type(trouble).__name__)
        return None
    return None if user.get("deleted") or user.get("is_bot") else str(user["id"])


def may_refer(standing: Standing, board: Board) -> bool:
    """Tell whether somebody of this standing may refer a case."""
    return {
        Standing.MEMBER: True,
        Standing.GUEST: board.guests_may_refer,
        Standing.OTHER_ORGANISATION: board.other_organisations_may_refer,
        Standing.NOBODY: False,
    }[standing]


def _standing(user: Mapping[str, Any], own_team: str) -> Standing:
    if user.get("deleted") or user.get("is_bot") or user.get("is_workflow_bot"):
        return Standing.NOBODY
    if user.get("is_stranger") or user.get("team_id", own_team) != own_team:
        return Standing.OTHER_ORGANISATION
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _teams(user: Mapping[str, Any], own: Mapping[str, Any]) -> frozenset[str]:
    """Give where somebody belongs. In an enterprise Slack may name that instead of the workspace.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    home = user.get("team_id", own["team_id"])
    in_enterprise = user.get("enterprise_user") or {}
    found = {home, in_enterprise.get("enterprise_id"), *(in_enterprise.get("teams") or ())}
    if home == own["team_id"]:
        found.add(own["enterprise_id"])
    return frozenset(found - {None})
