from __future__ import annotations

import pytest

from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.socket import SocketMode
from storage.tables import InboxItem, OutboxMessage
from tests.bot.slack.conftest import REFERRER, Stored
from tests.bot.slack.judges import texts
from tests.bot.slack.people import begin, modal, press, submit, well
from tests.cases import SCR

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def replies(stored: Stored) -> list[OutboxMessage]:
    return [row for row in stored(OutboxMessage) if row.kind == "direct_message_reply"]


def test_a_direct_message_is_kept_and_answered_with_the_fixed_reply(referrer: Person, stored: Stored) -> None:
    referrer.say("A child called Zyxq was hurt.")
    referrer.workspace.wait_until_quiet()
    (reply,) = replies(stored)
    assert reply.address == REFERRER
    assert "Zyxq" not in str(reply.model_dump())
    (kept,) = stored(InboxItem)
    assert kept.state == "done"
    assert b"Zyxq" not in kept.payload_sealed


def test_a_message_that_is_delivered_three_times_is_answered_once(
    workspace: Workspace, referrer: Person, stored: Stored
) -> None:
    workspace.repeat_events = 3
    workspace.repeat_late = True
    referrer.say("One")
    referrer.say("Two")
    workspace.wait_until_quiet()
    assert len(replies(stored)) == 2
    assert len(stored(InboxItem)) == 2


@pytest.mark.parametrize(
    "event",
    [
        {
            "subtype": "message_changed",
            "message": {"user": REFERRER, "text": "Zyxq", "ts": "1.1"},
            "previous_message": {"user": REFERRER, "text": "Zyxq", "ts": "1.1"},
        },
        {
            "subtype": "message_deleted",
            "deleted_ts": "1.1",
            "previous_message": {"user": REFERRER, "text": "Zyxq", "ts": "1.1"},
        },
        {"subtype": "channel_join", "user": REFERRER},
        {"user": REFERRER, "bot_id": "B0OTHER", "text": "I am a bot"},
        {"user": REFERRER, "text": "In a channel", "channel_type": "channel"},
    ],
    ids=["drawn anew by Slack", "deleted", "joined", "a bot's", "elsewhere"],
)
def test_other_messages_are_kept_and_not_answered(
    workspace: Workspace, connected: SocketMode, stored: Stored, event: dict[str, object]
) -> None:
    message = {"type": "message", "channel": "D1", "channel_type": "im", "ts": "1.2", "event_ts": "1.2"}
    workspace.delivery.tell(message | event)
    workspace.wait_until_quiet()
    (kept,) = stored(InboxItem)
    assert kept.state == "done"
    assert not replies(stored)


def test_a_file_sent_in_a_message_is_answered_too(workspace: Workspace, connected: SocketMode, stored: Stored) -> None:
    event = {"type": "message", "subtype": "file_share", "user": REFERRER, "channel": "D1", "channel_type": "im"}
    workspace.delivery.tell(event | {"ts": "1.2", "event_ts": "1.2"})
    workspace.wait_until_quiet()
    assert len(replies(stored)) == 1


def test_an_event_nobody_asked_for_is_acknowledged(workspace: Workspace, connected: SocketMode, stored: Stored) -> None:
    workspace.delivery.tell({"type": "team_join", "user": REFERRER, "event_ts": "1.2"})
    workspace.wait_until_quiet()
    assert [item.state for item in stored(InboxItem)] == ["done"]


def test_the_home_leads_to_a_referral(referrer: Person) -> None:
    home = referrer.open_home()
    assert home is not None
    assert "call 999" in texts(home)
    well(referrer.click(home, "refer"))
    assert "Begin a referral" in texts(modal(referrer))


def test_the_messages_tab_draws_no_home(workspace: Workspace, connected: SocketMode) -> None:
    workspace.delivery.tell({"type": "app_home_opened", "user": REFERRER, "tab": "messages", "event_ts": "1.2"})
    workspace.wait_until_quiet()
    assert workspace.home(REFERRER) is None


def test_closing_a_screen_draws_the_home_anew(workspace: Workspace, referrer: Person) -> None:
    begin(referrer)
    submit(referrer, SCR.pages[0].typed)
    well(referrer.close())
    workspace.wait_until_quiet()
    home = workspace.home(REFERRER)
    assert home is not None
    assert "Referrals you have begun" in texts(home)


def test_a_button_of_an_older_version_gets_a_sentence(workspace: Workspace, referrer: Person) -> None:
    press(referrer, "a_button_that_was", "x")
    assert "This button is out of date" in texts(modal(referrer))


def test_a_bot_is_not_served(workspace: Workspace, connected: SocketMode) -> None:
    workspace.add_user("U0ROBOT", "Robot", bot=True)
    robot = Person(workspace, "U0ROBOT")
    well(robot.command("/refer"))
    assert "Bots and accounts that were removed" in texts(modal(robot))
