"""One process alone takes mail out of a mailbox, also where several bots share a PostgreSQL database.

The one that does holds an advisory lock, which the server lets go of when its connection ends, however it ends. With
SQLite there is one bot alone (`storage.one_bot`).
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exc, func, select, text

from storage.database import Database, in_plain_words

_LOCK = select(func.pg_try_advisory_lock(func.hashtextextended(bindparam("mailbox"), 0)))


class OnePostman:
    """The place of the one postman of a mailbox."""

    def __init__(self, database: Database, mailbox: str) -> None:
        self._engine = database.engine
        self._mailbox = mailbox
        self._held: Connection | None = None

    def take(self) -> bool:
        """Be the one postman, or stay it; False while another one is. Raises `DatabaseUnavailable`."""
        if self._engine.dialect.name != "postgresql":
            return True
        if self._held is not None and self._is_alive(self._held):
            return True
        with in_plain_words(self._engine.url):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(_LOCK, {"mailbox": self._mailbox}):
                self._held = connection
            else:
                connection.close()
        return self._held is not None

    def leave(self) -> None:
        """Let another one be it."""
        if self._held is not None:
            self._held.invalidate()  # the lock ends with the connection
            self._held.close()
            self._held = None

    def _is_alive(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except exc.DBAPIError:
            self.leave()
            return False
        return True
