"""How far a referral is and about how long the rest takes, in words."""

from __future__ import annotations

from forms.walk import Progress
from forms.words import say

_ROUNDED_FROM = 10
_STEP = 5


def progress_line(progress: Progress) -> str:
    """Say which section this is, and about how long is left."""
    line = say("screens.page.progress", number=progress.number, total=progress.total)
    return say("screens.progress.line", progress=line, left=time_left(progress))


def time_left(progress: Progress) -> str:
    """Say about how long is left: to the minute while it is short, otherwise to five minutes."""
    minutes = progress.minutes
    if minutes > _ROUNDED_FROM:
        minutes = _STEP * -(-minutes // _STEP)
    return say("screens.progress.one_minute") if minutes <= 1 else say("screens.progress.minutes", minutes=minutes)
