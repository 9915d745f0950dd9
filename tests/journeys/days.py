"""Moments in London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from handlers.work import LONDON


def at_nine(day: date) -> datetime:
    """Give a minute past nine in the morning of a day, London time, as UTC."""
    return datetime.combine(day, time(9, 1), LONDON).astimezone(UTC)
