from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.payload import arrival
from bot.slack.recover import process_unfinished
from bot.slack.socket import SocketMode
from bot.slack.steps import Steps
from handlers import direct_message
from storage import inbox
from storage.tables import AuditEntry, Case, InboxItem, OutboxMessage
from tests.bot.slack.conftest import PANEL, REFERRER, Stored
from tests.bot.slack.people import begin, refer
from tests.bot.slack.test_inbox import event
from tests.cases import SCR


def keep(steps: Steps, body: dict[str, Any]) -> None:
    """Keep something and stop before it is dealt with."""
    arrived = arrival(body)
    assert arrived is not None
    steps.receive(arrived, body)


def first_page(trigger: str = "t1", user: str = REFERRER) -> dict[str, Any]:
    """The submission of a first page, as Slack sends it."""
    values = {
        f"answer/{question_id}///0": {"answer": {"type": "radio_buttons", "selected_option": {"value": value}}}
        for question_id, value in SCR.pages[0].typed.items()
    }
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "page",
        "private_metadata": '{"origin":"slack:V1","page_id":"before_you_start"}',
        "blocks": [],
        "state": {"values": values},
    }
    return {"type": "view_submission", "trigger_id": trigger, "user": {"id": user}, "view": view}


def kinds(stored: Stored) -> list[tuple[str, str]]:
    return [(row.kind, row.address) for row in stored(OutboxMessage)]


def test_an_answer_that_was_kept_is_saved_and_its_person_gets_a_button(steps: Steps, stored: Stored) -> None:
    keep(steps, first_page())
    assert process_unfinished(steps) == 1
    assert [case.purpose for case in stored(Case)] == ["scr"]
    assert kinds(stored) == [("continue_after_interruption", REFERRER)]
    assert process_unfinished(steps) == 0
    assert len(stored(OutboxMessage)) == 1


def test_who_may_not_go_on_by_now_gets_no_button_and_holds_nothing_up(steps: Steps, stored: Stored) -> None:
    keep(steps, first_page())
    process_unfinished(steps)
    (case,) = stored(Case)
    steps.tell_saved(PANEL, occasion="item", case_id=case.id)
    assert kinds(stored) == [("continue_after_interruption", REFERRER)]


def test_a_direct_message_that_was_kept_is_answered(steps: Steps, stored: Stored) -> None:
    keep(steps, event())
    assert process_unfinished(steps) == 1
    assert kinds(stored) == [("direct_message_reply", REFERRER)]


def test_a_command_that_was_kept_changes_nothing_and_tells_nobody(steps: Steps, stored: Stored) -> None:
    keep(steps, {"command": "/refer", "trigger_id": "t", "user_id": REFERRER})
    assert process_unfinished(steps) == 1
    assert not kinds(stored)


def test_what_is_refused_is_done_with(steps: Steps, stored: Stored) -> None:
    keep(steps, first_page(user="U0GUEST"))
    assert process_unfinished(steps) == 1
    assert not stored(Case)
    assert [item.state for item in stored(InboxItem)] == ["done"]


def test_a_step_that_breaks_is_marked_and_does_not_hold_up_the_others(
    steps: Steps, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(direct_message, "tell", breaks)
    keep(steps, event())
    keep(steps, first_page())
    assert process_unfinished(steps) == 1
    assert sorted(item.state for item in stored(InboxItem)) == ["done", "failed"]


def test_where_slack_cannot_be_asked_the_rest_waits_for_the_next_start(
    steps: Steps, workspace: Workspace, stored: Stored
) -> None:
    keep(steps, first_page())
    workspace.fail_next("users.info", error="internal_error")
    assert process_unfinished(steps) == 0
    assert [item.state for item in stored(InboxItem)] == ["received"]
    assert process_unfinished(steps) == 1


def test_what_came_by_another_way_is_left_alone(steps: Steps, stored: Stored) -> None:
    with steps.database.begin(steps.clock()) as tx:
        inbox.receive(tx, key="mail:1", source="mail", kind="mail", actor="mail", payload=b"x")
    assert process_unfinished(steps) == 0
    assert [item.state for item in stored(InboxItem)] == ["received"]


def test_a_payload_that_means_nothing_is_marked(steps: Steps, stored: Stored) -> None:
    with steps.database.begin(steps.clock()) as tx:
        inbox.receive(tx, key="slack:1", source="slack", kind="click:x", actor="slack:U1", payload=b"{}")
    assert process_unfinished(steps) == 0
    assert [item.state for item in stored(InboxItem)] == ["failed"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_click_that_only_reads_is_taken_without_a_message(
    steps: Steps, workspace: Workspace, referrer: Person, connected: SocketMode, stored: Stored
) -> None:
    refer(referrer)
    (case,) = stored(Case)
    told = len(stored(OutboxMessage))
    click = {"action_id": "open_case", "value": case.id}
    keep(steps, {"type": "block_actions", "trigger_id": "t9", "user": {"id": PANEL}, "actions": [click]})
    assert process_unfinished(steps) == 1
    assert len(stored(OutboxMessage)) == told
    assert f"slack:{PANEL}" in [entry.actor for entry in stored(AuditEntry) if entry.action == "opened"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_screen_from_before_the_stop_goes_on_after_it(steps: Steps, referrer: Person, stored: Stored) -> None:
    begin(referrer)
    keep(steps, first_page() | {"view": first_page()["view"] | {"id": "V1"}})
    process_unfinished(steps)
    home = referrer.open_home()
    assert home is not None
    assert "continue_draft" in str(home)
