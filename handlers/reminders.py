"""Reminding of what is due (docs/procedure.md, section 4): rows for each duty, made into notices when their time comes.

The ladder is the Board's: by default 10 and 3 working days before, on the day, 1 after, then every 5. Reminders go
out in working hours, Europe/London. From the first late one the business manager is told too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from forms.calendar import WorkingDays, at_working_hour
from forms.due_dates import next_late, reminder_days
from handlers.notices import recipients
from handlers.notices.sending import clock_data, due_data, tell
from handlers.work import LONDON, Work
from storage import cases, duties, outbox, reminders
from storage.tables import Case, Duty

_COMING = {"decide": "decision_reminder", "supply_information": "information_reminder", "action": "action_reminder"}
_LATE = {"decide": "decision_late", "supply_information": "information_late", "action": "action_late"}


def schedule(work: Work, duty: Duty) -> None:
    """Let the reminders of an open duty be those of its present due date; notices of earlier ones are dropped unsent.

    Steps that have passed are left out. Where even the first late day has passed, the next late one is the first.
    """
    outbox.drop_for_duty(work.tx, duty.id)
    steps = reminder_days(duty.due_on, _working_days(work), work.board.ladder)
    to_come = [(step, _send_at(work, day)) for step, day in steps if _send_at(work, day) > work.now]
    reminders.replace(work.tx, duty, to_come or [_late_steps(work, duty, steps[-1][0])[1]])


def stop(work: Work, duty: Duty) -> None:
    """Drop the reminders of a duty, and the notices of them that have not gone out."""
    reminders.drop(work.tx, duty.id)
    outbox.drop_for_duty(work.tx, duty.id)


def send_due(work: Work, limit: int = 100) -> int:
    """Make reminders whose time has come into notices, up to `limit` rows; tell how many duties were reminded.

    Outside working hours nothing is sent: the rows wait. After a long pause only the latest missed step of a duty is
    sent and the earlier ones are dropped. Nothing is sent for a closed duty.
    """
    if not in_working_hours(work):
        return 0
    duty_ids = {reminder.duty_id for reminder in reminders.due(work.tx, limit)}
    due = sorted((duties.get(work.tx, duty_id) for duty_id in duty_ids), key=lambda duty: (duty.case_id, duty.id))
    return sum(_remind(work, duty.case_id, duty.id) for duty in due)


def _remind(work: Work, case_id: str, duty_id: str) -> bool:
    """Remind of one duty. Its case is locked, so that a decision made now stops the reminder or comes after it."""
    case = cases.lock(work.tx, case_id)
    duty = duties.get(work.tx, duty_id)
    waiting = [row for row in reminders.of_duty(work.tx, duty.id) if row.state == reminders.WAITING]
    missed = [row for row in waiting if row.send_at <= work.now]
    if duty.state != duties.OPEN or not missed:
        return False
    step = missed[-1].step
    to_come = [(row.step, row.send_at) for row in waiting if row.send_at > work.now]
    if step.startswith("late"):
        step, following = _late_steps(work, duty, step)
        to_come.append(following)
    _replace_and_mark_sent(work, duty, step, to_come)
    _tell(work, case, duty, step)
    return True


def _replace_and_mark_sent(work: Work, duty: Duty, step: str, to_come: Iterable[tuple[str, datetime]]) -> None:
    reminders.replace(work.tx, duty, [(step, work.now), *to_come])
    for row in reminders.of_duty(work.tx, duty.id):
        if row.step == step and row.due_on == duty.due_on:
            reminders.mark_sent(work.tx, row.id)


def _tell(work: Work, case: Case, duty: Duty, step: str) -> None:
    late = step.startswith("late")
    kind = (_LATE if late else _COMING)[duty.kind]
    occasion = f"{duty.id}:{duty.due_on}:{step}"
    data = clock_data(duty) if duty.kind == "decide" else due_data(duty)
    owners = recipients.owner(work, case, duty)
    if owners:
        tell(work, kind, case=case, occasion=occasion, data=data, to=owners, duty_id=duty.id)
    else:
        unit = recipients.business_unit(work, case)
        tell(work, "nobody_can_decide", case=case, occasion=occasion, data=data, to=unit, duty_id=duty.id)
    if late:
        tell(
            work,
            "late_for_business_manager",
            case=case,
            occasion=occasion,
            data=due_data(duty) | {"duty_kind": duty.kind},
            to=recipients.business_managers(work, case),
            duty_id=duty.id,
        )


def _late_steps(work: Work, duty: Duty, step: str) -> tuple[str, tuple[str, datetime]]:
    """From a step that has passed: the latest late step that has passed too, and the first one to come."""
    following, day = next_late(step, duty.due_on, _working_days(work), work.board.ladder)
    while _send_at(work, day) <= work.now:
        step = following
        following, day = next_late(step, duty.due_on, _working_days(work), work.board.ladder)
    return step, (following, _send_at(work, day))


def _send_at(work: Work, day: date) -> datetime:
    return at_working_hour(day, work.board.opens)


def _working_days(work: Work) -> WorkingDays:
    return WorkingDays(work.board.closure_days)


def in_working_hours(work: Work) -> bool:
    """Tell whether the Board is at work now, so that people may be reminded of something."""
    hour = work.now.astimezone(LONDON).time()
    return _working_days(work).is_working_day(work.today) and work.board.opens <= hour < work.board.closes
