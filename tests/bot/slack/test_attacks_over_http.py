"""What somebody may try at the address that Slack posts to, who is not Slack: nothing of it is read, kept or logged."""

from __future__ import annotations

import json
import logging
import socket
import time

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.workspace import Workspace
from bot.slack import http
from bot.slack.http import MOST_BYTES, PATH
from storage.tables import InboxItem
from tests.bot.slack.conftest import Stored
from tests.bot.slack.test_inbox import event

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DEEP = "[" * 100_000
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def post(address: str, body: str | bytes, headers: dict[str, str | bytes]) -> int:
    """Post it; gives the status."""
    raw = {name.encode(): value if isinstance(value, bytes) else value.encode() for name, value in headers.items()}
    return httpx.post(address, content=body, headers=raw, trust_env=False).status_code


def signed(secret: str, body: str | bytes, *, at: float | str | None = None) -> dict[str, str | bytes]:
    """Give the headers of Slack's signature."""
    timestamp = at if isinstance(at, str) else str(int(at or time.time()))
    signature = str(SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body))
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": JSON}


NOT_SIGNED: dict[str, dict[str, str | bytes]] = {
    "no signature": {"X-Slack-Signature": ""},
    "another secret": signed("another secret", json.dumps(event())),
    "a signature of strange letters": {"X-Slack-Signature": "v0=é".encode()},
    "half a signature": {"X-Slack-Signature": "v0="},
    "a time that is no number": {"X-Slack-Request-Timestamp": "yesterday"},
    "a time of 400 digits": {"X-Slack-Request-Timestamp": "9" * 400},
    "a time of 5,000 digits": {"X-Slack-Request-Timestamp": "9" * 5_000},
    "a time that is not a number at all": {"X-Slack-Request-Timestamp": "nan"},
    "no time": {"X-Slack-Request-Timestamp": ""},
    "an old time": {"X-Slack-Request-Timestamp": str(int(time.time()) - 3600)},
    "a time to come": {"X-Slack-Request-Timestamp": str(int(time.time()) + 3600)},
}


def test_what_is_not_signed_by_slack_is_refused_and_nothing_of_it_is_kept_or_logged(
    address: str, workspace: Workspace, stored: Stored, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = json.dumps(event())
    right = signed(workspace.signing_secret, body)
    found = {wrong: post(address, body, right | headers) for wrong, headers in NOT_SIGNED.items()}
    assert found == dict.fromkeys(NOT_SIGNED, 401)
    assert not stored(InboxItem)
    assert "Zyxq" not in caplog.text


NOT_SLACK_S = (
    "{not json",
    "payload={not json",
    DEEP,
    f"payload={DEEP}",
    "[]",
    "payload=[]",
    "null",
    "{}",
    "payload={}",
)


def test_what_nobody_signed_is_not_even_read(address: str) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "<script>"})
    for body in (*NOT_SLACK_S, challenge, "ssl_check=1&token=x", "\x00", b"\xff\xfe", ""):
        for content_type in (JSON, FORM, "multipart/form-data; boundary=x", ""):
            answer = httpx.post(address, content=body, headers={"Content-Type": content_type}, trust_env=False)
            assert (answer.status_code, answer.text) == (401, "not signed")


def test_what_slack_never_sends_is_not_kept_even_if_it_is_signed(
    address: str, workspace: Workspace, stored: Stored
) -> None:
    for body in NOT_SLACK_S:
        for content_type in (JSON, FORM):
            headers = signed(workspace.signing_secret, body) | {"Content-Type": content_type}
            assert post(address, body, headers) in {200, 400, 404}
    assert not stored(InboxItem)


def test_the_same_request_once_more_changes_nothing(address: str, workspace: Workspace, stored: Stored) -> None:
    body = json.dumps(event())
    again = [post(address, body, signed(workspace.signing_secret, body, at=time.time() - ago)) for ago in (0, 0, 200)]
    assert again == [200, 200, 200]
    assert len(stored(InboxItem)) == 1


def test_a_signature_for_one_body_is_none_for_another(address: str, workspace: Workspace, stored: Stored) -> None:
    body, other = json.dumps(event()), json.dumps(event() | {"event_id": "Ev0OTHER"})
    assert post(address, other, signed(workspace.signing_secret, body)) == 401
    assert not stored(InboxItem)


def test_a_body_that_is_announced_as_too_large_is_refused_before_it_comes(address: str) -> None:
    with _connected(address) as connection:
        connection.sendall(_head(address, MOST_BYTES + 1))
        assert b" 413 " in connection.recv(200)


def test_who_sends_a_body_drop_by_drop_is_not_waited_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_BODY_SECONDS", 0.1)
    with _connected(address) as connection:
        connection.sendall(_head(address, 1_000) + b"x")
        assert b" 408 " in connection.recv(200)


def _connected(address: str) -> socket.socket:
    url = httpx.URL(address)
    return socket.create_connection((url.host, int(url.port or 0)), timeout=10)


def _head(address: str, length: int) -> bytes:
    host = httpx.URL(address).netloc.decode()
    return f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n".encode()
