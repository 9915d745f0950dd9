"""What the clock does with closed cases, by the Board's schedule (docs/procedure.md, section 7, rule 8).

The day from which each may be erased is worked out after each change of the case or of the schedule, and once more
when it comes. The business unit is warned before, and can hold the case. No case is erased until a warning has been
delivered for as long as the schedule says: a bot that was down for long warns first. Without a schedule no case is
erased.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.calendar import day_in_london
from forms.retention import Schedule
from handlers.notices import recipients
from handlers.notices.sending import tell
from handlers.retention import closing
from handlers.work import Work
from storage import audit, cases, erased_cases, erasing, retention
from storage.tables import Case

WARNING = "case_warning"
WARNED_AGAIN_AFTER = timedelta(days=30)
"""How long after the warning's time a case may still be erased by it; later the business unit is warned again."""


def look_after(work: Work, limit: int = 50) -> int:
    """Do what is due for closed cases, at most `limit` of each kind; tells for how many something was done."""
    schedule = work.board.retention
    if schedule is None:
        return 0
    return _work_out(work, schedule, limit) + _begin_to_erase(work, schedule, limit) + _warn(work, schedule, limit)


def begin(work: Work, case: Case) -> None:
    """Begin to erase a sent case, which is locked, and write it into the register."""
    outcome, rule = "", ""
    if case.state in retention.CLOSED:
        known = closing.closed(work, case)
        outcome = known.outcome
        rule = closing.rule_of(work.board.retention, known).id if work.board.retention else ""
    erased_cases.begin(work.tx, case, outcome=outcome, rule=rule)
    audit.note(
        work.tx, actor=work.actor.address, action="case_erasure_begun", case_id=case.id, reference=case.reference
    )
    erasing.begin(work.tx, case)


def end(work: Work, case: Case) -> None:
    """End the erasing of a case of which nothing is left."""
    erased_cases.end(work.tx, case)
    erasing.end_sent(case, work.now)
    audit.note(work.tx, actor=work.actor.address, action="case_erased", case_id=case.id, reference=case.reference)


def _work_out(work: Work, schedule: Schedule, limit: int) -> int:
    found = retention.to_work_out(work.tx, schedule.edition, limit)
    for case in found:
        retention.worked_out(case, schedule.edition, closing.erased_from(work, schedule, case))
    return len(found)


def _begin_to_erase(work: Work, schedule: Schedule, limit: int) -> int:
    found = retention.to_erase(
        work.tx,
        schedule.edition,
        today=work.today,
        warning=WARNING,
        warned_after=_stale(work, schedule),
        delivered_before=work.now - timedelta(days=schedule.warned_days_before),
        limit=limit,
    )
    for case in found:
        if _is_still_due(work, schedule, case):
            begin(work, case)
    return len(found)


def _warn(work: Work, schedule: Schedule, limit: int) -> int:
    ahead = timedelta(days=schedule.warned_days_before)
    found = retention.to_warn(
        work.tx,
        schedule.edition,
        erased_by=work.today + ahead,
        warned_before=_stale(work, schedule),
        limit=limit,
    )
    for case in found:
        if not _is_still_due(work, schedule, case):
            continue
        retention.warned(work.tx, case)
        erased_on = max(case.erase_on or work.today, day_in_london(work.now + ahead))
        to = recipients.business_unit(work, case)
        tell(work, WARNING, case=case, occasion=work.now.isoformat(), data={"erased_on": str(erased_on)}, to=to)
    return len(found)


def _stale(work: Work, schedule: Schedule) -> datetime:
    """Give the moment up to which a warning is too old to erase by: the bot, or the schedule, was off since."""
    return work.now - timedelta(days=schedule.warned_days_before) - WARNED_AGAIN_AFTER


def _is_still_due(work: Work, schedule: Schedule, case: Case) -> bool:
    """Work the day out once more: what makes it later, as a duty that was closed since, changes nothing before."""
    before = case.erase_on
    retention.worked_out(case, schedule.edition, closing.erased_from(work, schedule, case))
    return case.erase_on == before and case.state != cases.BEING_ERASED
