"""Cases: the referral as a row, from the first answered page to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select

from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import Case, core

DRAFT = "draft"
SUBMITTED = "submitted"
DECIDED = "decided"
WITHDRAWN = "withdrawn"
SET_ASIDE = "set_aside"
"""A draft that was made of a letter, which is no referral or belongs to another case: it may become a draft again."""
BEING_ERASED = "being_erased"
ERASED = "erased"

GONE = frozenset({BEING_ERASED, ERASED})
"""There is no way back from these, and nothing is to be seen of the case any more."""

NOBODYS = GONE | {SET_ASIDE}
"""Nobody may see or change a case in these, whoever's draft it was."""

_SENT = (SUBMITTED, DECIDED, WITHDRAWN)

_TO_LOCK = select(Case).with_for_update().execution_options(populate_existing=True)
_LOCKED = _TO_LOCK.where(col(Case.id) == bindparam("case_id"))
_LOCKED_BY_ORIGIN = _TO_LOCK.where(col(Case.origin) == bindparam("origin"))
_BEGINS_ANEW = {"nudged_at": None, "warned_at": None, "schedule": ""}
"""What a change takes back: what was said of a case, and the day from which it may be erased."""
_OF_ONE = update(core(Case)).where(core(Case).c.id == bindparam("of"))

SLACK, EMAIL, PHONE, POST, PAPER = "slack", "email", "phone", "post", "paper"


@dataclass(frozen=True)
class FromOutside:
    """How a referral that somebody enters for another person came, on which day, and who truly refers.

    `referrer` is their address (``slack:U123``, ``email:ADDRESS``); None if they have neither.
    """

    came_by: str
    arrived_on: date
    referrer: str | None


def is_entered_for_somebody(case: Case) -> bool:
    """Tell whether whoever has the case's draft types it for another person: it came from outside, to them."""
    return case.came_by != SLACK and (case.came_by != EMAIL or case.owner != case.referrer)


def begin_draft(
    tx: Transaction, *, origin: str, owner: str, form_version: str, outside: FromOutside | None = None
) -> Case:
    """Begin a draft, or give the one that the same screen (`origin`) began before.

    Whoever begins it refers the case themselves, unless it came from `outside`.
    """
    draft = Case(
        origin=origin,
        owner=owner,
        referrer=outside.referrer if outside else owner,
        came_by=outside.came_by if outside else SLACK,
        arrived_on=outside.arrived_on if outside else None,
        state=DRAFT,
        form_version=form_version,
        begun_at=tx.now,
        changed_at=tx.now,
    )
    insert_if_absent(tx, draft)
    return tx.session.exec(select(Case).where(Case.origin == origin)).one()


def get(tx: Transaction, case_id: str) -> Case:
    """Give a case; raises `NotFound`."""
    return _locked(tx, case_id) or _one(tx, col(Case.id) == case_id)


def lock(tx: Transaction, case_id: str) -> Case:
    """Give a case as it is now and keep other writers from it until the transaction ends; raises `NotFound`.

    Once it is locked, this transaction gives it again without asking the database.
    """
    case = lock_if_there(tx, case_id=case_id)
    if case is None:
        raise NotFound("There is no such case.")
    return case


def lock_if_there(tx: Transaction, *, case_id: str = "", origin: str = "") -> Case | None:
    """Lock a case, found by its id or else by what began it, and give it like `lock`; None if there is none."""
    locked = _locked(tx, case_id)
    if locked is not None:
        return locked
    case: Case | None = None
    if case_id:
        case = tx.session.exec(_LOCKED, params={"case_id": case_id}).one_or_none()
    elif origin:
        case = tx.session.exec(_LOCKED_BY_ORIGIN, params={"origin": origin}).one_or_none()
    if case is not None:
        tx.held[f"case {case.id}"] = case
    return case


def is_locked(tx: Transaction, case_id: str) -> bool:
    """Tell whether this transaction has locked a case."""
    return _locked(tx, case_id) is not None


def locked(tx: Transaction) -> tuple[str, ...]:
    """Give the ids of the cases that this transaction has locked, the first one first."""
    return tuple(held.id for held in tx.held.values() if isinstance(held, Case))


def by_reference(tx: Transaction, reference: str) -> Case:
    """Give the case with a reference like ``PRP-2026-0001``; raises `NotFound`."""
    return _one(tx, col(Case.reference) == reference)


def drafts_of(tx: Transaction, owner: str) -> tuple[Case, ...]:
    """Give the drafts of `owner`, the one changed last first."""
    statement = select(Case).where(Case.owner == owner, Case.state == DRAFT)
    return tuple(tx.session.exec(statement.order_by(col(Case.changed_at).desc(), col(Case.id))))


def drafts(tx: Transaction, *, after: str | None = None, limit: int = 20) -> tuple[Case, ...]:
    """Give everybody's drafts, the one that was not changed for longest first.

    `after` is the id of the last draft of the page before; raises `NotFound` if there is none.
    """
    statement = select(Case).where(Case.state == DRAFT)
    if after is not None:
        last = get(tx, after)
        statement = statement.where(tuple_(col(Case.changed_at), col(Case.id)) > (last.changed_at, last.id))
    return tuple(tx.session.exec(statement.order_by(col(Case.changed_at), col(Case.id)).limit(limit)))


def changed(tx: Transaction, locked: Case) -> None:
    """Note that a case which is locked was changed now: the clock of a draft, and of a closed case, begins anew."""
    _write(tx, locked, changed_at=tx.now, **_BEGINS_ANEW)


