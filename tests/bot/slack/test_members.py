from __future__ import annotations

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.people import OTHER_TEAM_ID
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.slack.client import slack_client
from bot.slack.members import KEPT_FOR, Members, Standing, _standing, _teams, may_refer, slack_user_at
from handlers.board import Board
from tests.bot.slack.conftest import GUEST, REFERRER
from tests.conftest import Clock


@pytest.fixture
def members(server: SlackServer, clock: Clock) -> Members:
    return Members(slack_client(server.workspace.bot_token, server.api_url), clock.now)


def lookups(workspace: Workspace) -> int:
    return sum(call.method == "users.info" for call in workspace.calls)


def test_somebody_is_known_by_their_email_address(server: SlackServer, workspace: Workspace) -> None:
    client = slack_client(workspace.bot_token, server.api_url)
    workspace.add_user("U0ASHA", "Asha Patel", email="asha@hospital.example")
    workspace.add_user("U0ROBOT", "Robot", bot=True, email="robot@hospital.example")
    assert slack_user_at(client, "asha@hospital.example") is None  # nobody allowed the bot to ask
    workspace.scopes.add("users:read.email")
    assert slack_user_at(client, "asha@hospital.example") == "U0ASHA"
    assert slack_user_at(client, "robot@hospital.example") is None
    assert slack_user_at(client, "else@hospital.example") is None


def test_everyone_is_told_apart(members: Members, workspace: Workspace) -> None:
    workspace.add_user("U0SINGLE", "Single", single_channel_guest=True)
    workspace.add_user("U0ELSE", "Else", other_organisation=True)
    workspace.add_user("U0ROBOT", "Robot", bot=True)
    found = [members.standing(user) for user in (REFERRER, GUEST, "U0SINGLE", "U0ELSE", "U0ROBOT")]
    assert found == [
        Standing.MEMBER,
        Standing.GUEST,
        Standing.GUEST,
        Standing.OTHER_ORGANISATION,
        Standing.NOBODY,
    ]


def test_slack_is_asked_once_in_ten_minutes(members: Members, workspace: Workspace, clock: Clock) -> None:
    members.standing(REFERRER)
    members.standing(REFERRER)
    assert lookups(workspace) == 1
    clock.advance(KEPT_FOR + timedelta(seconds=1))
    members.standing(REFERRER)
    assert lookups(workspace) == 2


def test_somebody_slack_does_not_know_is_an_error(members: Members) -> None:
    with pytest.raises(SlackApiError):
        members.standing("U0NOBODY")


def test_somebody_of_elsewhere_with_the_id_of_one_of_us_is_nobody(members: Members, workspace: Workspace) -> None:
    workspace.add_user("U0ELSE", "Else", other_organisation=True)
    assert members.standing(REFERRER, workspace.team_id) is Standing.MEMBER
    assert members.standing("U0ELSE", OTHER_TEAM_ID) is Standing.OTHER_ORGANISATION
    assert [members.standing(REFERRER, team) for team in (OTHER_TEAM_ID, "E0ELSE")] == [Standing.NOBODY] * 2
    assert members.standing("U0ELSE", "T0THIRD") is Standing.NOBODY


@pytest.mark.parametrize(
    ("user", "teams"),
    [
        ({}, {"T1", "E1"}),
        ({"team_id": "T1", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T3"]}}, {"T1", "T3", "E1"}),
        ({"team_id": "T2"}, {"T2"}),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, {"T2", "E2"}),
    ],
)
def test_where_somebody_belongs_is_read(user: dict[str, object], teams: set[str]) -> None:
    assert _teams(user, {"team_id": "T1", "enterprise_id": "E1"}) == teams


@pytest.mark.parametrize(
    ("user", "standing"),
    [
        ({"deleted": True}, Standing.NOBODY),
        ({"is_bot": True}, Standing.NOBODY),
        ({"is_workflow_bot": True}, Standing.NOBODY),
        ({"is_stranger": True}, Standing.OTHER_ORGANISATION),
        ({"team_id": "T2"}, Standing.OTHER_ORGANISATION),
        ({"is_restricted": True, "team_id": "T1"}, Standing.GUEST),
        ({"is_ultra_restricted": True}, Standing.GUEST),
        ({"is_restricted": True, "team_id": "T2"}, Standing.OTHER_ORGANISATION),
        ({"team_id": "T1"}, Standing.MEMBER),
    ],
)
def test_what_slack_says_of_a_user_is_read(user: dict[str, object], standing: Standing) -> None:
    assert _standing(user, "T1") is standing


def test_guests_and_other_organisations_may_refer_only_by_setting(board: Board) -> None:
    open_board = board.model_copy(update={"guests_may_refer": True, "other_organisations_may_refer": True})
    assert [may_refer(standing, board) for standing in Standing] == [True, False, False, False]
    assert [may_refer(standing, open_board) for standing in Standing] == [True, True, True, False]
