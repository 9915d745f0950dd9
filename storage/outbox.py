"""The outbox: messages to send, each written in the same commit as the change that caused it.

A message waits, is claimed by a worker for a while (its lease), and ends as sent or failed. Where it is not known
whether it went out, it is *unknown*: the deliverer looks it up before any second try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import duties
from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import Duty, OutboxMessage

WAITING = "waiting"
SENDING = "sending"
SENT = "sent"
UNKNOWN = "unknown"
FAILED = "failed"
DROPPED = "dropped"
HELD = "held"
"""Waiting in a backup that was restored: it may have gone out since, so that a person lets it go."""


@dataclass(frozen=True)
class Claimed:
    """A message that one worker may send now. With `maybe_sent`, look first whether it went out before."""

    message: OutboxMessage
    maybe_sent: bool


def queue(
    tx: Transaction,
    *,
    kind: str,
    channel: str,
    address: str,
    occasion: str,
    case_id: str | None,
    data: Mapping[str, Any],
    duty_id: str | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Queue a message; False, and nothing changed, if this recipient is told of this occasion already.

    `data` fills the notice's template: JSON without any case content. The deliverer is woken after the commit.
    """
    message = OutboxMessage(
        case_id=case_id,
        duty_id=duty_id,
        kind=kind,
        channel=channel,
        address=address,
        occasion=occasion,
        data=dict(data),
        state=WAITING,
        not_before=not_before or tx.now,
        queued_at=tx.now,
    )
    queued = insert_if_absent(tx, message)
    if queued:
        tx.there_is_work = True
    return queued


def join(tx: Transaction, *, kind: str, channel: str, address: str, case_id: str, data: Mapping[str, Any]) -> bool:
    """Let a message that waits tell of a further happening of its kind and case, with `data` as it is now.

    False, and nothing changed, where there is none that has certainly not gone out. Nobody claims the message before
    this transaction ends, so that it cannot go out too early.
    """
    statement = (
        update(OutboxMessage)
        .where(
            col(OutboxMessage.case_id) == case_id,
            col(OutboxMessage.kind) == kind,
            col(OutboxMessage.channel) == channel,
            col(OutboxMessage.address) == address,
            col(OutboxMessage.state) == WAITING,
            col(OutboxMessage.doubts) == 0,
        )
        .values(data=dict(data))
    )
    return tx.session.exec(statement).rowcount > 0


def get(tx: Transaction, message_id: str) -> OutboxMessage:
    """Give a message as it is now; raises `NotFound`."""
    message = tx.session.get(OutboxMessage, message_id, populate_existing=True)
    if message is None:
        raise NotFound("There is no such message.")
    return message