def next_revision(tx: Transaction, locked: Case) -> int:
    """Note that the answers of a case which is locked were changed now, and give its revision, one higher."""
    _write(tx, locked, revision=locked.revision + 1, changed_at=tx.now, **_BEGINS_ANEW)
    return locked.revision


def give_to(tx: Transaction, case: Case, owner: str) -> None:
    """Let a draft belong to somebody else, who also refers the case if its owner did until now.

    Who mailed a referral refers it, whoever completes it.
    """
    locked = lock(tx, case.id)
    stays = locked.referrer != locked.owner or locked.came_by == EMAIL
    referrer = locked.referrer if stays else owner
    _write(tx, locked, owner=owner, referrer=referrer)
    changed(tx, locked)


def sent_by(tx: Transaction, referrer: str, limit: int) -> tuple[Case, ...]:
    """Give the cases that `referrer` has referred and that were sent, the latest first, at most `limit`."""
    statement = select(Case).where(Case.referrer == referrer, col(Case.state).in_(_SENT))
    return tuple(tx.session.exec(statement.order_by(col(Case.submitted_at).desc(), col(Case.id)).limit(limit)))


def count_sent_by(tx: Transaction, referrer: str) -> int:
    """Give how many cases `referrer` has referred that were sent."""
    statement = select(func.count()).select_from(Case).where(Case.referrer == referrer, col(Case.state).in_(_SENT))
    return tx.session.exec(statement).one()


def all_sent(tx: Transaction) -> tuple[Case, ...]:
    """Give every case that was sent, the latest first."""
    statement = select(Case).where(col(Case.state).in_(_SENT))
    return tuple(tx.session.exec(statement.order_by(col(Case.submitted_at).desc(), col(Case.id))))


def open_cases(tx: Transaction, after: str | None = None, limit: int = 20) -> tuple[Case, ...]:
    """Give submitted cases without a final decision, the oldest first.

    `after` is the id of the last case of the page before; raises `NotFound` if there is none.
    """
    statement = select(Case).where(Case.state == SUBMITTED)
    if after is not None:
        last = get(tx, after)
        statement = statement.where(tuple_(col(Case.submitted_at), col(Case.id)) > (last.submitted_at, last.id))
    return tuple(tx.session.exec(statement.order_by(col(Case.submitted_at), col(Case.id)).limit(limit)))


def remember_page(tx: Transaction, case: Case, page: str) -> None:
    """Keep the page where the owner of a draft is, to go on from there."""
    _write(tx, lock(tx, case.id), page=page)


def remember_for_lists(tx: Transaction, case: Case, *, purpose: str | None, urgent: bool) -> None:
    """Keep the answers that lists show and that are not confidential."""
    _write(tx, lock(tx, case.id), purpose=purpose, urgent=urgent)


def submit(tx: Transaction, case: Case, *, reference: str, regime: str, received_on: date) -> bool:
    """Turn a draft into a submitted case; False, and nothing changed, if it is none any more."""
    statement = (
        update(Case)
        .where(col(Case.id) == case.id, col(Case.state) == DRAFT)
        .values(
            state=SUBMITTED,
            reference=reference,
            regime=regime,
            received_on=received_on,
            submitted_at=tx.now,
            changed_at=tx.now,
        )
    )
    return tx.session.exec(statement).rowcount == 1


def decide(tx: Transaction, case: Case) -> bool:
    """Mark a submitted case as decided, with a final outcome; False, and nothing changed, if it is not submitted."""
    return _move(tx, case, SUBMITTED, DECIDED)


def reopen(tx: Transaction, case: Case) -> bool:
    """Take a final decision back (it was corrected to one that is not final); False if there is none."""
    return _move(tx, case, DECIDED, SUBMITTED)


def withdraw(tx: Transaction, case: Case) -> bool:
    """Mark a submitted case as withdrawn; False, and nothing changed, if it is not submitted."""
    return _move(tx, case, SUBMITTED, WITHDRAWN)


def take_up_again(tx: Transaction, case: Case) -> bool:
    """Let a withdrawn case wait for its decision again; False, and nothing changed, if it is not withdrawn."""
    return _move(tx, case, WITHDRAWN, SUBMITTED)


def set_aside(tx: Transaction, case: Case) -> bool:
    """Set aside a draft that a letter was read into; False, and nothing changed, if it is none any more."""
    return _move(tx, case, DRAFT, SET_ASIDE)


def take_out_again(tx: Transaction, case: Case) -> bool:
    """Let what was set aside be a draft again; False, and nothing changed, if it was not set aside."""
    return _move(tx, case, SET_ASIDE, DRAFT)


def _locked(tx: Transaction, case_id: str) -> Case | None:
    return tx.held.get(f"case {case_id}")


def _write(tx: Transaction, locked: Case, **values: Any) -> None:
    """Write what is new of these values, at once: a statement alone costs much less than the session's unit of work."""
    new = {name: value for name, value in values.items() if getattr(locked, name) != value}
    if new:
        tx.connection.execute(_OF_ONE, {"of": locked.id, **new})
    for name, value in new.items():
        set_committed_value(locked, name, value)


def _move(tx: Transaction, case: Case, old: str, new: str) -> bool:
    moved = {"state": new, "changed_at": tx.now, **_BEGINS_ANEW}
    statement = update(Case).where(col(Case.id) == case.id, col(Case.state) == old).values(**moved)
    return tx.session.exec(statement).rowcount == 1


def _one(tx: Transaction, condition: ColumnElement[bool]) -> Case:
    case = tx.session.exec(select(Case).where(condition)).one_or_none()
    if case is None:
        raise NotFound("There is no such case.")
    return case
