"""Who somebody is in the workspace: a full member, a guest, of another organisation, or nobody who may use the bot.

Every full member may refer; guests and other organisations where the Board allows it (docs/procedure.md, section 1).
Source: https://docs.slack.dev/reference/objects/user-object.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from slack_sdk import WebClient

from handlers.board import Board

KEPT_FOR = timedelta(minutes=10)
"""How long what Slack said of somebody is taken as true."""


class Standing(StrEnum):
    """What somebody is in the workspace."""

    MEMBER = "member"
    GUEST = "guest"
    OTHER_ORGANISATION = "other_organisation"
    NOBODY = "nobody"
    """A bot, or an account that was removed."""


class Members:
    """The people of the workspace, asked of Slack and remembered for ten minutes."""

    def __init__(self, client: WebClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[datetime, Standing]] = {}

    def standing(self, user: str) -> Standing:
        """Tell what somebody is. Raises what the Slack client raises when Slack cannot be asked."""
        now = self._clock()
        with self._lock:
            known = self._known.get(user)
        if known is not None and abs(now - known[0]) < KEPT_FOR:
            return known[1]
        standing = _standing(self._client.users_info(user=user)["user"], self._own_team)
        with self._lock:
            self._known[user] = (now, standing)
        return standing

    @cached_property
    def _own_team(self) -> str:
        return str(self._client.auth_test()["team_id"])


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