def found(
    tx: Transaction, *, kind: str, channel: str, address: str, occasion: str, case_id: str
) -> OutboxMessage | None:
    """Give the message that told this recipient of this occasion of a case; None if there is none."""
    statement = select(OutboxMessage).where(
        OutboxMessage.case_id == case_id,
        OutboxMessage.kind == kind,
        OutboxMessage.channel == channel,
        OutboxMessage.address == address,
        OutboxMessage.occasion == occasion,
    )
    return tx.session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def claim(tx: Transaction, *, worker: str, lease: timedelta, limit: int = 10) -> tuple[Claimed, ...]:
    """Claim messages whose moment has come, the earliest first: no other worker gets them while the lease lasts.

    The lease must be longer than the longest send. A message whose lease ended without a result may have been sent.
    What reminds of a duty that is closed by now is dropped.
    """
    _give_up_ended_leases(tx)
    _drop_reminders_of_closed_duties(tx)
    due = select(OutboxMessage).where(
        col(OutboxMessage.state).in_([WAITING, UNKNOWN]), col(OutboxMessage.not_before) <= tx.now
    )
    messages = tx.session.exec(
        due.order_by(col(OutboxMessage.not_before), OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    return tuple(
        Claimed(message, maybe_sent=message.doubts > 0)
        for message in messages
        if _move(
            tx,
            message.id,
            (message.state,),
            state=SENDING,
            claimed_by=worker,
            lease_until=tx.now + lease,
            attempts=message.attempts + 1,
        )
    )


def sent(tx: Transaction, message_id: str, receipt: str) -> bool:
    """Record that a message went out; `receipt` is what the other side gave. False if that was not expected."""
    return _move(tx, message_id, (SENDING, UNKNOWN), state=SENT, receipt=receipt, sent_at=tx.now, trouble="")


def drop(tx: Transaction, message_id: str) -> bool:
    """Drop a message that was claimed and is not to go out any more. False if that was not expected."""
    return _move(tx, message_id, (SENDING,), state=DROPPED)


def wait(tx: Transaction, message_id: str, until: datetime, trouble: str = "") -> bool:
    """Let a message that certainly did not go out wait and be tried again; `trouble` is a short code."""
    return _move(tx, message_id, (SENDING,), state=WAITING, not_before=until, trouble=trouble)


def uncertain(tx: Transaction, message_id: str, trouble: str = "", until: datetime | None = None) -> bool:
    """Record that a message may or may not have gone out: it is claimed again, `maybe_sent`, from `until` on."""
    return _move(
        tx,
        message_id,
        (SENDING,),
        state=UNKNOWN,
        not_before=until or tx.now,
        trouble=trouble,
        doubts=OutboxMessage.doubts + 1,
    )


def failed(tx: Transaction, message_id: str, reason_code: str) -> bool:
    """Record that a message failed for good; `reason_code` is short and holds no text of the message."""
    return _move(tx, message_id, (SENDING,), state=FAILED, trouble=reason_code)


def retry(tx: Transaction, message_id: str) -> bool:
    """Let a message that failed wait again, because a person asked; False, and nothing changed, if it did not fail."""
    # one doubt is kept, so that a message which may have gone out is looked up, and tried once more
    doubts = case((col(OutboxMessage.doubts) > 0, 1), else_=0)
    retried = _move(tx, message_id, (FAILED,), state=WAITING, not_before=tx.now, attempts=0, doubts=doubts)
    if retried:
        tx.there_is_work = True
    return retried


def hold_all(tx: Transaction) -> int:
    """Hold every message that is still to go out, since it may have gone out already; tells how many."""
    statement = update(OutboxMessage).where(col(OutboxMessage.state).in_([WAITING, SENDING, UNKNOWN]))
    return tx.session.exec(statement.values(state=HELD, claimed_by=None, lease_until=None)).rowcount


def held(tx: Transaction) -> tuple[OutboxMessage, ...]:
    """Give every message that is held, the earliest first."""
    return _in_states(tx, HELD)


def release(tx: Transaction, message_id: str) -> bool:
    """Let a held message go out; as it may have gone out before, it is looked up first. False if it is not held."""
    doubts = case((col(OutboxMessage.doubts) > 0, OutboxMessage.doubts), else_=1)
    released = _move(tx, message_id, (HELD,), state=WAITING, not_before=tx.now, doubts=doubts)
    if released:
        tx.there_is_work = True
    return released


def drop_for_duty(tx: Transaction, duty_id: str) -> int:
    """Drop the reminders of a duty that have not certainly gone out, since it is done or moved; tells how many."""
    statement = (
        update(OutboxMessage)
        .where(col(OutboxMessage.duty_id) == duty_id, col(OutboxMessage.state).in_([WAITING, UNKNOWN, HELD]))
        .values(state=DROPPED)
    )
    return tx.session.exec(statement).rowcount


def drop_and_empty(tx: Transaction, case_id: str) -> None:
    """Drop what was not sent out about a case that is erased, and forget what its messages were made of."""
    of_case = update(OutboxMessage).where(col(OutboxMessage.case_id) == case_id)
    unsent = col(OutboxMessage.state).in_([WAITING, UNKNOWN, FAILED])
    tx.session.exec(of_case.where(unsent).values(state=DROPPED))
    tx.session.exec(of_case.where(col(OutboxMessage.state) != SENDING).values(data={}))


def waiting(tx: Transaction) -> tuple[OutboxMessage, ...]:
    """Give every message that is still to go out, being sent, or unknown, the earliest first."""
    return _in_states(tx, WAITING, SENDING, UNKNOWN)


def failures(tx: Transaction) -> tuple[OutboxMessage, ...]:
    """Give every message that failed for good, the earliest first."""
    return _in_states(tx, FAILED)


def next_due(tx: Transaction) -> datetime | None:
    """Give the moment when the next message can be claimed; None if there is none."""
    not_before = select(func.min(col(OutboxMessage.not_before))).where(col(OutboxMessage.state).in_([WAITING, UNKNOWN]))
    lease_until = select(func.min(col(OutboxMessage.lease_until))).where(OutboxMessage.state == SENDING)
    moments = (tx.session.exec(not_before).one(), tx.session.exec(lease_until).one())
    return min((moment for moment in moments if moment is not None), default=None)


def _give_up_ended_leases(tx: Transaction) -> None:
    ended = select(OutboxMessage.id).where(OutboxMessage.state == SENDING, col(OutboxMessage.lease_until) <= tx.now)
    _change_all(tx, ended, state=UNKNOWN, not_before=tx.now, trouble="lease_ended", doubts=OutboxMessage.doubts + 1)


def _drop_reminders_of_closed_duties(tx: Transaction) -> None:
    """Drop what was being sent when its duty was closed, and came back to wait."""
    closed = exists().where(col(Duty.id) == col(OutboxMessage.duty_id), col(Duty.state) != duties.OPEN)
    pointless = select(OutboxMessage.id).where(col(OutboxMessage.state).in_([WAITING, UNKNOWN]), closed)
    _change_all(tx, pointless, state=DROPPED)


def _change_all(tx: Transaction, ids: SelectOfScalar[str], **values: Any) -> None:
    """Change the messages of `ids`, but those that another worker is changing: no worker waits for another."""
    statement = update(OutboxMessage).where(col(OutboxMessage.id).in_(ids.with_for_update(skip_locked=True)))
    tx.session.exec(statement.values(**values), execution_options={"synchronize_session": False})


def _move(tx: Transaction, message_id: str, old: tuple[str, ...], **values: Any) -> bool:
    """Change a message that is in one of the states `old`; False, and nothing changed, if it is not."""
    statement = update(OutboxMessage).where(col(OutboxMessage.id) == message_id, col(OutboxMessage.state).in_(old))
    if values["state"] != SENDING:
        values |= {"claimed_by": None, "lease_until": None}
    return tx.session.exec(statement.values(**values)).rowcount == 1


def _in_states(tx: Transaction, *states: str) -> tuple[OutboxMessage, ...]:
    statement = select(OutboxMessage).where(col(OutboxMessage.state).in_(states))
    return tuple(tx.session.exec(statement.order_by(col(OutboxMessage.not_before), OutboxMessage.id)))
