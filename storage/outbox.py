"""The outbox: messages to send, each written in the same commit as the change that caused it.

A message waits, is claimed by a worker for a while (its lease), and ends as sent or failed. Where it is not known
whether it went out, it is *unknown*: the deliverer looks it up before any second try.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, RowMapping, bindparam, case, func, update
from sqlalchemy import select as core_select
from sqlmodel import col, select

from storage import duties
from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import Duty, OutboxMessage, core

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


_OUTBOX = core(OutboxMessage)
_MOMENT = _OUTBOX.c.not_before.type


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


def claim(
    tx: Transaction,
    *,
    worker: str,
    lease: timedelta,
    limit: int = 10,
    channel: str | None = None,
    in_hand: Collection[str] = (),
) -> tuple[Claimed, ...]:
    """Claim messages whose moment has come, the earliest first: no other worker gets them while the lease lasts.

    The lease must be longer than all that is done with them. A message whose lease ended without a result may have
    been sent, except those `in_hand`: the caller knows that it is at them, whatever the clock says. What reminds of a
    duty that is closed by now is dropped. `channel` keeps to one way of sending.
    """
    _give_up_ended_leases(tx, in_hand)
    while due := _due(tx, channel, limit):
        rows = _without_reminders_of_closed_duties(tx, due)
        if rows:
            until = tx.now + lease
            tx.connection.execute(_CLAIMED, {"ids": [row["id"] for row in rows], "worker": worker, "until": until})
            return tuple(_claimed(row, worker, until) for row in rows)
    return ()


def sent(tx: Transaction, message_id: str, receipt: str) -> bool:
    """Record that a message went out; `receipt` is what the other side gave. False if that was not expected."""
    return message_id in all_sent(tx, {message_id: receipt})


_UNSETTLED = (
    core_select(_OUTBOX.c.id)
    .where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True)), _OUTBOX.c.state.in_([SENDING, UNKNOWN]))
    .with_for_update()
)
_SENT = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("message_id"))
    .values(state=SENT, trouble="", claimed_by=None, lease_until=None)
    .values(receipt=bindparam("given"), sent_at=bindparam("now"))
)


def all_sent(tx: Transaction, receipts: Mapping[str, str]) -> frozenset[str]:
    """Record that messages went out, each with its receipt; gives the ids of those of which that was expected."""
    expected = frozenset(tx.connection.execute(_UNSETTLED, {"ids": list(receipts)}).scalars())
    if expected:
        rows = [{"message_id": each, "given": receipts[each], "now": tx.now} for each in expected]
        tx.connection.execute(_SENT, rows)
    return expected


def drop(tx: Transaction, message_id: str) -> bool:
    """Drop a message that was claimed and is not to go out any more. False if that was not expected."""
    return _move(tx, message_id, (SENDING,), state=DROPPED)


# What follows is no knowledge for ever: `worker` is whoever claimed the message, so that one whose lease ended long ago
# does not undo what another is doing.


def wait(tx: Transaction, message_id: str, until: datetime, trouble: str = "", *, worker: str | None = None) -> bool:
    """Let a message that certainly did not go out wait and be tried again; `trouble` is a short code."""
    return _move(tx, message_id, (SENDING,), worker, state=WAITING, not_before=until, trouble=trouble)


def put_back(
    tx: Transaction, message_id: str, until: datetime, trouble: str = "", *, worker: str | None = None
) -> bool:
    """Let a message wait that was not tried, or that the other side asked to hold back: that counts as no attempt."""
    values = {"not_before": until, "trouble": trouble, "attempts": OutboxMessage.attempts - 1}
    return _move(tx, message_id, (SENDING,), worker, state=WAITING, **values)


def hold_back(tx: Transaction, *, channel: str, address: str, until: datetime) -> int:
    """Let everything that waits for one address wait at least so long; tells how many messages that puts off."""
    statement = update(OutboxMessage).where(
        col(OutboxMessage.state).in_([WAITING, UNKNOWN]),
        col(OutboxMessage.not_before) < until,
        col(OutboxMessage.channel) == channel,
        col(OutboxMessage.address) == address,
    )
    return tx.session.exec(statement.values(not_before=until)).rowcount


def uncertain(
    tx: Transaction, message_id: str, trouble: str = "", until: datetime | None = None, *, worker: str | None = None
) -> bool:
    """Record that a message may or may not have gone out: it is claimed again, `maybe_sent`, from `until` on."""
    return _move(
        tx,
        message_id,
        (SENDING,),
        worker,
        state=UNKNOWN,
        not_before=until or tx.now,
        trouble=trouble,
        doubts=OutboxMessage.doubts + 1,
    )


def failed(tx: Transaction, message_id: str, reason_code: str, *, worker: str | None = None) -> bool:
    """Record that a message failed for good; `reason_code` is short and holds no text of the message."""
    return _move(tx, message_id, (SENDING,), worker, state=FAILED, trouble=reason_code)


def came_back(tx: Transaction, message_id: str, reason_code: str) -> bool:
    """Record that a message which was sent did not arrive; False, and nothing changed, if it was not sent."""
    return _move(tx, message_id, (SENT, UNKNOWN), state=FAILED, trouble=reason_code)


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
    unsent = col(OutboxMessage.state).in_([WAITING, UNKNOWN, FAILED, HELD])
    tx.session.exec(of_case.where(unsent).values(state=DROPPED))
    tx.session.exec(of_case.where(col(OutboxMessage.state) != SENDING).values(data={}))


def is_being_sent(tx: Transaction, case_id: str) -> bool:
    """Tell whether a message about a case is being sent at this moment."""
    statement = select(OutboxMessage.id).where(OutboxMessage.case_id == case_id, OutboxMessage.state == SENDING)
    return tx.session.exec(statement.limit(1)).first() is not None


def waiting(tx: Transaction) -> tuple[OutboxMessage, ...]:
    """Give every message that is still to go out, being sent, or unknown, the earliest first."""
    return _in_states(tx, WAITING, SENDING, UNKNOWN)


def failures(tx: Transaction) -> tuple[OutboxMessage, ...]:
    """Give every message that failed for good, the earliest first."""
    return _in_states(tx, FAILED)


def next_due(tx: Transaction, channel: str | None = None) -> datetime | None:
    """Give the moment when the next message can be claimed; None if there is none."""
    moments = [
        tx.session.exec(_of_channel(select(func.min(col(moment))).where(OutboxMessage.state == state), channel)).one()
        for state, moment in (
            (WAITING, OutboxMessage.not_before),
            (UNKNOWN, OutboxMessage.not_before),
            (SENDING, OutboxMessage.lease_until),
        )
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def _give_up_ended_leases(tx: Transaction, in_hand: Collection[str]) -> None:
    """Let it be unknown whether those went out whose worker has gone; no worker waits for another here."""
    ended = set(tx.connection.execute(_ENDED, {"now": tx.now}).scalars())
    if given_up := ended.difference(in_hand):
        tx.connection.execute(_GIVEN_UP, {"ids": list(given_up), "now": tx.now})


_ENDED = (
    core_select(_OUTBOX.c.id)
    .where(_OUTBOX.c.state == SENDING, _OUTBOX.c.lease_until <= bindparam("now", type_=_MOMENT))
    .with_for_update(skip_locked=True)
)
_GIVEN_UP = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=UNKNOWN, not_before=bindparam("now", type_=_MOMENT), trouble="lease_ended")
    .values(doubts=_OUTBOX.c.doubts + 1, claimed_by=None, lease_until=None)
)


def _due(tx: Transaction, channel: str | None, limit: int) -> list[RowMapping]:
    """Give messages whose moment has come, those of which it is not known whether they went out first.

    Each state is asked for alone, so that the index gives the earliest ones however many wait. They are locked.
    """
    found: list[RowMapping] = []
    for state in (UNKNOWN, WAITING):
        values = {"of_state": state, "now": tx.now, "of_channel": channel or "", "at_most": limit - len(found)}
        found += tx.connection.execute(_DUE if channel is None else _DUE_OF_CHANNEL, values).mappings()
    return found


_DUE = (
    core_select(_OUTBOX)
    .where(_OUTBOX.c.state == bindparam("of_state"))
    .where(_OUTBOX.c.not_before <= bindparam("now", type_=_MOMENT))
    .order_by(_OUTBOX.c.not_before)
    .limit(bindparam("at_most", type_=Integer()))
    .with_for_update(skip_locked=True)
)
_DUE_OF_CHANNEL = _DUE.where(_OUTBOX.c.channel == bindparam("of_channel"))
_CLAIMED = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=SENDING, claimed_by=bindparam("worker"), lease_until=bindparam("until", type_=_MOMENT))
    .values(attempts=_OUTBOX.c.attempts + 1)
)


def _claimed(row: RowMapping, worker: str, lease_until: datetime) -> Claimed:
    """Give a message as it is now that it is claimed, in no session: nothing is written through it."""
    now = {"state": SENDING, "claimed_by": worker, "lease_until": lease_until, "attempts": row["attempts"] + 1}
    return Claimed(OutboxMessage.model_construct(**{**row, **now}), maybe_sent=row["doubts"] > 0)


def _without_reminders_of_closed_duties(tx: Transaction, rows: Sequence[RowMapping]) -> list[RowMapping]:
    """Drop what was being sent when its duty was closed, and came back to wait."""
    of_duties = {row["duty_id"] for row in rows if row["duty_id"]}
    if not of_duties:
        return list(rows)
    closed = select(Duty.id).where(col(Duty.id).in_(of_duties), Duty.state != duties.OPEN)
    pointless = set(tx.session.exec(closed))
    if dropped := [row["id"] for row in rows if row["duty_id"] in pointless]:
        tx.session.exec(update(OutboxMessage).where(col(OutboxMessage.id).in_(dropped)).values(state=DROPPED))
    return [row for row in rows if row["duty_id"] not in pointless]


def _of_channel(statement: Any, channel: str | None) -> Any:
    return statement if channel is None else statement.where(OutboxMessage.channel == channel)


def _move(tx: Transaction, message_id: str, old: tuple[str, ...], worker: str | None = None, /, **values: Any) -> bool:
    """Change a message that is in one of the states `old`; False, and nothing changed, if it is not."""
    statement = update(OutboxMessage).where(col(OutboxMessage.id) == message_id, col(OutboxMessage.state).in_(old))
    if worker is not None:
        statement = statement.where(col(OutboxMessage.claimed_by) == worker)
    values |= {"claimed_by": None, "lease_until": None}
    return tx.session.exec(statement.values(**values)).rowcount == 1


def _in_states(tx: Transaction, *states: str) -> tuple[OutboxMessage, ...]:
    statement = select(OutboxMessage).where(col(OutboxMessage.state).in_(states))
    return tuple(tx.session.exec(statement.order_by(col(OutboxMessage.not_before), OutboxMessage.id)))
