"""One bot alone works with a SQLite database; several share a PostgreSQL one (docs/operations.md).

The bot that works holds a lock on a small file beside the database, which the system lets go of when the bot ends,
however it ends. Commands such as a backup take no lock: they work beside it.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from sqlalchemy import make_url

from storage.database import DatabaseUnavailable

PATIENCE_SECONDS = 5.0
"""How long a bot waits for the one before it to end: a restart may begin before the old process is quite gone."""
_ASK_AGAIN_SECONDS = 0.05


class OneBot:
    """The place of the one bot that works with the database at `url`."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._database = Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None
        self._held: int | None = None

    def take(self) -> None:
        """Be the one bot, until `leave`; raises `DatabaseUnavailable` where another one stays."""
        if self._database is None:
            return
        path = self._database.with_name(f"{self._database.name}.running")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + PATIENCE_SECONDS
        while not _locked(descriptor):
            if time.monotonic() >= until:
                os.close(descriptor)
                raise DatabaseUnavailable(
                    f"Another bot is working with {self._database} already: stop that one first. Only with PostgreSQL"
                    " can several bots share the work."
                )
            time.sleep(_ASK_AGAIN_SECONDS)
        self._held = descriptor

    def leave(self) -> None:
        """Let another bot work."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
