"""When something is due, and on which days it is reminded.

Source: docs/procedure.md, section 4: the day-count rules, the chair's own duty, and the days of reminders.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from forms.calendar import WorkingDays
from forms.regimes import Regime, StartEvent
from forms.vocabulary import Purpose
from forms.words import say


def months_after(start: date, n: int) -> date:
    """Give the same day `n` months later, or the last day of that month where it has no such day."""
    years, month = divmod(start.month - 1 + n, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def calendar_days_after(start: date, n: int) -> date:
    """Give the day `n` days later, working days or not."""
    return start + timedelta(days=n)


def working_days_after(start: date, n: int, working_days: WorkingDays, *, first_day: Literal[0, 1] = 0) -> date:
    """Give the last day of “within `n` working days of `start`”, `n` being 1 or more.

    With `first_day` 0 the start is day 0. With 1 it is day 1, or the next working day is where it is none.
    """
    if first_day == 0:
        return working_days.add(start, n)
    return working_days.add(working_days.on_or_after(start), n - 1)


@dataclass(frozen=True)
class DueDate:
    """When a duty is due, and why: enough to show the reasoning to a person."""

    due_on: date
    start_event: StartEvent
    """What sets the clock going. Where `provisional`, that event is not known yet."""
    start_on: date
    """The day from which was counted."""
    rule: str
    """The day-count rule in words: “1 month”."""
    statutory: bool
    provisional: bool
    """Counted from the day received, because the day of the start event is not known yet."""
    source: str
    """The guidance that sets the limit, or the Board's own setting."""


def chair_duty(
    regime: Regime,
    purpose: Purpose,
    received_on: date,
    known_event_on: date | None,
    months: int,
) -> DueDate:
    """Give the day by which the independent chair should record a decision.

    Where the regime gives the chair a limit for this purpose, it runs from the regime's start event on
    `known_event_on`; until that day is known, from the day received, and is provisional. Everywhere else the Board's
    own `months` (1 or more) run from the day received, and the limit is not statutory.
    """
    limit = regime.chair_duty
    if limit is None or purpose not in limit.purposes:
        return DueDate(
            due_on=months_after(received_on, months),
            start_event="referral received",
            start_on=received_on,
            rule=_in_months(months),
            statutory=False,
            provisional=False,
            source=say("answers.due_date.board_setting"),
        )
    start_on = received_on if known_event_on is None else known_event_on
    return DueDate(
        due_on=months_after(start_on, limit.months),
        start_event=limit.start_event,
        start_on=start_on,
        rule=_in_months(limit.months),
        statutory=True,
        provisional=known_event_on is None,
        source=limit.source,
    )


def _in_months(months: int) -> str:
    return say("answers.due_date.one_month") if months == 1 else say("answers.due_date.months", months=months)


@dataclass(frozen=True)
class Ladder:
    """On which working days a duty is reminded, counted from its due day; all counts are 1 or more.

    Raises `ValueError` for a count below 1.
    """

    before: tuple[int, ...] = (10, 3)
    on_the_day: bool = True
    first_late: int = 1
    then_every: int = 5

    def __post_init__(self) -> None:
        if min((*self.before, self.first_late, self.then_every)) < 1:
            raise ValueError("reminders are counted in whole working days, 1 or more")


def reminder_days(
    due_on: date, working_days: WorkingDays, ladder: Ladder | None = None
) -> tuple[tuple[str, date], ...]:
    """Give the reminders of a duty as (step, day), in order of time, up to the first late one.

    Steps are named ``before:10``, ``on`` and ``late:1``. All days are working days: where the due day is none, its
    own reminder goes on the working day before. Of two steps on one day only the later step stays.
    """
    ladder = ladder or Ladder()
    steps = [(f"before:{n}", working_days.add(due_on, -n)) for n in sorted(set(ladder.before), reverse=True)]
    if ladder.on_the_day:
        steps.append(("on", working_days.on_or_before(due_on)))
    steps.append(_late(ladder.first_late, due_on, working_days))
    last_step_on = {day: step for step, day in steps}
    return tuple((step, day) for day, step in last_step_on.items())


def next_late(step: str, due_on: date, working_days: WorkingDays, ladder: Ladder | None = None) -> tuple[str, date]:
    """Give the late reminder that follows `step`: after ``late:1`` comes ``late:6``, and so on without end.

    After any step that is not late comes the first late one.
    """
    ladder = ladder or Ladder()
    kind, _, count = step.partition(":")
    if kind != "late":
        return _late(ladder.first_late, due_on, working_days)
    return _late(int(count) + ladder.then_every, due_on, working_days)


def _late(n: int, due_on: date, working_days: WorkingDays) -> tuple[str, date]:
    return f"late:{n}", working_days.add(due_on, n)
