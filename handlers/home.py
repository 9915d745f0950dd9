"""What somebody finds when they open the bot: their drafts, referrals and duties, and what their role looks after.

References and dates only: nothing of a case's content (docs/procedure.md, section 7, rule 2).
"""

from __future__ import annotations

from handlers.access import Act, Role, may, roles_in_case
from handlers.after_sending.standing import next_step_of, state_of
from handlers.duties import DECIDE, chair_duty_of
from handlers.intake.states import FOR_PEOPLE
from handlers.referral.drafts import draft_lines
from handlers.screens import CaseLine, DutyLine, FailedNotice, Home, SentLine
from handlers.work import Work
from storage import cases, duties, intakes, outbox
from storage.tables import Case, Duty, OutboxMessage

PAGE_LENGTH = 20
"""How many open cases are listed at once."""

LATEST_SENT = 10
"""How many of somebody's own referrals are listed, the latest first."""


def home(work: Work, after: str | None = None) -> Home:
    """Give what concerns the actor now. Anyone may ask: who has no part in anything finds nothing.

    `after` goes on with the list of open cases, from `Home.more_after`.
    """
    listed, more_after = _open_cases(work, after)
    return Home(
        may_refer=may(work.tx, work.actor, Act.REFER),
        may_enter_on_behalf=may(work.tx, work.actor, Act.ENTER_ON_BEHALF),
        sees_drafts=may(work.tx, work.actor, Act.SEE_DRAFTS),
        manages_people=may(work.tx, work.actor, Act.MANAGE_PEOPLE),
        intakes_waiting=intakes.count(work.tx, FOR_PEOPLE) if may(work.tx, work.actor, Act.SEE_INTAKES) else None,
        drafts=draft_lines(work),
        sent=tuple(_sent_line(work, case) for case in cases.sent_by(work.tx, work.actor.address, LATEST_SENT)),
        sent_in_all=cases.count_sent_by(work.tx, work.actor.address),
        duties=_own_duties(work),
        awaiting_decision=_awaiting_decision(work),
        open_cases=listed,
        more_after=more_after,
        failed=_failed(work),
        decides=bool(work.actor.roles & {Role.CHAIR, Role.DEPUTY_CHAIR}),
        sees_register=may(work.tx, work.actor, Act.SEE_REGISTER),
    )


def _sent_line(work: Work, case: Case) -> SentLine:
    return SentLine(case.id, str(case.reference), state_of(work, case), next_step_of(work, case))


def _own_duties(work: Work) -> tuple[DutyLine, ...]:
    """Give what the actor owes, apart from decisions: as a person with a role, and in their own referrals.

    A possible conflict of interest hides a case, and its duties with it, except from its referrer.
    """
    as_person = [
        (case, duty)
        for duty in duties.owed_by(work.tx, work.actor.who)
        if duty.kind != DECIDE
        for case in [cases.get(work.tx, duty.case_id)]
        if Role.DUTY_OWNER in roles_in_case(work.tx, work.actor, case)
    ]
    as_referrer = [
        (cases.get(work.tx, duty.case_id), duty) for duty in duties.owed_by_referrer(work.tx, work.actor.address)
    ]
    owed = sorted(as_person + as_referrer, key=lambda found: (found[1].due_on, found[1].id))
    return tuple(_duty_line(work, case, duty) for case, duty in owed)


def _duty_line(work: Work, case: Case, duty: Duty) -> DutyLine:
    return DutyLine(
        duty_id=duty.id,
        case_id=case.id,
        reference=str(case.reference),
        kind=duty.kind,
        due_on=duty.due_on,
        is_late=duty.due_on < work.today,
    )


def _awaiting_decision(work: Work) -> tuple[CaseLine, ...]:
    """Give the cases that the actor, as chair or deputy, is to decide."""
    if not work.actor.roles & {Role.CHAIR, Role.DEPUTY_CHAIR}:
        return ()
    owed = duties.owed_by(work.tx, (Role.CHAIR, Role.DEPUTY_CHAIR))
    waiting = [cases.get(work.tx, duty.case_id) for duty in owed if duty.kind == DECIDE]
    return tuple(
        _case_line(work, case)
        for case in waiting
        if roles_in_case(work.tx, work.actor, case) & {Role.CHAIR, Role.DEPUTY_CHAIR}
    )


def _open_cases(work: Work, after: str | None) -> tuple[tuple[CaseLine, ...], str | None]:
    """Give a page of the open cases, and the case after which the list goes on.

    A case in which the actor has a possible conflict of interest is left out.
    """
    if not may(work.tx, work.actor, Act.SEE_REGISTER):
        return (), None
    found = cases.open_cases(work.tx, after=after, limit=PAGE_LENGTH + 1)
    listed = found[:PAGE_LENGTH]
    lines = (_case_line(work, case) for case in listed if may(work.tx, work.actor, Act.SEE_REGISTER, case))
    return tuple(lines), listed[-1].id if len(found) > PAGE_LENGTH else None


def _case_line(work: Work, case: Case) -> CaseLine:
    due_on = chair_duty_of(work, case).due_on
    return CaseLine(case.id, str(case.reference), due_on, is_late=due_on < work.today)


def _failed(work: Work) -> tuple[FailedNotice, ...]:
    """Give the notices that failed, but those of a case in which the actor has a possible conflict of interest."""
    if not may(work.tx, work.actor, Act.SEE_NOTICES):
        return ()
    failures = ((message, _case_of(work, message)) for message in outbox.failures(work.tx))
    return tuple(
        FailedNotice(message.id, message.kind, case.reference if case else None, message.trouble)
        for message, case in failures
        if may(work.tx, work.actor, Act.SEE_NOTICES, case)
    )


def _case_of(work: Work, message: OutboxMessage) -> Case | None:
    return cases.get(work.tx, message.case_id) if message.case_id else None
