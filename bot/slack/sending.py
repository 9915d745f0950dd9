"""Posting notices, and finding out afterwards whether one was posted.

Errors: https://docs.slack.dev/reference/methods/chat.postMessage. Whatever Slack answers with ``ok: false`` was
certainly not posted, apart from its own inner errors; a lost answer says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sending import Permanent, SendTrouble, Temporary, Uncertain, Wait
from bot.slack.client import SLACK_TROUBLE, posting_client
from bot.slack.messages import EVENT_TYPE, blocks, fallback, metadata
from handlers.notices import Notice
from storage.tables import OutboxMessage

PERHAPS_POSTED = frozenset({"fatal_error", "internal_error", "request_timeout"})
"""Slack failed while it worked on the call."""

LATER = frozenset({"accesslimited", "message_limit_exceeded", "service_unavailable", "team_added_to_org"})
"""Certainly not posted, and may go later without anybody doing anything."""

DEFAULT_WAIT_SECONDS = 30.0
CLOCKS_MAY_DIFFER_BY = timedelta(minutes=10)
MESSAGES_AT_ONCE = 200
MOST_PAGES = 20


class SlackSender:
    """Sends to a channel or to a person, by their Slack id."""

    at_once = 50

    def __init__(self, client: WebClient) -> None:
        self._client = posting_client(client)

    def send(self, message: OutboxMessage, notice: Notice) -> str:
        """Post the notice and give its channel and timestamp. Raises `SendTrouble` in one of its kinds."""
        try:
            posted = self._client.api_call(
                "chat.postMessage",
                json={
                    "channel": message.address,
                    "text": fallback(notice),
                    "blocks": blocks(notice),
                    "metadata": metadata(message.id),
                    "unfurl_links": False,
                    "unfurl_media": False,
                },
            )
        except SLACK_TROUBLE as trouble:
            raise _kind_of(trouble) from None
        return f"{posted['channel']}:{posted['ts']}"

    def look_up(self, message: OutboxMessage) -> str | None:
        """Find the message by what it carries unseen: its channel and timestamp, or None if it was not posted.

        Raises `Wait` or `Temporary` where the looking itself failed.
        """
        try:
            channel = self._channel(message.address)
            since = (message.queued_at - CLOCKS_MAY_DIFFER_BY).timestamp()
            for posted in self._posted(channel, since):
                carried = posted.get("metadata") or {}
                if carried.get("event_type") == EVENT_TYPE and carried["event_payload"].get("outbox_id") == message.id:
                    return f"{channel}:{posted['ts']}"
        except SLACK_TROUBLE as trouble:
            kind = _kind_of(trouble)
            raise (kind if isinstance(kind, Wait) else Temporary(kind.code)) from None
        return None

    def _channel(self, address: str) -> str:
        """Give the conversation behind an address: a person's is the direct one with the bot."""
        if not address.startswith(("U", "W")):
            return address
        return str(self._client.conversations_open(users=address)["channel"]["id"])

    def _posted(self, channel: str, since: float) -> Iterator[dict[str, Any]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self._client.conversations_history(
                channel=channel,
                oldest=f"{since:.6f}",
                include_all_metadata=True,
                limit=MESSAGES_AT_ONCE,
                cursor=cursor,
            )
            yield from page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return
        raise TimeoutError("too many messages to look through")


def _kind_of(trouble: Exception) -> SendTrouble:
    if isinstance(trouble, SlackApiError):
        return _refused(trouble)
    if isinstance(trouble, URLError) and isinstance(trouble.reason, ConnectionRefusedError):
        return Temporary("connection_refused")
    return Uncertain("timeout" if isinstance(trouble, TimeoutError) else "connection_broken")


def _refused(trouble: SlackApiError) -> SendTrouble:
    status, error = trouble.response.status_code, str(trouble.response["error"])
    if status == 429 or error == "ratelimited":
        return Wait("ratelimited", after=seconds(trouble.response.headers.get("Retry-After")))
    if status >= 500:
        return Uncertain(f"http_{status}")
    if not re.fullmatch("[a-z0-9_]{1,60}", error):
        return Uncertain("answer_not_understood")  # something between us and Slack answered, with a page of its own
    if error in PERHAPS_POSTED:
        return Uncertain(error)
    return Temporary(error) if error in LATER else Permanent(error)


def seconds(header: Any) -> float:
    """Give the wait that Slack asks for in its header; half a minute where it says nothing that can be read."""
    text = header[0] if isinstance(header, list) and header else header
    return float(text) if isinstance(text, str) and text.isdigit() else DEFAULT_WAIT_SECONDS
