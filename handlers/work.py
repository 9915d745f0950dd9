"""What every use case takes: one transaction, the Board's settings, the forms, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.access import Actor
from handlers.board import Board
from handlers.form_versions import Forms
from storage.database import Transaction

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Work:
    """One unit of work; all its changes are committed together or not at all."""

    tx: Transaction
    board: Board
    forms: Forms
    actor: Actor

    @property
    def now(self) -> datetime:
        """The moment of this work, aware, UTC."""
        return self.tx.now

    @property
    def today(self) -> date:
        """The day of this work in London, where the procedure's days are counted."""
        return self.tx.now.astimezone(LONDON).date()
