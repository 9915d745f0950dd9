"""Where a sent referral stands and what comes next by when, in words for the person who sent it.

Reference and dates only, so that it may be said anywhere (docs/procedure.md, section 7, rule 2).
"""

from __future__ import annotations

from datetime import date
from typing import cast

from forms.answers.dates import in_words
from forms.words import say
from handlers.access import Act, Role
from handlers.after_sending.screens import Standing
from handlers.duties import chair_duty_of
from handlers.submitted_case import submitted_case
from handlers.work import LONDON, Work
from storage import cases, duties, withdrawals
from storage.tables import Case, Duty


def standing(work: Work, case_id: str) -> Standing:
    """Answer how a referral stands. Raises `NotFound`, and `Refused` for somebody who may not open the case."""
    case = submitted_case(work, case_id, Act.OPEN_CASE)
    return Standing(case.id, str(case.reference), state_of(work, case), next_step_of(work, case))


def state_of(work: Work, case: Case) -> str:
    """Say where a sent case stands, without a full stop."""
    withdrawn = withdrawals.standing(work.tx, case.id) if case.state == cases.WITHDRAWN else None
    if withdrawn is not None:
        return say("referral.state.withdrawn", withdrawn_on=in_words(withdrawn.withdrawn_at.astimezone(LONDON).date()))
    return say(f"referral.state.{case.state}", received_on=in_words(cast("date", case.received_on)))


def next_step_of(work: Work, case: Case) -> str:
    """Say what comes next in a sent case and by when."""
    if case.state == cases.WITHDRAWN:
        return say("referral.next_step.withdrawn")
    if case.state == cases.DECIDED:
        return say("referral.next_step.decided")
    wanted = [duty for duty in duties.of_case(work.tx, case.id) if _is_wanted(duty)]
    if wanted:
        return say("referral.next_step.supply", due_on=in_words(wanted[0].due_on))
    due_on = chair_duty_of(work, case).due_on
    return say(
        "referral.next_step.late" if due_on < work.today else "referral.next_step.waiting", due_on=in_words(due_on)
    )


def _is_wanted(duty: Duty) -> bool:
    """Tell whether a duty is open and owed by the person who referred the case."""
    return duty.owed_by == Role.REFERRER and duty.state == duties.OPEN
