"""Both ways in which Slack reaches the bot: by signed HTTP and by a socket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import httpx
import pytest
from slack_bolt import App
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.interval_runner import IntervalRunner

from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.http import MOST_BYTES
from bot.slack.socket import DEAF_AFTER, SocketMode
from storage.tables import Case, InboxItem
from tests.bot.slack.conftest import REFERRER, Stored
from tests.bot.slack.people import refer
from tests.bot.slack.test_inbox import event

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def signed(secret: str, body: str, *, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(at or time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(signature),
        "Content-Type": "application/json",
    }


def test_a_case_is_referred_over_signed_http(address: str, workspace: Workspace, stored: Stored) -> None:
    workspace.request_url = address
    assert refer(Person(workspace, REFERRER)) == "PRP-2026-0001"
    assert [case.state for case in stored(Case)] == ["submitted"]


def test_a_signed_event_is_taken(address: str, workspace: Workspace, stored: Stored) -> None:
    body = json.dumps(event())
    assert httpx.post(address, content=body, headers=signed(workspace.signing_secret, body)).status_code == 200
    assert len(stored(InboxItem)) == 1


def test_a_body_larger_than_anything_slack_sends_is_refused(address: str, stored: Stored) -> None:
    pieces = (b"x" * 100_000 for _ in range(MOST_BYTES // 100_000 + 1))
    assert httpx.post(address, content=pieces).status_code == 413
    assert not stored(InboxItem)


def test_only_posts_are_taken(address: str) -> None:
    assert httpx.get(address).status_code == 405


def test_the_socket_knows_that_it_is_connected(app: App, workspace: Workspace) -> None:
    connection = SocketMode(app, workspace.app_token)
    assert not connection.connected
    connection.start()
    workspace.wait_for(lambda: workspace.delivery.sockets.connected)
    assert connection.connected
    connection.stop()
    assert not connection.connected


def test_a_socket_that_was_never_started_can_be_stopped(app: App, workspace: Workspace) -> None:
    SocketMode(app, workspace.app_token).stop()


def test_a_socket_whose_reader_is_about_to_begin_can_be_stopped(app: App, workspace: Workspace) -> None:
    connection = SocketMode(app, workspace.app_token)
    client = connection._client
    client.current_session_runner.shutdown()  # type: ignore[no-untyped-call]
    connection.start()
    session = client.current_session
    assert session is not None
    begins, closes = threading.Event(), threading.Event()

    def active() -> bool:
        if threading.current_thread() is client.current_session_runner.thread and not begins.is_set():
            begins.set()
            return closes.wait()
        return session.sock is not None

    def disconnect() -> None:
        SocketModeClient.disconnect(client)
        closes.set()

    with patch.object(session, "is_active", active), patch.object(client, "disconnect", disconnect):
        client.current_session_runner = IntervalRunner(client._run_current_session)
        client.current_session_runner.start()
        begins.wait()
        stopping = threading.Thread(target=connection.stop, daemon=True)
        stopping.start()
        stopping.join(30)
        assert not stopping.is_alive()


class Seconds:
    """Seconds that stand still until they are moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def heard(connection: SocketMode) -> bool:
    return connection.silent_for == timedelta(0)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def silent(app: App, workspace: Workspace, seconds: Seconds) -> Iterator[SocketMode]:
    """A connection that was greeted, and has heard nothing for long."""
    connection = SocketMode(app, workspace.app_token, monotonic=seconds)
    seconds.now = 1
    connection.start()
    workspace.wait_for(lambda: workspace.delivery.sockets.connected == 1)
    while not heard(connection):
        time.sleep(0.01)
    assert not connection.renew_if_deaf()
    seconds.now += DEAF_AFTER.total_seconds()
    yield connection
    connection.stop()


def test_a_silent_socket_is_opened_anew(silent: SocketMode, workspace: Workspace, stored: Stored) -> None:
    assert silent.renew_if_deaf()
    while not heard(silent):
        time.sleep(0.01)
    Person(workspace, REFERRER).say("Zyxq")
    workspace.wait_until_quiet()
    assert len(stored(InboxItem)) == 1


def test_a_socket_that_cannot_be_opened_anew_is_tried_again_later(silent: SocketMode, workspace: Workspace) -> None:
    workspace.fail_next("apps.connections.open", error="internal_error")
    assert not silent.renew_if_deaf()
    assert silent.renew_if_deaf()


def test_a_refreshed_socket_loses_nothing(connected: SocketMode, workspace: Workspace, stored: Stored) -> None:
    workspace.wait_for(lambda: workspace.delivery.sockets.connected)
    workspace.delivery.sockets.refresh()
    Person(workspace, REFERRER).say("Zyxq")
    workspace.wait_until_quiet()
    assert [item.state for item in stored(InboxItem)] == ["done"]
