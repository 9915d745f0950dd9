"""What is done for referrals by email as time goes by (docs/procedure.md, sections 4 and 7, rule 8).

Two working days after a sender was asked for what is missing they are reminded, once, unless the draft has changed
since. What came by email is never erased by itself: the business unit is reminded of it (`handlers.referral.unsent`).
"""

from __future__ import annotations

from forms.calendar import WorkingDays
from handlers.intake import dialogue
from handlers.intake.same_child import mark_open_cases
from handlers.intake.states import State
from handlers.referral.drafts import draft_of
from handlers.referral.unsent import last_change_to_nudge
from handlers.reminders import in_working_hours
from handlers.work import Work
from storage import cases, intakes, mail_counts


def look_after(work: Work, limit: int = 50) -> int:
    """Do what is due, at most `limit` of each kind; tells for how many something was done."""
    mail_counts.forget(work.tx, before=work.today)
    done = mark_open_cases(work, limit)
    return done + _remind(work, limit) if in_working_hours(work) else done


def _remind(work: Work, limit: int) -> int:
    since = last_change_to_nudge(work.now, WorkingDays(work.board.closure_days))
    found = intakes.to_remind(work.tx, state=State.WAITING, asked_before=since, limit=limit)
    for intake in found:
        dialogue.remind(work, intake, draft_of(work, cases.get(work.tx, str(intake.case_id))))
    return len(found)
