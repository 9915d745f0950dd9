"""What happens when a notice cannot be delivered: the business unit sees it, and can have it tried again."""

from __future__ import annotations

from collections.abc import Callable

from handlers.access import Act, require
from handlers.notices import recipients
from handlers.notices.kinds import KINDS, Audience
from handlers.notices.sending import ask_business_unit_to_tell, tell
from handlers.work import Work
from storage import audit, cases, duties, outbox
from storage.database import NotFound, Transaction
from storage.tables import Case, OutboxMessage, new_id

_FAILED = "notice_failed"
_CAME_BACK = "bounced"
_REFERRER_S = frozenset({Audience.REFERRER, Audience.OWNER, Audience.WRITER, Audience.SENDER})
"""The parts in which a referrer hears of their own case, whatever else they are."""


def call_back(work: Work, message: OutboxMessage) -> bool:
    """Keep a claimed notice from going out to somebody who is not to have it any more.

    That is who may have a conflict of interest in its case by now, and who was chair or deputy when it was queued and
    is neither now. False, and nothing changed, if it may go out. What somebody was to do is told by the business unit's
    own route instead. Source: docs/procedure.md, section 7, rule 5.
    """
    case = cases.get(work.tx, message.case_id) if message.case_id else None
    if case is None:
        return False
    is_a_former_chair_s = _is_a_former_chair_s(work, message)
    if not is_a_former_chair_s and not _must_not_be_told(work, case, message):
        return False
    if not outbox.drop(work.tx, message.id):
        return False
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="notice_called_back",
        case_id=case.id,
        message=message.id,
        kind=message.kind,
        channel=message.channel,
    )
    if set(KINDS[message.kind].told) == {Audience.OWNER}:
        ask_business_unit_to_tell(work, message.kind, Audience.OWNER, case, message.occasion, message.data)
    if is_a_former_chair_s:
        ask_business_unit_to_tell(work, message.kind, Audience.CHAIR, case, message.occasion, message.data)
    return True


def _is_a_former_chair_s(work: Work, message: OutboxMessage) -> bool:
    chairs = [each for each in (work.board.chair, work.board.deputy_chair) if each is not None]
    addresses = {address for each in chairs for address in (each.slack, each.email)}
    return set(KINDS[message.kind].told) == {Audience.CHAIR} and message.address not in addresses


def _must_not_be_told(work: Work, case: Case, message: OutboxMessage) -> bool:
    """The panel's channel and the business unit's mailbox are nobody's own."""
    if message.address in (work.board.panel_channel, work.board.business_unit_email):
        return False
    referrer = {recipients.slack_of(case.referrer), recipients.email_of(case.referrer)}
    is_referrer_s = message.address in referrer and _REFERRER_S & set(KINDS[message.kind].told)
    return not is_referrer_s and recipients.may_have_a_conflict(work, case, message.address)


def give_up(work: Work, message: OutboxMessage, code: str) -> None:
    """Record that a notice failed for good, and tell the business unit in Slack, or by email if none of it is there.

    `code` says what went wrong in one short word. That a `notice_failed` failed is told nobody: it stays in the list
    of failed notices.
    """
    if outbox.failed(work.tx, message.id, code, worker=message.claimed_by):
        _tell_failed(work, message, code)


def bounced(work: Work, outbox_id: str) -> bool:
    """Record that a notice came back, and tell the business unit as `give_up` does.

    False, and nothing changed, if there is no such notice or it came back before.
    """
    try:
        message = outbox.get(work.tx, outbox_id)
    except NotFound:
        return False
    if not outbox.came_back(work.tx, message.id, _CAME_BACK):
        return False
    _tell_failed(work, message, _CAME_BACK)
    return True


def _tell_failed(work: Work, message: OutboxMessage, code: str) -> None:
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="notice_failed",
        case_id=message.case_id,
        message=message.id,
        kind=message.kind,
        channel=message.channel,
        trouble=code,
    )
    if message.kind == _FAILED:
        return
    case = cases.get(work.tx, message.case_id) if message.case_id else None
    tell(
        work,
        _FAILED,
        case=case,
        occasion=f"{message.id}:{new_id()}",  # a notice that was tried again can fail again
        data={"outbox_id": message.id, "about": message.kind, "channel": message.channel, "code": code},
        to=recipients.unit_people(work, case) or recipients.unit_mailbox(work),
    )


def release(work: Work, outbox_id: str) -> bool:
    """Let a notice go out that is held since a backup was restored.

    False if it is not held, or is about a duty that has ended since. Raises as `retry` does.
    """
    return _let_out(work, outbox_id, outbox.release, "notice_released")


def retry(work: Work, outbox_id: str) -> bool:
    """Have a failed notice tried again; False if it did not fail, or is about a duty that has ended since.

    Raises `NotFound`, and `Refused` for anyone but the business unit and the administrator, and for those of them with
    a possible conflict of interest in the case.
    """
    return _let_out(work, outbox_id, outbox.retry, "notice_retried")


def _let_out(work: Work, outbox_id: str, let_out: Callable[[Transaction, str], bool], noted: str) -> bool:
    message = _message(work, outbox_id)
    if not _has_a_point(work, message) or not let_out(work.tx, message.id):
        return False
    audit.note(work.tx, actor=work.actor.address, action=noted, case_id=message.case_id, message=message.id)
    return True


def _message(work: Work, outbox_id: str) -> OutboxMessage:
    require(work.tx, work.actor, Act.SEE_NOTICES)
    message = outbox.get(work.tx, outbox_id)
    if message.case_id is not None:
        require(work.tx, work.actor, Act.SEE_NOTICES, cases.get(work.tx, message.case_id))
    return message


def _has_a_point(work: Work, message: OutboxMessage) -> bool:
    return message.duty_id is None or duties.get(work.tx, message.duty_id).state == duties.OPEN
