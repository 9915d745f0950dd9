"""A sign of life: an address of the Board's own monitoring is called while all is well, so that silence is noticed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import httpx

from bot.health import Look
from bot.logs import get_logger

EVERY = timedelta(minutes=5)
_PATIENCE_SECONDS = 10

_log = get_logger(__name__)


class Heartbeat:
    """Calls `url` every five minutes, and not while something is not well. `monotonic` gives seconds that only rise."""

    def __init__(self, url: str, looks: Mapping[str, Look], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._looks = looks
        self._monotonic = monotonic
        self._next_at = monotonic()

    def beat(self) -> bool:
        """Call the address if its time has come and all is well; tells whether it took the call. Ask now and then."""
        if self._monotonic() < self._next_at:
            return False
        unwell = [name for name, look in self._looks.items() if not look().ok]
        if unwell:
            _log.warning("heartbeat_withheld", state=unwell)
            return False
        self._next_at = self._monotonic() + EVERY.total_seconds()
        try:
            httpx.get(self._url, timeout=_PATIENCE_SECONDS).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as trouble:
            # the address may hold a secret, and httpx puts it into its messages
            _log.warning("heartbeat_not_taken", kind=type(trouble).__name__)
            return False
        return True
