"""Closed cases and the day from which each may be erased (docs/procedure.md, section 7, rule 8).

Each finder gives what is due, the earliest first, and locks it. What another transaction holds at the moment is left
out until the next time.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from storage.cases import DECIDED, WITHDRAWN
from storage.database import Transaction
from storage.tables import Case, OutboxMessage
from storage.warned import told

CLOSED = (DECIDED, WITHDRAWN)


def to_work_out(tx: Transaction, edition: str, limit: int) -> tuple[Case, ...]:
    """Give closed cases whose day was not worked out since their last change by this edition of the schedule."""
    before = _closed(tx, limit, col(Case.schedule) < edition, order=col(Case.schedule))
    # asked for apart: for both at once the database would walk through every closed case
    return before or _closed(tx, limit, col(Case.schedule) > edition, order=col(Case.schedule))


def to_warn(tx: Transaction, edition: str, *, erased_by: date, warned_before: datetime, limit: int) -> tuple[Case, ...]:
    """Give cases that may be erased by a day, and of which nobody was warned since `warned_before`."""
    unwarned = or_(col(Case.warned_at).is_(None), col(Case.warned_at) <= warned_before)
    return _due(tx, limit, edition, col(Case.erase_on) <= erased_by, unwarned)


def to_erase(
    tx: Transaction,
    edition: str,
    *,
    today: date,
    warning: str,
    warned_after: datetime,
    delivered_before: datetime,
    limit: int,
) -> tuple[Case, ...]:
    """Give cases that may be erased, of which a warning (a kind of notice) after a moment was delivered by another."""
    delivered = told([warning], col(OutboxMessage.sent_at) <= delivered_before)
    warned = col(Case.warned_at) > warned_after
    return _due(tx, limit, edition, col(Case.erase_on) <= today, warned, delivered)


def worked_out(case: Case, edition: str, erase_on: date | None) -> None:
    """Keep the day from which a case, which is locked, may be erased. Where it is another one, nobody is warned yet."""
    if case.erase_on != erase_on:
        case.erase_on, case.warned_at = erase_on, None
    case.schedule = edition


def warned(tx: Transaction, case: Case) -> None:
    """Note that the business unit is warned now."""
    case.warned_at = tx.now


def closed(tx: Transaction) -> tuple[Case, ...]:
    """Give every closed case, held ones too, those that may be erased first before the others."""
    statement = select(Case).where(col(Case.state).in_(CLOSED))
    return tuple(
        tx.session.exec(statement.order_by(col(Case.erase_on).is_(None), col(Case.erase_on), col(Case.reference)))
    )


def _due(tx: Transaction, limit: int, edition: str, *conditions: ColumnElement[bool]) -> tuple[Case, ...]:
    by_this_schedule = (col(Case.held) == False, col(Case.schedule) == edition)  # noqa: E712 -- a column, not a value
    return _closed(tx, limit, *by_this_schedule, *conditions, order=col(Case.erase_on))


def _closed(tx: Transaction, limit: int, *conditions: ColumnElement[bool], order: Mapped[Any]) -> tuple[Case, ...]:
    statement = select(Case).where(col(Case.state).in_(CLOSED), *conditions).order_by(order, col(Case.id)).limit(limit)
    locking = statement.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return tuple(tx.session.exec(locking))
