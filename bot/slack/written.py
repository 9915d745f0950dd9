"""Direct messages as their writers see them: Slack writes links, people and signs in marks of its own.

Source: https://docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from handlers.conversation.typed import Written

_MARK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_SIGNS = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def written(event: Mapping[str, Any], item_id: str) -> Written:
    """Give the message that an event tells of, changed or new; `item_id` is the inbox item that keeps the event."""
    message = event.get("message") or event
    thread = message.get("thread_ts", "")
    return Written(
        id=message_id(event["channel"], message["ts"]),
        item_id=item_id,
        text=as_typed(message.get("text") or ""),
        in_reply_to=message_id(event["channel"], thread) if thread else "",
    )


def message_id(channel: str, ts: str) -> str:
    """Give the name of a message: its conversation and its moment in it, as receipts in the outbox have it."""
    return f"{channel}:{ts}"


def as_typed(text: str) -> str:
    """Give a text as it was typed, without what Slack made of the addresses, people and signs in it."""
    plain = _MARK.sub(_as_typed, text)
    for sign, typed in _SIGNS:
        plain = plain.replace(sign, typed)
    return plain


def _as_typed(mark: re.Match[str]) -> str:
    target, label = mark[1], mark[2]
    if target[:1] == "!":
        return label or f"@{target[1:].partition('^')[0]}"
    if target[:1] in ("@", "#"):
        return f"{target[0]}{label}" if label else target
    return label or target
