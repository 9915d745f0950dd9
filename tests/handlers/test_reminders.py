"""The clock: the chair's duty, its date, its reminders (any order of happenings: `test_life_of_a_case.py`)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers import duties
from handlers.access import Refused
from handlers.board import Board
from handlers.case_screens import EventEntered, EventScreen
from storage import cases
from storage import duties as kept
from storage import reminders as rows
from storage.database import Database
from storage.tables import Duty
from tests.cases import GOOD_PRACTICE
from tests.conftest import Clock
from tests.handlers.case_steps import decide, kinds, tick
from tests.handlers.conftest import CHAIR, PANEL, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


@pytest.fixture
def board(board: Board) -> Board:
    """The Board, held on the regime of 2015, under which the chair's month is statutory."""
    return board.model_copy(update={"regime": "WT2015"})


def duty_of(work_as: WorkAs, case_id: str) -> Duty:
    with work_as(UNIT) as work:
        return duties.chair_duty_of(work, cases.get(work.tx, case_id))


def steps(work_as: WorkAs, duty: Duty) -> dict[str, str]:
    """Give the state of each reminder of a duty's present date, by its step."""
    with work_as(UNIT) as work:
        return {row.step: row.state for row in rows.of_duty(work.tx, duty.id) if row.due_on == duty.due_on}


def move(database: Database, clock: Clock, work_as: WorkAs, moment: datetime) -> int:
    clock.set(moment)
    with work_as(UNIT) as work:
        pass
    return tick(database, clock, work)


def test_the_chair_has_a_month_that_is_provisional_until_notification_is_entered(work_as: WorkAs, refer: Refer) -> None:
    duty = duty_of(work_as, refer().case_id)
    assert (duty.due_on, duty.statutory, duty.provisional) == (date(2026, 4, 2), True, True)
    assert steps(work_as, duty) == dict.fromkeys(("before:10", "before:3", "on", "late:1"), "waiting")


def test_entering_the_event_moves_the_date_tells_it_and_keeps_the_earlier_one(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    for _ in range(2):
        with work_as(UNIT) as work:
            entered = duties.enter_event(work, duties.EnterEvent(case_id, "notification", "27 February 2026"))
        assert isinstance(entered, EventEntered)
        assert entered.due_on == date(2026, 3, 27)
    duty = duty_of(work_as, case_id)
    assert (duty.due_on, duty.provisional) == (date(2026, 3, 27), False)
    with work_as(UNIT) as work:
        assert [moved.due_on for moved in kept.history(work.tx, duty)] == [date(2026, 4, 2)]
    assert kinds(database, clock, to=CHAIR).count("due_date_moved") == 1
    assert set(steps(work_as, duty).values()) == {"waiting"}


@pytest.mark.parametrize("typed", ["", "not a day", "3 March 2026"])
def test_a_day_that_cannot_be_comes_back_with_a_sentence(work_as: WorkAs, refer: Refer, typed: str) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        screen = duties.enter_event(work, duties.EnterEvent(case_id, "notification", typed))
    assert isinstance(screen, EventScreen)
    assert set(screen.errors) == {"happened_on"}


def test_no_other_event_can_be_entered_and_none_after_the_decision(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work, pytest.raises(Refused):
        duties.enter_event(work, duties.EnterEvent(case_id, "publication", "today"))
    with work_as(PANEL) as work, pytest.raises(Refused):
        duties.event_form(work, case_id)
    decide(work_as, case_id)
    with work_as(UNIT) as work, pytest.raises(Refused):
        duties.event_form(work, case_id)


def test_where_no_statutory_time_runs_there_is_no_event_to_enter(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    assert not duty_of(work_as, case_id).statutory
    with work_as(UNIT) as work, pytest.raises(Refused, match="no date to enter"):
        duties.event_form(work, case_id)


def test_nothing_is_sent_outside_working_hours(work_as: WorkAs, refer: Refer, database: Database, clock: Clock) -> None:
    refer()
    assert move(database, clock, work_as, datetime(2026, 3, 19, 8, 59, tzinfo=UTC)) == 0
    assert move(database, clock, work_as, datetime(2026, 3, 19, 18, 0, tzinfo=UTC)) == 0
    assert move(database, clock, work_as, datetime(2026, 3, 21, 10, 0, tzinfo=UTC)) == 0  # a Saturday
    assert move(database, clock, work_as, datetime(2026, 3, 23, 10, 0, tzinfo=UTC)) == 1


def test_after_a_long_pause_only_the_latest_missed_step_is_sent(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    duty = duty_of(work_as, refer().case_id)
    assert move(database, clock, work_as, datetime(2026, 6, 1, 10, tzinfo=UTC)) == 1
    assert kinds(database, clock, to=CHAIR).count("decision_late") == 1
    assert "decision_reminder" not in kinds(database, clock, to=CHAIR)
    after = steps(work_as, duty)
    assert list(after.values()).count("sent") == 1
    assert list(after.values()).count("waiting") == 1
    assert move(database, clock, work_as, datetime(2026, 6, 1, 11, tzinfo=UTC)) == 0


def test_from_the_first_late_day_the_business_manager_is_told_or_the_unit_where_there_is_none(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    refer()
    move(database, clock, work_as, datetime(2026, 4, 2, 10, tzinfo=UTC))
    assert "late_for_business_manager" not in kinds(database, clock, to="unit@example.org")
    move(database, clock, work_as, datetime(2026, 4, 7, 10, tzinfo=UTC))
    assert "late_for_business_manager" in kinds(database, clock, to="unit@example.org")


def test_a_decision_drops_the_reminder_that_was_queued_and_not_sent(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    move(database, clock, work_as, datetime(2026, 3, 19, 10, tzinfo=UTC))
    assert "decision_reminder" in kinds(database, clock, to=CHAIR)
    decide(work_as, case_id)
    assert "decision_reminder" not in kinds(database, clock, to=CHAIR)
