"""Duties: everything that somebody owes by a date (docs/procedure.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import NotFound, Transaction
from storage.tables import Case, Duty, new_id

OPEN = "open"
DONE = "done"
DROPPED = "dropped"


@dataclass(frozen=True)
class Start:
    """Where a due date comes from: regime, start event and its day, day-count rule, source of the rule."""

    regime: str = ""
    start_event: str = ""
    start_on: date | None = None
    rule: str = ""
    source: str = ""
    statutory: bool = False
    provisional: bool = False


NO_START = Start()
"""A due date that somebody set, without a rule."""


@dataclass(frozen=True)
class Moved:
    """An earlier due date of a duty, who changed it, when and why."""

    due_on: date
    set_by: str
    moved_by: str
    moved_at: datetime
    reason: str = field(repr=False)


def open_duty(
    tx: Transaction,
    *,
    case_id: str,
    kind: str,
    owed_by: str,
    due_on: date,
    set_by: str,
    start: Start = NO_START,
    details: Any = None,
) -> Duty:
    """Open a duty. `details` is JSON that is kept sealed: what is to be supplied."""
    duty_id = new_id()
    sealed = None if details is None else _seal(tx, "details_sealed", duty_id, details)
    duty = Duty(
        id=duty_id,
        case_id=case_id,
        kind=kind,
        owed_by=owed_by,
        state=OPEN,
        due_on=due_on,
        set_by=set_by,
        set_at=tx.now,
        details_sealed=sealed,
        **vars(start),
    )
    tx.session.add(duty)
    tx.session.flush()
    return duty


def get(tx: Transaction, duty_id: str) -> Duty:
    """Give a duty as it is now; raises `NotFound`."""
    duty = tx.session.get(Duty, duty_id, populate_existing=True)
    if duty is None:
        raise NotFound("There is no such duty.")
    return duty


def of_case(tx: Transaction, case_id: str) -> tuple[Duty, ...]:
    """Give the duties of a case, closed ones too, the first due first."""
    return tuple(tx.session.exec(select(Duty).where(Duty.case_id == case_id).order_by(col(Duty.due_on), Duty.id)))


def owed_by(tx: Transaction, who: Iterable[str]) -> tuple[Duty, ...]:
    """Give the open duties that any of `who` owes, the first due first."""
    names = tuple(who)
    if not names:
        return ()
    statement = select(Duty).where(col(Duty.owed_by).in_(names), Duty.state == OPEN)
    return tuple(tx.session.exec(statement.order_by(col(Duty.due_on), Duty.id)))


def owed_by_referrer(tx: Transaction, referrer: str) -> tuple[Duty, ...]:
    """Give the open duties that `referrer` (an address) owes in cases that they referred, the first due first."""
    own = select(Duty).join(Case).where(Case.referrer == referrer, Duty.owed_by == "referrer", Duty.state == OPEN)
    return tuple(tx.session.exec(own.order_by(col(Duty.due_on), Duty.id)))


def cases_with_open(tx: Transaction) -> tuple[Case, ...]:
    """Give every case in which somebody owes something, and keep other writers from it until the transaction ends.

    Such cases do not grow with the years. They are locked in the order of their ids, so that two who do so do not wait
    for each other.
    """
    owing = select(Duty.case_id).where(Duty.state == OPEN)
    statement = select(Case).where(col(Case.id).in_(owing)).order_by(Case.id)
    return tuple(tx.session.exec(statement.with_for_update().execution_options(populate_existing=True)))


def details(tx: Transaction, duty: Duty) -> Any:
    """Open what is to be supplied; None where nothing is kept."""
    return None if duty.details_sealed is None else _open(tx, "details_sealed", duty.id, duty.details_sealed)


def history(tx: Transaction, duty: Duty) -> tuple[Moved, ...]:
    """Open the earlier due dates, the first one first."""
    return tuple(
        Moved(
            due_on=date.fromisoformat(entry["due_on"]),
            set_by=entry["set_by"],
            moved_by=entry["moved_by"],
            moved_at=datetime.fromisoformat(entry["moved_at"]),
            reason=entry["reason"],
        )
        for entry in _entries(tx, duty)
    )


def move(tx: Transaction, duty: Duty, *, due_on: date, by: str, reason: str, start: Start | None = None) -> bool:
    """Give an open duty another due date and keep the old one in its history; False, and nothing changed, if closed.

    Without `start`, what is known of the start stays as it is. The caller holds the case's lock (`cases.lock`) and
    replaces the reminders.
    """
    entry = {
        "due_on": duty.due_on.isoformat(),
        "set_by": duty.set_by,
        "moved_by": by,
        "moved_at": tx.now.isoformat(),
        "reason": reason,
    }
    history_sealed = _seal(tx, "history_sealed", duty.id, [*_entries(tx, duty), entry])
    statement = (
        update(Duty)
        .where(col(Duty.id) == duty.id, col(Duty.state) == OPEN, col(Duty.due_on) == duty.due_on)
        .values(
            due_on=due_on, set_by=by, set_at=tx.now, history_sealed=history_sealed, **(vars(start) if start else {})
        )
    )
    return tx.session.exec(statement).rowcount == 1


def close(tx: Transaction, duty_id: str, state: str = DONE) -> bool:
    """Close an open duty as ``done`` or ``dropped``; False, and nothing changed, if it is closed."""
    statement = (
        update(Duty).where(col(Duty.id) == duty_id, col(Duty.state) == OPEN).values(state=state, closed_at=tx.now)
    )
    return tx.session.exec(statement).rowcount == 1


def reopen(tx: Transaction, duty_id: str, closed_as: str = DONE) -> bool:
    """Open a duty again, with its due date; False, and nothing changed, if it was not closed as `closed_as`."""
    statement = (
        update(Duty).where(col(Duty.id) == duty_id, col(Duty.state) == closed_as).values(state=OPEN, closed_at=None)
    )
    return tx.session.exec(statement).rowcount == 1


def _entries(tx: Transaction, duty: Duty) -> list[dict[str, str]]:
    if duty.history_sealed is None:
        return []
    entries: list[dict[str, str]] = _open(tx, "history_sealed", duty.id, duty.history_sealed)
    return entries


def _seal(tx: Transaction, column: str, duty_id: str, value: Any) -> bytes:
    return tx.vault.seal_json(value, table="duty", column=column, row=duty_id)


def _open(tx: Transaction, column: str, duty_id: str, sealed: bytes) -> Any:
    return tx.vault.open_json(sealed, table="duty", column=column, row=duty_id)
