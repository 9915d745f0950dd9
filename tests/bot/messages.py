"""A message of the outbox and the notice that it becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.mail import Letterhead
from handlers.notices.rendering import Notice
from storage.tables import OutboxMessage

LETTERHEAD = Letterhead("Practice Review Panel", "prp@example.gov.uk", "unit@example.gov.uk")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def message(**changed: Any) -> OutboxMessage:
    """Give a message to the chair, as the deliverer claims it."""
    given: dict[str, Any] = {
        "id": "0123456789abcdef0123456789abcdef",
        "kind": "chair_decides",
        "channel": "email",
        "address": "chair@example.org",
        "occasion": "test",
        "queued_at": NOW,
        "not_before": NOW,
    }
    return OutboxMessage(**(given | changed))


def notice(**changed: Any) -> Notice:
    """Give a notice with characters that mail and HTML have to take care of."""
    given: dict[str, Any] = {
        "kind": "chair_decides",
        "title": "A referral waits for your decision",
        "lines": ("Reference PRP-2026-0001 <b>& more</b>.", ".A line that begins with a full stop, café."),
        "buttons": (),
        "subject": "OFFICIAL-SENSITIVE PRP-2026-0001: decision",
        "marking": "OFFICIAL-SENSITIVE",
        "urgent": False,
    }
    return Notice(**(given | changed))
