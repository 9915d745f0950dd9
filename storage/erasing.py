"""Erasing a case, and a draft alike: everything that it holds, everything that arrived about it, everything said of it.

It goes in small steps, each a transaction of its own (docs/procedure.md, section 7, rule 8). With the first, `begin`,
nobody can see the case any more and there is no way back; stopped anywhere after it, the next step goes on. What
remains is a row that says that there was a case, and the audit, which holds no content.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, Select, Update, delete, select, update
from sqlmodel import col

from storage import cases, duties, handovers, inbox, outbox
from storage.database import Transaction
from storage.tables import (
    Action,
    Addition,
    Answer,
    AnswerRow,
    Attachment,
    AttachmentContent,
    Case,
    ChildMark,
    Conflict,
    Conversation,
    Decision,
    Duty,
    EarlierAnswer,
    Handover,
    InboxItem,
    Intake,
    LegalHold,
    Letter,
    OutboxMessage,
    Proposal,
    Reminder,
    StatedReason,
    Suggestion,
    Table,
    UsedMessage,
    Withdrawal,
    core,
)

Step = Callable[[Transaction, Case, int], int]
"""Erases at most so many rows of one kind; tells how many."""


def begin(tx: Transaction, case: Case) -> None:
    """Begin to erase a case, which is locked: from now on nothing happens in it, and nobody is told of it any more.

    Its `changed_at` says when.
    """
    outbox.drop_and_empty(tx, case.id)
    owners = [case.owner, *(handed.handed_from for handed in handovers.of_case(tx, case.id))]
    asked = core(Conversation).c
    _carry_out(tx, delete(core(Conversation)).where(asked.owner.in_(owners), asked.case_id == case.id))
    owed = core(Duty).c
    dropped = update(core(Duty)).where(owed.case_id == case.id, owed.state == duties.OPEN)
    _carry_out(tx, dropped.values(state=duties.DROPPED, closed_at=tx.now))
    cases.changed(tx, case)
    case.state = cases.BEING_ERASED
    tx.session.flush()


def next_one(tx: Transaction) -> Case | None:
    """Lock and give the case that is being erased for longest; None if there is none that nobody else is at."""
    of_them = select(Case).where(col(Case.state) == cases.BEING_ERASED).order_by(col(Case.changed_at)).limit(1)
    locking = of_them.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return tx.session.scalars(locking).one_or_none()


def erase_some(tx: Transaction, case: Case, at_most: int) -> bool:
    """Erase at most so many rows of what is left of a case; False, and nothing changed, if nothing is left."""
    steps = _OF_DRAFT if case.reference is None else _OF_SENT
    return any(step(tx, case, at_most) for step in steps)


def end_draft(case: Case) -> None:
    """Leave of a draft, of which nothing is left, whose it was and when it was begun and erased."""
    case.state = cases.ERASED
    case.purpose, case.urgent, case.page, case.referrer, case.schedule = None, False, "", None, ""


def end_sent(case: Case, now: datetime) -> None:
    """Leave of a case, of which nothing is left, its reference and when it was erased."""
    end_draft(case)
    case.origin, case.owner, case.came_by, case.regime = case.id, "", "", None
    case.begun_at = case.changed_at = now
    case.arrived_on = case.received_on = case.submitted_at = case.erase_on = None
    case.revision, case.held = 0, False


def _rows(table: type[Table]) -> Step:
    def erase(tx: Transaction, case: Case, at_most: int) -> int:
        rows = core(table).c
        return _delete(tx, table, rows.id, select(rows.id).where(rows.case_id == case.id).limit(at_most))

    return erase


def _few(table: type[Table]) -> Step:
    """Erase rows of which a case has no more than a handful, all at once."""

    def erase(tx: Transaction, case: Case, _at_most: int) -> int:
        return _carry_out(tx, delete(core(table)).where(core(table).c.case_id == case.id))

    return erase


def _contents(tx: Transaction, case: Case, _at_most: int) -> int:
    """Erase the content of one file: it may be large."""
    files, contents = core(Attachment).c, core(AttachmentContent).c
    of_case = select(contents.attachment_id).join(core(Attachment), files.id == contents.attachment_id)
    one = of_case.where(files.case_id == case.id).limit(1)
    return _delete(tx, AttachmentContent, contents.attachment_id, one)


def _reminders(tx: Transaction, case: Case, at_most: int) -> int:
    rows, owed = core(Reminder).c, core(Duty).c
    of_case = select(rows.id).join(core(Duty), owed.id == rows.duty_id).where(owed.case_id == case.id)
    return _delete(tx, Reminder, rows.id, of_case.limit(at_most))


def _payloads(tx: Transaction, case: Case, at_most: int) -> int:
    return inbox.erase_payloads(tx, case.id, at_most)


def _delete(tx: Transaction, table: type[Table], key: ColumnElement[str], keys: Select[tuple[str]]) -> int:
    return _carry_out(tx, delete(core(table)).where(key.in_(keys)))


def _carry_out(tx: Transaction, statement: Delete | Update) -> int:
    return tx.connection.execute(statement).rowcount


_CONTENT: tuple[Step, ...] = (
    _contents,
    *(_rows(table) for table in (Attachment, Answer, AnswerRow, EarlierAnswer, Addition, UsedMessage, StatedReason)),
    *(_rows(table) for table in (Suggestion, Proposal, Letter)),
    *(_few(table) for table in (Intake, ChildMark)),
)
_OF_DRAFT: tuple[Step, ...] = (*_CONTENT, _payloads)
"""Whose draft it was is kept, so that its owner can be told what became of it; and that something arrived."""
_OF_SENT: tuple[Step, ...] = (
    *_CONTENT,
    *(_rows(table) for table in (InboxItem, OutboxMessage)),
    _reminders,
    *(_rows(table) for table in (Action, Duty)),
    *(_few(table) for table in (Decision, Withdrawal, Conflict, Handover, LegalHold)),
)
"""In an order in which nothing refers to what is gone."""
