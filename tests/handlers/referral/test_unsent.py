"""Drafts that wait: reminded of, warned of and erased at the right time, whatever changes and however long we are down.

The rules are written down a second time here, as naively as can be (docs/procedure.md, section 7, rule 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.calendar import LONDON, WorkingDays
from handlers.access import Actor, Refused
from handlers.erasing import go_on
from handlers.referral.on_behalf import BeginOnBehalf, begin_on_behalf
from handlers.referral.pages import resume
from handlers.referral.unsent import look_after
from handlers.work import Work
from storage import answers, audit, cases, inbox, outbox
from storage.database import NotFound
from storage.tables import new_id
from tests.conftest import Clock
from tests.handlers.conftest import REFERRER, UNIT, Draft, WorkAs

DAYS = WorkingDays()
KINDS = ("draft_waits", "draft_warning", "draft_erased", "draft_owner_not_reached", "arrived_referral_waits")

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tick(work_as: WorkAs, *, deliver: bool = True) -> list[tuple[str, str]]:
    """Let the clock tick, deliver what it queued, and give the kinds of notices and their addresses."""
    with work_as(REFERRER) as work:
        as_clock = Work(work.tx, work.board, work.forms, Actor("clock"))
        while look_after(as_clock, limit=1) or go_on(as_clock):
            pass
    return deliver_all(work_as) if deliver else []


def deliver_all(work_as: WorkAs, *, failing: str = "") -> list[tuple[str, str]]:
    told = []
    with work_as(REFERRER) as work:
        for claimed in outbox.claim(work.tx, worker="w", lease=timedelta(minutes=1), limit=50):
            message = claimed.message
            if message.address == failing:
                outbox.failed(work.tx, message.id, "user_disabled")
            else:
                outbox.sent(work.tx, message.id, "C1:1")
            told.append((message.kind, message.address))
    return [each for each in told if each[0] in KINDS]


def change(work_as: WorkAs, case_id: str, text: str) -> None:
    with work_as(REFERRER) as work:
        answers.save(work.tx, cases.lock(work.tx, case_id), {("outline", ""): text})


def state_of(work_as: WorkAs, case_id: str) -> str:
    with work_as(REFERRER) as work:
        return cases.get(work.tx, case_id).state


@dataclass
class Naive:
    """What is to happen, found minute for minute without an index, a query or a stored mark."""

    changed_at: datetime
    nudged: bool = False
    warned_at: datetime | None = None
    erased: bool = False
    told: list[str] = field(default_factory=list)

    def change(self, now: datetime) -> None:
        self.changed_at, self.nudged, self.warned_at = now, False, None

    def tick(self, now: datetime) -> list[str]:
        if self.erased:
            return []
        if self.warned_at and now >= self.changed_at + timedelta(days=30) and now >= self.warned_at + timedelta(days=7):
            self.erased = True
            return ["draft_erased"]
        if self.warned_at is None and now >= self.changed_at + timedelta(days=23):
            self.warned_at, self.nudged = now, True
            return ["draft_warning"]
        if not self.nudged and _at_work(now) and _two_working_days_passed(self.changed_at, now):
            self.nudged = True
            return ["draft_waits"]
        return []


def _at_work(now: datetime) -> bool:
    here = now.astimezone(LONDON)
    return DAYS.is_working_day(here.date()) and time(9) <= here.time() < time(17)


def _two_working_days_passed(since: datetime, now: datetime) -> bool:
    """Walk from the change, put off to the next working moment, two working days on."""
    moment = since.astimezone(LONDON)
    while not _at_work(moment):
        later = moment.date() + timedelta(days=moment.time() >= time(17) or not DAYS.is_working_day(moment.date()))
        moment = datetime.combine(later, time(9), LONDON)
    day, passed = moment.date(), 0
    while passed < 2:
        day += timedelta(days=1)
        passed += DAYS.is_working_day(day)
    return now >= datetime.combine(day, moment.time(), LONDON)


PAUSES = st.one_of(
    st.integers(1, 48).map(lambda hours: timedelta(hours=hours)),
    st.integers(1, 60).map(lambda days: timedelta(days=days)),
    st.sampled_from([timedelta(days=23), timedelta(days=7), timedelta(days=30), timedelta(minutes=1)]),
)
HAPPENINGS = st.lists(st.tuples(PAUSES, st.sampled_from(["tick", "tick", "tick", "change"])), min_size=1, max_size=14)
numbers = count()


@sqlite_only
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS)
def test_a_draft_is_reminded_of_warned_of_and_erased_as_the_rule_says(
    work_as: WorkAs, clock: Clock, happenings: list[tuple[timedelta, str]]
) -> None:
    clock.set(datetime(2026, 3, 27, 15, 30, tzinfo=UTC))  # a Friday before the clocks change, and before Easter
    with work_as(REFERRER) as work:
        work.forms.remember_current(work.tx)
        version = work.forms.current.version
        owner = f"slack:U{next(numbers)}"
        case = cases.begin_draft(work.tx, origin=new_id(), owner=owner, form_version=version)
    naive = Naive(clock.now())
    for pause, happening in happenings:
        clock.advance(pause)
        if happening == "tick":
            told = [kind for kind, address in tick(work_as) if f"slack:{address}" == owner]
            assert told == naive.tick(clock.now())
        elif not naive.erased:
            change(work_as, case.id, f"text {clock.now()}")
            naive.change(clock.now())
    assert (state_of(work_as, case.id) == cases.ERASED) == naive.erased


def days_on(clock: Clock, work_as: WorkAs, days: int) -> Iterator[tuple[date, list[str]]]:
    """Let the clock tick every morning for some days."""
    for _ in range(days):
        clock.advance(timedelta(days=1))
        yield clock.now().date(), [kind for kind, _ in tick(work_as)]


def test_a_whole_pause_from_the_nudge_to_the_end(work_as: WorkAs, clock: Clock, draft: Draft) -> None:
    case_id = draft()
    told = {str(day): kinds for day, kinds in days_on(clock, work_as, 31) if kinds}
    assert told == {"2026-03-04": ["draft_waits"], "2026-03-25": ["draft_warning"], "2026-04-01": ["draft_erased"]}
    assert state_of(work_as, case_id) == cases.ERASED


@sqlite_only
def test_whoever_waits_for_a_warning_is_not_reminded_instead(work_as: WorkAs, clock: Clock) -> None:
    with work_as(REFERRER) as work:
        work.forms.remember_current(work.tx)
        version = work.forms.current.version
        for _ in range(2):
            cases.begin_draft(work.tx, origin=new_id(), owner=f"slack:{REFERRER}", form_version=version)
    clock.advance(timedelta(days=28))
    assert [kind for kind, _ in tick(work_as)] == ["draft_warning", "draft_warning"]


def test_a_bot_that_was_down_warns_first_and_then_waits_seven_days(work_as: WorkAs, clock: Clock, draft: Draft) -> None:
    case_id = draft()
    clock.advance(timedelta(days=60))
    assert [kind for kind, _ in tick(work_as)] == ["draft_warning"]
    clock.advance(timedelta(days=6, hours=23))
    assert tick(work_as) == []
    assert state_of(work_as, case_id) == cases.DRAFT
    clock.advance(timedelta(hours=1))
    assert [kind for kind, _ in tick(work_as)] == ["draft_erased"]


def test_nothing_is_erased_while_its_warning_is_not_delivered(work_as: WorkAs, clock: Clock, draft: Draft) -> None:
    case_id = draft()
    clock.advance(timedelta(days=23))
    tick(work_as, deliver=False)
    clock.advance(timedelta(days=40))
    tick(work_as, deliver=False)
    assert state_of(work_as, case_id) == cases.DRAFT
    assert ("draft_warning", REFERRER) in deliver_all(work_as)
    clock.advance(timedelta(days=7))
    tick(work_as)
    assert state_of(work_as, case_id) == cases.ERASED


def test_where_the_owner_cannot_be_reached_the_business_unit_is_warned_instead(
    work_as: WorkAs, clock: Clock, draft: Draft, staff: None
) -> None:
    case_id = draft()
    clock.advance(timedelta(days=23))
    tick(work_as, deliver=False)
    deliver_all(work_as, failing=REFERRER)
    clock.advance(timedelta(days=1))
    told = {("draft_owner_not_reached", "unit@example.org"), ("draft_owner_not_reached", UNIT)}
    assert set(tick(work_as)) == told
    assert tick(work_as) == []
    clock.advance(timedelta(days=6))
    tick(work_as)
    assert state_of(work_as, case_id) == cases.DRAFT
    clock.advance(timedelta(days=1))
    tick(work_as)
    assert state_of(work_as, case_id) == cases.ERASED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_a_draft_that_somebody_is_saving_is_left_alone(work_as: WorkAs, clock: Clock, draft: Draft) -> None:
    case_id = draft()
    clock.advance(timedelta(days=23))
    tick(work_as)
    clock.advance(timedelta(days=7))
    with work_as(REFERRER) as work:
        answers.save(work.tx, cases.lock(work.tx, case_id), {("outline", ""): "Still at it."})
        assert tick(work_as) == []
    assert tick(work_as) == []
    assert state_of(work_as, case_id) == cases.DRAFT


def test_what_came_by_post_is_never_erased_and_the_business_unit_is_reminded_of_it(
    work_as: WorkAs, clock: Clock, staff: None
) -> None:
    with work_as(UNIT) as work:
        begin_on_behalf(work, BeginOnBehalf("view:V7", "post", "27 February 2026"))
    told = {str(day): kinds for day, kinds in days_on(clock, work_as, 50) if kinds}
    assert told.pop("2026-03-04") == ["draft_waits"]
    assert set(map(tuple, told.values())) == {("arrived_referral_waits", "arrived_referral_waits")}
    assert list(told) == [
        "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-07", "2026-04-14", "2026-04-21",
    ]  # fmt: skip


def test_an_erased_draft_says_so_to_its_owner_and_leaves_a_tombstone(
    work_as: WorkAs, clock: Clock, draft: Draft
) -> None:
    case_id = draft()
    list(days_on(clock, work_as, 30))
    with work_as(REFERRER) as work, pytest.raises(Refused, match="This draft was erased on 1 April 2026"):
        resume(work, case_id)
    with work_as(REFERRER) as work:
        case = cases.get(work.tx, case_id)
        assert (case.state, case.owner, case.purpose, case.page) == (cases.ERASED, f"slack:{REFERRER}", None, "")
        assert case.changed_at == clock.now()
        assert answers.load_all(work.tx, case_id) == {}
        assert answers.rows(work.tx, case_id) == {}
        assert audit.history(work.tx, case_id)[-2].action == "draft_erased"
        assert cases.drafts_of(work.tx, f"slack:{REFERRER}") == ()


def test_a_message_that_was_never_used_is_erased_after_thirty_days(work_as: WorkAs, clock: Clock) -> None:
    with work_as(REFERRER) as work:
        arrived = inbox.receive(
            work.tx, key="1", source="slack", kind="event:message", actor=f"slack:{REFERRER}", payload=b"Quillfeather"
        )
        inbox.done(work.tx, arrived.item_id)
    clock.advance(timedelta(days=30))
    tick(work_as)
    with work_as(REFERRER) as work:
        assert inbox.get(work.tx, arrived.item_id)
    clock.advance(timedelta(seconds=1))
    tick(work_as)
    with work_as(REFERRER) as work, pytest.raises(NotFound):
        inbox.get(work.tx, arrived.item_id)
