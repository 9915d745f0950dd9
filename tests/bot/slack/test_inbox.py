"""Rule: what arrives is kept before it is acknowledged, once, and dealt with once, in two commits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

from bot.sandbox.person import Person
from bot.sandbox.server import SlackServer
from bot.slack.socket import SocketMode
from bot.slack.steps import Steps
from handlers import direct_message
from storage.database import Database, DatabaseUnavailable
from storage.tables import Case, InboxItem, OutboxMessage
from tests.bot.slack.conftest import REFERRER, Stored
from tests.bot.slack.judges import texts
from tests.bot.slack.people import begin, click, fill_pages, modal, press, submit, well
from tests.cases import SCR

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def event(event_id: str = "Ev1", **more: Any) -> dict[str, Any]:
    message = {"type": "message", "channel_type": "im", "channel": "D1", "user": REFERRER, "ts": "1.2", "text": "Zyxq"}
    return {"type": "event_callback", "event_id": event_id, "team_id": "T0SANDBOX", "event": message | more}


def dispatch(app: App, body: dict[str, Any]) -> BoltResponse:
    return app.dispatch(BoltRequest(mode="socket_mode", body=body))


@contextmanager
def away(database: Database, monkeypatch: pytest.MonkeyPatch, *, after: int = 0) -> Iterator[list[bool]]:
    """Let the database be away after so many more transactions; gives a list of how each of them went."""
    tries: list[bool] = []
    begin_ = database.begin

    def failing(now: Any) -> Any:
        tries.append(len(tries) < after)
        if not tries[-1]:
            raise DatabaseUnavailable("The database is away.")
        return begin_(now)

    with monkeypatch.context() as patch:
        patch.setattr(database, "begin", failing)
        yield tries


def test_a_step_costs_two_commits_the_inbox_row_and_the_rest(app: App, commits: list[int], stored: Stored) -> None:
    commits.clear()
    assert dispatch(app, event()).status == 200
    written = commits.copy()
    assert len(written) == 2
    assert [item.state for item in stored(InboxItem)] == ["done"]


@on_sqlite
def test_no_screen_of_a_whole_referral_costs_more_than_two_commits(
    referrer: Person, commits: list[int], stored: Stored
) -> None:
    commits.clear()
    begin(referrer)
    fill_pages(referrer)
    click(referrer, "declaration")
    submit(referrer, SCR.declaration)
    written = len(commits)
    assert written <= 2 * len(stored(InboxItem))


def test_what_was_dealt_with_is_acknowledged_and_not_done_again(app: App, commits: list[int], stored: Stored) -> None:
    dispatch(app, event())
    commits.clear()
    assert dispatch(app, event()).status == 200
    assert len(stored(OutboxMessage)) == 1
    assert len(stored(InboxItem)) == 1


@on_sqlite
def test_nothing_is_done_for_somebody_of_another_workspace_who_has_the_id_of_one_of_ours(
    app: App, stored: Stored
) -> None:
    assert dispatch(app, event(user_team="T0ELSEWHERE")).status == 200
    assert [item.state for item in stored(InboxItem)] == ["done"]
    assert not stored(OutboxMessage)
    dispatch(app, event("Ev2", user_team="T0SANDBOX"))
    assert len(stored(OutboxMessage)) == 1


def test_what_was_kept_and_not_dealt_with_is_dealt_with_when_it_comes_again(
    app: App, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(direct_message, "tell", _breaks)
        assert dispatch(app, event()).status == 500
    assert [item.state for item in stored(InboxItem)] == ["received"]
    assert not stored(OutboxMessage)
    assert dispatch(app, event()).status == 200
    assert [item.state for item in stored(InboxItem)] == ["done"]
    assert len(stored(OutboxMessage)) == 1


def _breaks(*_: Any, **__: Any) -> None:
    raise RuntimeError("broken")


@on_sqlite
def test_an_event_that_cannot_be_kept_is_not_acknowledged(
    app: App, database: Database, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    with away(database, monkeypatch):
        assert dispatch(app, event()).status == 500
    assert not stored(InboxItem)
    assert dispatch(app, event()).status == 200


@on_sqlite
def test_an_event_that_could_not_be_kept_is_sent_again_by_slack_and_kept_then(
    referrer: Person, database: Database, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = referrer.workspace.delivery
    delivery.acknowledge_within, delivery.retry_pace = 0.3, 0.001
    with away(database, monkeypatch) as tries:
        referrer.say("Zyxq")
        while not tries:
            time.sleep(0.01)
    referrer.workspace.wait_until_quiet()
    assert [item.state for item in stored(InboxItem)] == ["done"]
    assert len(stored(OutboxMessage)) == 1


@on_sqlite
@pytest.mark.parametrize("after", [0, 1], ids=["inbox", "use case"])
def test_a_page_that_cannot_be_saved_stays_on_the_screen_with_a_sentence(
    referrer: Person, database: Database, stored: Stored, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    begin(referrer)
    with away(database, monkeypatch, after=after):
        answer = submit(referrer, SCR.pages[0].typed)
    assert "could not save this" in " ".join(answer.errors.values())
    assert not stored(Case)
    submit(referrer)
    assert "About you" in texts(modal(referrer))


@on_sqlite
def test_a_screen_without_fields_says_it_on_top(
    referrer: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(referrer.command("/refer"))
    with away(database, monkeypatch):
        submit(referrer)
    assert "Not saved yet" in texts(modal(referrer))
    assert len(referrer.workspace.views_open(REFERRER)) == 2


@on_sqlite
def test_a_click_that_cannot_be_taken_leaves_the_page_below_as_it_is(
    referrer: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(referrer)
    with away(database, monkeypatch):
        click(referrer, "save_later")
    assert "Not saved yet" in texts(modal(referrer))
    well(referrer.close())
    assert "Before you start" in texts(modal(referrer))


@on_sqlite
def test_a_command_that_cannot_be_kept_says_so(
    referrer: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with away(database, monkeypatch):
        well(referrer.command("/refer"))
    assert "Not saved yet" in texts(modal(referrer))


@on_sqlite
def test_a_screen_that_slack_does_not_open_in_time_gives_a_sentence(
    referrer: Person, server: SlackServer, stored: Stored
) -> None:
    server.workspace.fail_next("views.open", error="expired_trigger_id")
    answer = well(referrer.command("/refer"))
    assert "did not open the screen in time" in answer.text
    assert [item.state for item in stored(InboxItem)] == ["done"]


@on_sqlite
def test_a_draft_whose_screen_is_not_opened_gets_a_message_with_a_button(
    referrer: Person, server: SlackServer, stored: Stored
) -> None:
    begin(referrer)
    submit(referrer, SCR.pages[0].typed)
    server.workspace.fail_next("views.update", error="not_found")
    click(referrer, "skip")
    assert [row.kind for row in stored(OutboxMessage)] == ["continue_after_interruption"]


@on_sqlite
def test_a_button_in_a_message_whose_screen_is_not_opened_is_answered_to_its_person_only(
    referrer: Person, server: SlackServer, stored: Stored
) -> None:
    server.workspace.fail_next("views.open", error="expired_trigger_id")
    press(referrer, "refer")
    server.workspace.wait_for(lambda: referrer.ephemeral_messages)
    assert "did not open the screen in time" in referrer.ephemeral_messages[0]["text"]


@on_sqlite
def test_a_kind_of_payload_nobody_asked_for_is_acknowledged_and_not_kept(app: App, stored: Stored) -> None:
    body = {"type": "shortcut", "callback_id": "x", "trigger_id": "1.2", "user": {"id": REFERRER}}
    assert dispatch(app, body).status == 200
    assert not stored(InboxItem)


def test_the_payload_is_unreadable_in_the_database(steps: Steps, app: App, stored: Stored) -> None:
    dispatch(app, event())
    (item,) = stored(InboxItem)
    assert b"Zyxq" not in item.payload_sealed
    assert "Zyxq" not in json.dumps(item.model_dump(exclude={"payload_sealed"}), default=str)


@on_sqlite
def test_two_clicks_at_once_are_both_answered(referrer: Person, connected: SocketMode, stored: Stored) -> None:
    begin(referrer)
    referrer.workspace.double_interactions = True
    submit(referrer, SCR.pages[0].typed)
    assert len(stored(Case)) == 1
    assert "About you" in texts(modal(referrer))
