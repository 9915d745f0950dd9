"""Queueing a notice: one outbox row for each person and channel, in the commit of the change that caused it.

Each notice is queued once per (kind, channel, address, occasion); the occasion names the happening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.notices.kinds import KINDS, Audience, Ways
from handlers.notices.recipients import Recipient, business_unit
from handlers.work import Work
from storage import audit, outbox
from storage.tables import Case, Duty

_OWN_ROUTE = "tell_by_own_route"


def tell(
    work: Work,
    kind: str,
    *,
    case: Case | None,
    occasion: str,
    to: Iterable[Recipient],
    data: Mapping[str, Any] | None = None,
    duty_id: str | None = None,
    joins: bool = False,
) -> None:
    """Queue a notice for each recipient, by the channels of their part.

    The case's id and reference, and the duty's id, are added to `data` where the kind carries them. Where somebody
    can be reached by none of their channels, the business unit is asked to tell them by its own route. A notice
    with `duty_id` is dropped, unsent, when that duty is closed or moved: give it for reminders only, and put the
    duty's id for a button into `data`. With `joins`, one that waits for the same recipient already tells of this too:
    give it where the notice says nothing that is different each time.

    Raises `KeyError` for a kind that is not on the list, and `ValueError` for data or a recipient that the kind does
    not provide for.
    """
    made = KINDS[kind]
    carried = _carried(kind, case, data or {})
    for recipient in to:
        if recipient.audience not in made.told:
            raise ValueError(f"a {kind} notice is not for the {recipient.audience}")
        addresses = _addresses(recipient, made.told[recipient.audience])
        for channel, address in addresses:
            if joins and case is not None:
                already = {"kind": kind, "channel": channel, "address": address, "case_id": case.id}
                if outbox.join(work.tx, **already, data=carried):
                    continue
            queued = outbox.queue(
                work.tx,
                kind=kind,
                channel=channel,
                address=address,
                occasion=occasion,
                case_id=case.id if case else None,
                data=carried,
                duty_id=duty_id,
            )
            if queued:
                audit.note(
                    work.tx,
                    actor=work.actor.address,
                    action="notice_queued",
                    case_id=case.id if case else None,
                    kind=kind,
                    channel=channel,
                    audience=str(recipient.audience),
                )
        if not addresses:
            ask_business_unit_to_tell(work, kind, recipient.audience, case, occasion, carried)


def due_data(duty: Duty) -> dict[str, Any]:
    """Give what a notice may say about a duty: its id and when it is due."""
    return {"duty_id": duty.id, "due_on": duty.due_on.isoformat()}


def clock_data(duty: Duty) -> dict[str, Any]:
    """Give what a notice may say about the chair’s duty: when it is due, whether by statute, whether provisional."""
    return due_data(duty) | {
        "statutory": duty.statutory,
        "provisional": duty.provisional,
        "start_event": duty.start_event,
    }


def _carried(kind: str, case: Case | None, data: Mapping[str, Any]) -> dict[str, Any]:
    may_carry = KINDS[kind].may_carry
    unknown = sorted(set(data) - may_carry)
    if unknown:
        raise ValueError(f"a {kind} notice may not carry {', '.join(unknown)}")
    of_case = {"case_id": case.id, "reference": case.reference} if case else {}
    return {key: value for key, value in of_case.items() if key in may_carry} | dict(data)


def _addresses(recipient: Recipient, ways: Ways) -> list[tuple[str, str]]:
    slack = [("slack", recipient.slack)] if recipient.slack else []
    email = [("email", recipient.email)] if recipient.email else []
    match ways:
        case Ways.SLACK:
            return slack
        case Ways.EMAIL:
            return email
        case Ways.BOTH:
            return slack + email
        case Ways.EITHER:
            return slack or email


def ask_business_unit_to_tell(
    work: Work, kind: str, audience: Audience, case: Case | None, occasion: str, carried: Mapping[str, Any]
) -> None:
    """Ask the business unit to tell somebody by its own route what a notice with the data in `carried` would say."""
    data = {"about": kind, "audience": str(audience)}
    if "due_on" in carried:
        data["due_on"] = carried["due_on"]
    tell(
        work,
        _OWN_ROUTE,
        case=case,
        occasion=f"{kind}:{audience}:{occasion}",
        data=data,
        to=business_unit(work, case),
    )
