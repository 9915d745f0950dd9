"""Drafts that nobody goes on with (docs/procedure.md, section 7, rule 8).

After two working days without a change the owner is reminded, once. A draft that a person began in Slack is erased 30
days after its last change; seven days before, its owner is warned. No draft is erased until a warning has been
delivered for seven days: a bot that was down for weeks warns first. A direct message that was never used in a referral
is erased after 30 days too. Where the owner cannot be reached, the business
unit is told instead, who can hand the draft to a colleague. What came from outside is never erased: the business unit
is reminded of it every seven days.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from forms.calendar import LONDON, WorkingDays, day_in_london
from handlers.notices import recipients
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.reminders import in_working_hours
from handlers.work import Work
from storage import audit, drafts, erasing, inbox
from storage.tables import Case

NUDGED_AFTER_WORKING_DAYS = 2
KEPT_FOR = timedelta(days=30)
WARNED_BEFORE = timedelta(days=7)
UNIT_REMINDED_EVERY = timedelta(days=7)

_DIRECT_MESSAGE = "event:message"
"""What the inbox calls an event that brings a direct message."""
_WARNING = "draft_warning"
_UNIT_WARNING = "draft_owner_not_reached"


def look_after(work: Work, limit: int = 50) -> int:
    """Do what is due for drafts that wait, at most `limit` of each kind; tells for how many something was done.

    A draft that somebody is saving at the moment is left for the next time.
    """
    done = _erase(work, limit) + _forget_messages(work, limit) + _warn(work, limit) + _tell_unit_instead(work, limit)
    if in_working_hours(work):
        done += _remind_unit(work, limit) + _nudge(work, limit)
    return done


def end(work: Work, case: Case) -> None:
    """End the erasing of a draft of which nothing is left, and tell its owner."""
    erasing.end_draft(case)
    audit.note(work.tx, actor=work.actor.address, action="draft_erased", case_id=case.id, who=case.owner)
    _tell_owner(work, case, "draft_erased")


def last_change_to_nudge(now: datetime, days: WorkingDays) -> datetime:
    """Give the moment since which nothing must have changed for a nudge: two working days ago, at this time of day."""
    in_london = now.astimezone(LONDON)
    day = days.add(in_london.date(), -NUDGED_AFTER_WORKING_DAYS)
    return datetime.combine(day, in_london.time(), LONDON)


def _erase(work: Work, limit: int) -> int:
    found = drafts.to_erase(
        work.tx,
        unchanged_since=work.now - KEPT_FOR,
        warned=(_WARNING, _UNIT_WARNING),
        delivered_before=work.now - WARNED_BEFORE,
        limit=limit,
    )
    for case in found:
        erasing.begin(work.tx, case)
    return len(found)


def _forget_messages(work: Work, limit: int) -> int:
    """Erase what people wrote in direct messages and never used, however often the bot offered to."""
    return inbox.forget(work.tx, kind=_DIRECT_MESSAGE, received_before=work.now - KEPT_FOR, limit=limit)


def _warn(work: Work, limit: int) -> int:
    found = drafts.to_warn(work.tx, unchanged_since=work.now - (KEPT_FOR - WARNED_BEFORE), limit=limit)
    for case in found:
        drafts.warned(work.tx, case)
        _tell_owner(work, case, _WARNING, erased_on=_erased_on(work, case))
    return len(found)


def _tell_unit_instead(work: Work, limit: int) -> int:
    found = drafts.owner_not_reached(work.tx, warning=_WARNING, instead=_UNIT_WARNING, limit=limit)
    for case in found:
        _tell_unit(work, case, _UNIT_WARNING, erased_on=_erased_on(work, case))
    return len(found)


def _remind_unit(work: Work, limit: int) -> int:
    before = work.now - UNIT_REMINDED_EVERY
    found = drafts.to_remind_unit_of(work.tx, unchanged_since=before, reminded_before=before, limit=limit)
    for case in found:
        drafts.warned(work.tx, case)
        _tell_unit(work, case, "arrived_referral_waits", received_on=case.arrived_on)
    return len(found)


def _nudge(work: Work, limit: int) -> int:
    since = last_change_to_nudge(work.now, WorkingDays(work.board.closure_days))
    # whoever is to be warned is not reminded as well, even where the warning has to wait for its turn
    after = work.now - (KEPT_FOR - WARNED_BEFORE)
    found = drafts.to_nudge(work.tx, unchanged_since=since, changed_after=after, limit=limit)
    for case in found:
        drafts.nudged(work.tx, case)
        _tell_owner(work, case, "draft_waits")
    return len(found)


def _erased_on(work: Work, case: Case) -> date:
    """Give the first day on which a draft can be erased, if it is not changed and its warning is delivered today."""
    return day_in_london(max(case.changed_at + KEPT_FOR, work.now + WARNED_BEFORE))


def _tell_owner(work: Work, case: Case, kind: str, **dates: date) -> None:
    to = [Recipient(Audience.WRITER, slack=slack_of(case.owner))]
    tell(work, kind, case=case, occasion=_occasion(work), data=_days(case, **dates), to=to)


def _tell_unit(work: Work, case: Case, kind: str, **dates: date | None) -> None:
    to = recipients.business_unit(work, None)
    tell(work, kind, case=case, occasion=_occasion(work), data=_days(case, **dates), to=to)


def _occasion(work: Work) -> str:
    """Each pause is told of anew; that it is told of once is kept with the draft."""
    return work.now.isoformat()


def _days(case: Case, **dates: date | None) -> dict[str, str]:
    return {name: str(day) for name, day in {"begun_on": day_in_london(case.begun_at), **dates}.items()}
