from __future__ import annotations

from datetime import timedelta
from http.client import IncompleteRead
from urllib.error import URLError

import pytest
from slack_sdk import WebClient

from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.sending import Permanent, SendTrouble, Temporary, Uncertain, Wait
from bot.slack import sending
from bot.slack.client import slack_client
from bot.slack.messages import blocks, fallback
from bot.slack.sending import SlackSender
from handlers.notices import Notice, NoticeButton
from storage.tables import OutboxMessage
from tests.bot.slack.conftest import CHANNEL, REFERRER
from tests.bot.slack.judges import LONGEST, judge_message
from tests.conftest import Clock

NOTICE = Notice(
    kind="referral_sent_panel",
    title="A referral has arrived: PRP-2026-0001",
    lines=("Please open it.", "It is <!channel> & <http://x|a link>."),
    buttons=(NoticeButton("Open", "open_case", "case1", "primary"), NoticeButton("Refer a case", "refer", "")),
    subject="PRP-2026-0001",
    marking="OFFICIAL-SENSITIVE",
    urgent=False,
)


@pytest.fixture
def sender(server: SlackServer) -> SlackSender:
    return SlackSender(slack_client(server.workspace.bot_token, server.api_url))


@pytest.fixture
def message(workspace: Workspace) -> OutboxMessage:
    return OutboxMessage(
        id="outbox1",
        kind=NOTICE.kind,
        channel="slack",
        address=CHANNEL,
        occasion="o",
        queued_at=Clock().now() - timedelta(days=365 * 20),
    )


def posted(workspace: Workspace) -> list[dict[str, object]]:
    return workspace.messages(CHANNEL)


def test_a_notice_is_posted_to_a_channel_and_its_receipt_names_it(
    sender: SlackSender, message: OutboxMessage, workspace: Workspace
) -> None:
    receipt = sender.send(message, NOTICE)
    (found,) = posted(workspace)
    assert receipt == f"{CHANNEL}:{found['ts']}"
    (call,) = [call for call in workspace.calls if call.method == "chat.postMessage"]
    assert [str(call.arguments[name]) for name in ("unfurl_links", "unfurl_media")] in (["0", "0"], ["False", "False"])


def test_a_notice_is_posted_to_a_person(sender: SlackSender, message: OutboxMessage, workspace: Workspace) -> None:
    message.address = REFERRER
    receipt = sender.send(message, NOTICE)
    assert receipt.startswith("D")
    assert len(workspace.direct_messages(REFERRER)) == 1
    assert sender.look_up(message) == receipt


def test_nothing_in_a_notice_is_markup() -> None:
    judge_message(fallback(NOTICE), blocks(NOTICE))
    assert "<" not in fallback(NOTICE)
    assert "mrkdwn" not in str(blocks(NOTICE))


def test_the_longest_notice_fits() -> None:
    buttons = tuple(NoticeButton(LONGEST, f"action{n}", "v" * 2000) for n in range(3))
    longest = Notice("k", LONGEST, (LONGEST * 2,) * 5, buttons, "s", LONGEST, urgent=True)
    judge_message(fallback(longest)[:40_000], blocks(longest))


def test_a_message_whose_answer_was_lost_is_found_again(
    sender: SlackSender, message: OutboxMessage, workspace: Workspace
) -> None:
    workspace.fail_next("chat.postMessage", lose_answer=True)
    with pytest.raises(Uncertain):
        sender.send(message, NOTICE)
    (found,) = posted(workspace)
    assert sender.look_up(message) == f"{CHANNEL}:{found['ts']}"


def test_a_message_that_was_not_posted_is_not_found(
    sender: SlackSender, message: OutboxMessage, workspace: Workspace
) -> None:
    sender.send(message.model_copy(update={"id": "another"}), NOTICE)
    assert sender.look_up(message) is None


def test_the_look_up_goes_through_every_page(
    sender: SlackSender, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = sender.send(message, NOTICE)
    for number in range(5):
        sender.send(message.model_copy(update={"id": f"later{number}"}), NOTICE)
    monkeypatch.setattr(sending, "MESSAGES_AT_ONCE", 2)
    assert sender.look_up(message) == receipt
    monkeypatch.setattr(sending, "MOST_PAGES", 1)
    with pytest.raises(Temporary):
        sender.look_up(message)


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        ({"retry_after": 7}, Wait, "ratelimited"),
        ({"status": 503}, Uncertain, "http_503"),
        ({"status": 500}, Uncertain, "http_500"),
        ({"status": 404}, Uncertain, "answer_not_understood"),
        ({"error": "internal_error"}, Uncertain, "internal_error"),
        ({"error": "fatal_error"}, Uncertain, "fatal_error"),
        ({"error": "service_unavailable"}, Temporary, "service_unavailable"),
        ({"error": "channel_not_found"}, Permanent, "channel_not_found"),
        ({"error": "is_archived"}, Permanent, "is_archived"),
        ({"error": "invalid_auth"}, Permanent, "invalid_auth"),
    ],
    ids=lambda value: str(value),
)
def test_each_trouble_is_of_its_kind(
    sender: SlackSender,
    message: OutboxMessage,
    workspace: Workspace,
    failure: dict[str, object],
    kind: type[SendTrouble],
    code: str,
) -> None:
    workspace.fail_next("chat.postMessage", **failure)  # type: ignore[arg-type]  # one of several keywords
    with pytest.raises(kind) as trouble:
        sender.send(message, NOTICE)
    assert trouble.value.code == code
    assert trouble.value.after == (7.0 if kind is Wait else None)
    assert len([call for call in workspace.calls if call.method == "chat.postMessage"]) == 1


@pytest.mark.parametrize(
    ("failure", "kind"),
    [({"retry_after": 7}, Wait), ({"status": 503}, Temporary), ({"error": "channel_not_found"}, Temporary)],
    ids=str,
)
def test_a_look_up_that_fails_says_nothing_of_the_message(
    sender: SlackSender,
    message: OutboxMessage,
    workspace: Workspace,
    failure: dict[str, object],
    kind: type[SendTrouble],
) -> None:
    workspace.fail_next("conversations.history", **failure)  # type: ignore[arg-type]  # one of several keywords
    with pytest.raises(kind):
        sender.look_up(message)


def test_a_slack_that_refuses_the_connection_has_certainly_not_posted(message: OutboxMessage) -> None:
    nobody = SlackSender(WebClient("xoxb-x", base_url="http://127.0.0.1:1/api/"))
    with pytest.raises(Temporary):
        nobody.send(message, NOTICE)


@pytest.mark.parametrize(
    "trouble",
    [TimeoutError(), ConnectionResetError(), IncompleteRead(b""), URLError(TimeoutError())],
    ids=lambda trouble: type(trouble).__name__,
)
def test_a_broken_connection_says_nothing(
    sender: SlackSender, message: OutboxMessage, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(sender._client, "api_call", breaks)
    with pytest.raises(Uncertain):
        sender.send(message, NOTICE)


@pytest.mark.parametrize(("header", "seconds"), [("12", 12.0), (["3"], 3.0), ("soon", 30.0), (None, 30.0), ([], 30.0)])
def test_the_wait_that_slack_asks_for_is_read(header: object, seconds: float) -> None:
    assert sending.seconds(header) == seconds


def test_a_notice_without_marking_and_buttons_has_neither() -> None:
    bare = Notice("k", "Title", ("Line.",), (), "s", "", urgent=False)
    assert [block["type"] for block in blocks(bare)] == ["header", "section"]
