"""Drafts that nobody has changed for a while (docs/procedure.md, section 7, rule 8).

Each finder gives what is due and not dealt with yet, the one unchanged for longest first, and locks it. What another
transaction holds at the moment, because somebody is just saving, is left out until the next time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from storage import outbox
from storage.cases import DRAFT, EMAIL, SLACK
from storage.database import Transaction
from storage.tables import Case, OutboxMessage
from storage.warned import told


def to_nudge(tx: Transaction, *, unchanged_since: datetime, changed_after: datetime, limit: int) -> tuple[Case, ...]:
    """Give drafts whose owners have not been reminded of them since their last change, which came after a moment.

    Whoever mailed a referral is reminded by mail of what is still needed (`storage.intakes.to_remind`).
    """
    untold = (col(Case.nudged_at).is_(None), col(Case.warned_at).is_(None))
    return _idle(tx, unchanged_since, limit, *untold, col(Case.changed_at) > changed_after, col(Case.came_by) != EMAIL)


def to_warn(tx: Transaction, *, unchanged_since: datetime, limit: int) -> tuple[Case, ...]:
    """Give drafts begun in Slack whose owners have not been warned since their last change."""
    return _idle(tx, unchanged_since, limit, _BEGUN_IN_SLACK, col(Case.warned_at).is_(None))


def to_remind_unit_of(
    tx: Transaction, *, unchanged_since: datetime, reminded_before: datetime, limit: int
) -> tuple[Case, ...]:
    """Give drafts of what came from outside of which the business unit was not reminded after `reminded_before`."""
    long_ago = or_(col(Case.warned_at).is_(None), col(Case.warned_at) <= reminded_before)
    return _idle(tx, unchanged_since, limit, ~_BEGUN_IN_SLACK, long_ago)


def owner_not_reached(tx: Transaction, *, warning: str, instead: str, limit: int) -> tuple[Case, ...]:
    """Give drafts whose warning (a kind of notice) failed, and of which nobody was told `instead` (another kind)."""
    failed = told([warning], col(OutboxMessage.state) == outbox.FAILED)
    return _idle(tx, tx.now, limit, _BEGUN_IN_SLACK, col(Case.warned_at).is_not(None), failed, ~told([instead]))


def to_erase(
    tx: Transaction, *, unchanged_since: datetime, warned: Collection[str], delivered_before: datetime, limit: int
) -> tuple[Case, ...]:
    """Give drafts begun in Slack of which a warning (one of the kinds `warned`) was delivered by `delivered_before`."""
    delivered = told(warned, col(OutboxMessage.sent_at) <= delivered_before)
    return _idle(tx, unchanged_since, limit, _BEGUN_IN_SLACK, col(Case.warned_at) <= delivered_before, delivered)


def nudged(tx: Transaction, case: Case) -> None:
    """Note that the owner of a draft is reminded of it now."""
    case.nudged_at = tx.now


def warned(tx: Transaction, case: Case) -> None:
    """Note that the owner of a draft is warned now, or the business unit reminded of what came from outside."""
    case.nudged_at = case.warned_at = tx.now


_BEGUN_IN_SLACK = col(Case.came_by) == SLACK


def _idle(tx: Transaction, unchanged_since: datetime, limit: int, *conditions: ColumnElement[bool]) -> tuple[Case, ...]:
    statement = select(Case).where(Case.state == DRAFT, col(Case.changed_at) <= unchanged_since, *conditions)
    statement = statement.order_by(col(Case.changed_at), col(Case.id)).limit(limit)
    locking = statement.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    found = tuple(tx.session.exec(locking))
    if not found:
        return ()
    # another bot may have dealt with them between the look and the lock: only a second look sees what it queued
    still = set(tx.session.exec(select(Case.id).where(col(Case.id).in_([case.id for case in found]), *conditions)))
    return tuple(case for case in found if case.id in still)
