"""Drafts that nobody has changed for a while: finding them, and erasing them (docs/procedure.md, section 7, rule 8).

Each finder gives what is due and not dealt with yet, the one unchanged for longest first, and locks it. What another
transaction holds at the moment, because somebody is just saving, is left out until the next time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, update
from sqlmodel import col, select

from storage import handovers, inbox, outbox
from storage.cases import DRAFT, ERASED, SLACK, changed
from storage.database import Transaction
from storage.tables import (
    Addition,
    Answer,
    AnswerRow,
    Attachment,
    AttachmentContent,
    Case,
    Conversation,
    EarlierAnswer,
    OutboxMessage,
    UsedMessage,
)


def to_nudge(tx: Transaction, *, unchanged_since: datetime, changed_after: datetime, limit: int) -> tuple[Case, ...]:
    """Give drafts whose owners have not been reminded of them since their last change, which came after a moment."""
    untold = (col(Case.nudged_at).is_(None), col(Case.warned_at).is_(None))
    return _idle(tx, unchanged_since, limit, *untold, col(Case.changed_at) > changed_after)


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
    failed = _told([warning], col(OutboxMessage.state) == outbox.FAILED)
    return _idle(tx, tx.now, limit, _BEGUN_IN_SLACK, col(Case.warned_at).is_not(None), failed, ~_told([instead]))


def to_erase(
    tx: Transaction, *, unchanged_since: datetime, warned: Collection[str], delivered_before: datetime, limit: int
) -> tuple[Case, ...]:
    """Give drafts begun in Slack of which a warning (one of the kinds `warned`) was delivered by `delivered_before`."""
    delivered = _told(warned, col(OutboxMessage.sent_at) <= delivered_before)
    return _idle(tx, unchanged_since, limit, _BEGUN_IN_SLACK, col(Case.warned_at) <= delivered_before, delivered)


def nudged(tx: Transaction, case: Case) -> None:
    """Note that the owner of a draft is reminded of it now."""
    case.nudged_at = tx.now


def warned(tx: Transaction, case: Case) -> None:
    """Note that the owner of a draft is warned now, or the business unit reminded of what came from outside."""
    case.nudged_at = case.warned_at = tx.now


def erase(tx: Transaction, case: Case) -> None:
    """Erase everything that a draft holds, and everything that arrived about it.

    The row stays as a tombstone that says whose it was, when it was begun and, as `changed_at`, when it was erased.
    What was not sent out yet about it is dropped.
    """
    outbox.drop_and_empty(tx, case.id)
    inbox.erase_payloads(tx, case.id)
    files = select(Attachment.id).where(Attachment.case_id == case.id)
    tx.session.exec(delete(AttachmentContent).where(col(AttachmentContent.attachment_id).in_(files)))
    for table in (Attachment, Answer, AnswerRow, EarlierAnswer, Addition, UsedMessage):
        tx.session.exec(delete(table).where(col(table.case_id) == case.id))
    owners = [case.owner, *(handed.handed_from for handed in handovers.of_case(tx, case.id))]
    of_owners = (col(Conversation.owner).in_(owners), col(Conversation.case_id) == case.id)
    tx.session.exec(delete(Conversation).where(*of_owners))
    emptied = {"purpose": None, "urgent": False, "page": "", "referrer": None}
    tx.session.exec(update(Case).where(col(Case.id) == case.id).values(state=ERASED, **emptied))
    changed(tx, case)


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


def _told(kinds: Collection[str], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a notice of one of these kinds was queued since the last warning, and that `conditions` hold of it."""
    of_this_warning = col(OutboxMessage.queued_at) >= col(Case.warned_at)
    of_case = (col(OutboxMessage.case_id) == col(Case.id), col(OutboxMessage.kind).in_(kinds))
    return exists().where(*of_case, of_this_warning, *conditions)
