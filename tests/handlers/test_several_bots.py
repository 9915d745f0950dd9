"""Several bots on one PostgreSQL database tick at the same moment: each thing is done and told of once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from handlers import people, reminders
from handlers.access import Actor, Refused
from handlers.erasing import go_on
from handlers.intake.same_child import mark_open_cases
from handlers.reading import open_case
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.referral.unsent import look_after
from handlers.screens import PageScreen
from handlers.work import Work
from storage import cases, child_marks, outbox
from storage.database import Database
from tests.cases import SCR
from tests.conftest import Clock
from tests.handlers.conftest import CHAIR, REFERRER, UNIT, Draft, Refer, WorkAs

BOTS = 4

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def all_at_once(work_as: WorkAs, job: Callable[[Work], int]) -> None:
    """Have every bot do a job of the clock, again and again until there is nothing left for it."""
    together = Barrier(BOTS)

    def tick(_: int) -> None:
        together.wait(10)
        done = 1
        while done:
            with work_as(REFERRER) as work:
                done = job(Work(work.tx, work.board, work.forms, Actor("clock")))

    with ThreadPoolExecutor(BOTS) as bots:
        list(bots.map(tick, range(BOTS)))


def told(database: Database, clock: Clock, *kinds: str) -> Counter[tuple[str, str]]:
    with database.read(clock.now()) as tx:
        return Counter((each.kind, each.address) for each in outbox.waiting(tx) if each.kind in kinds)


def test_a_reminder_is_queued_once(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, staff: None
) -> None:
    for number in range(3):
        refer(origin=f"view:V{number}")
    clock.set(datetime(2026, 4, 8, 10, tzinfo=UTC))
    all_at_once(work_as, lambda work: reminders.send_due(work, limit=2))
    assert told(database, clock, "decision_late", "late_for_business_manager") == {
        ("decision_late", CHAIR): 3,
        ("decision_late", "chair@example.org"): 3,
        ("late_for_business_manager", "unit@example.org"): 3,
    }


def test_a_draft_is_warned_of_and_erased_once(work_as: WorkAs, draft: Draft, database: Database, clock: Clock) -> None:
    drafts = [draft(origin=f"view:V{number}") for number in range(3)]
    clock.advance(timedelta(days=23))
    all_at_once(work_as, lambda work: look_after(work, limit=1))
    assert told(database, clock, "draft_warning") == {("draft_warning", REFERRER): 3}
    with database.begin(clock.now()) as tx:
        for each in outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100):
            outbox.sent(tx, each.message.id, "receipt")
    clock.advance(timedelta(days=7))
    all_at_once(work_as, lambda work: look_after(work, limit=1))
    all_at_once(work_as, go_on)
    assert told(database, clock, "draft_erased") == {("draft_erased", REFERRER): 3}
    with database.read(clock.now()) as tx:
        assert {cases.get(tx, each).state for each in drafts} == {cases.ERASED}


def test_that_an_owner_could_not_be_reached_is_told_the_business_unit_once(
    work_as: WorkAs, draft: Draft, database: Database, clock: Clock
) -> None:
    for number in range(3):
        draft(origin=f"view:V{number}")
    clock.advance(timedelta(days=23))
    all_at_once(work_as, lambda work: look_after(work, limit=1))
    with database.begin(clock.now()) as tx:
        for each in outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100):
            outbox.failed(tx, each.message.id, "account_inactive")
    all_at_once(work_as, lambda work: look_after(work, limit=1))
    expected = {("draft_owner_not_reached", "unit@example.org"): 3}
    assert told(database, clock, "draft_owner_not_reached") == expected


def somebody_waits(database: Database) -> None:
    """Wait until one transaction waits for another."""
    until = time.monotonic() + 10
    with database.engine.connect() as connection:
        while connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar() == 0:
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("is_sent_first", [True, False])
def test_somebody_given_a_role_while_a_case_of_their_agency_is_sent_is_marked(
    work_as: WorkAs, draft: Draft, database: Database, is_sent_first: bool
) -> None:
    case_id = draft()

    def send(work: Work) -> None:
        screen = declaration(work, case_id)
        assert isinstance(screen, PageScreen)
        submit(work, SubmitReferral(case_id, screen.revision, SCR.declaration))

    def give_role(work: Work) -> None:
        people.add(work, people.AddPerson("Nia Lowe", ("panel",), "Northport Health", "U0NIA"))

    acts = [(REFERRER, send), (UNIT, give_role)]
    (first, does_first), (second, does_second) = acts if is_sent_first else reversed(acts)

    def follow() -> None:
        with work_as(second) as work:
            does_second(work)

    with ThreadPoolExecutor(1) as other:
        with work_as(first) as work:
            does_first(work)
            following = other.submit(follow)
            somebody_waits(database)
        following.result(10)
    with work_as("U0NIA") as work, pytest.raises(Refused):
        open_case(work, case_id)


def test_every_case_is_marked_with_its_children(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, staff: None
) -> None:
    for number in range(6):
        refer(origin=f"view:V{number}")
    all_at_once(work_as, lambda work: mark_open_cases(work, 1))
    with database.begin(clock.now()) as tx:
        assert child_marks.unmarked(tx, 10) == ()
