"""What of a closed case says how long it is kept: kind, outcome, the days on which its years begin."""

from __future__ import annotations

from datetime import date
from typing import cast

from forms.calendar import day_in_london
from forms.retention import WITHDRAWN, Closed, Rule, Schedule, erase_on
from forms.vocabulary import Answers
from handlers.referral.drafts import answers_of
from handlers.work import Work
from storage import cases, decisions, duties, withdrawals
from storage.tables import Case

_CHILDREN = "children"
_BORN = ("children.date_of_birth", "children.expected_date")


def closed(work: Work, case: Case) -> Closed:
    """Give what is known of a case that is decided or withdrawn.

    It was closed on the day of the last change in it; while anybody owes something in it, it counts as closed today.
    """
    outcome, decided_on = _outcome(work, case)
    return Closed(
        purpose=case.purpose or "",
        outcome=outcome,
        decided_on=decided_on,
        closed_on=_closed_on(work, case),
        youngest_born=youngest_born(answers_of(work.tx, case.id), cast("date", case.received_on)),
    )


def rule_of(schedule: Schedule, case: Closed) -> Rule:
    """Give the rule of the schedule that counts for a closed case."""
    return schedule.rule_for(case.purpose, case.outcome)


def erased_from(work: Work, schedule: Schedule, case: Case) -> date | None:
    """Give the day from which a closed case may be erased, as things stand now; None if it is kept for good."""
    known = closed(work, case)
    return erase_on(rule_of(schedule, known), known)


def youngest_born(answers: Answers, received_on: date) -> date:
    """Give when the youngest child was born, or is expected; the day received where that is not known of one.

    No child of a referral was born after the day received, so that nothing is erased too early.
    """
    rows = answers.rows(_CHILDREN)
    return max((_born(answers, row) or received_on for row in rows), default=received_on)


def _born(answers: Answers, row: str) -> date | None:
    for question_id in _BORN:
        try:
            return date.fromisoformat(str(answers.get(question_id, row)))
        except ValueError:  # blank, not known, or typed but not understood
            continue
    return None


def _outcome(work: Work, case: Case) -> tuple[str, date]:
    if case.state == cases.WITHDRAWN:
        return WITHDRAWN, day_in_london(withdrawals.of_case(work.tx, case.id)[-1].withdrawn_at)
    standing = decisions.of_case(work.tx, case.id)[-1]
    return standing.outcome["id"], standing.decided_on


def _closed_on(work: Work, case: Case) -> date:
    owed = duties.of_case(work.tx, case.id)
    if any(duty.state == duties.OPEN for duty in owed):
        return work.today
    moments = [case.changed_at, *(duty.closed_at for duty in owed if duty.closed_at is not None)]
    return day_in_london(max(moments))
