"""Duties and their reminders: a moved date keeps its history and replaces what was to be sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import duties, reminders
from storage.database import Database, NotFound, Transaction
from storage.tables import Case, Duty
from tests.conftest import Clock

START = duties.Start(
    regime="WT2015",
    start_event="notification",
    start_on=date(2026, 3, 2),
    rule="1 month",
    source="Working Together 2015",
    statutory=True,
    provisional=True,
)


def moment(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def waiting(tx: Transaction, duty: Duty) -> list[str]:
    return [each.step for each in reminders.of_duty(tx, duty.id) if each.state == "waiting"]


def test_a_duty_says_where_its_date_comes_from(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        duty = duties.open_duty(
            tx,
            case_id=case.id,
            kind="decide",
            owed_by="chair",
            due_on=date(2026, 4, 2),
            set_by="procedure",
            start=START,
        )
    with database.read(clock.now()) as tx:
        found = duties.get(tx, duty.id)
    assert (found.regime, found.start_event, found.rule) == ("WT2015", "notification", "1 month")
    assert (found.statutory, found.provisional, found.state) == (True, True, "open")


def test_a_moved_duty_keeps_its_earlier_dates_with_who_and_why(database: Database, clock: Clock, duty: Duty) -> None:
    known = duties.Start(regime="WT2015", start_event="notification", start_on=date(2026, 3, 9))
    with database.begin(clock.now()) as tx:
        assert duties.move(tx, duty, due_on=date(2026, 4, 9), by="slack:U9", reason="marked", start=known)
    clock.advance(timedelta(days=1))
    with database.begin(clock.now()) as tx:
        assert duties.move(tx, duties.get(tx, duty.id), due_on=date(2026, 4, 16), by="slack:U8", reason="later")
    with database.read(clock.now()) as tx:
        found = duties.get(tx, duty.id)
        history = duties.history(tx, found)
    assert (found.due_on, found.start_on, found.set_by) == (date(2026, 4, 16), date(2026, 3, 9), "slack:U8")
    assert [(moved.due_on, moved.set_by, moved.moved_by) for moved in history] == [
        (date(2026, 4, 2), "procedure", "slack:U9"),
        (date(2026, 4, 9), "slack:U9", "slack:U8"),
    ]
    assert [moved.reason for moved in history] == ["marked", "later"]
    assert history[1].moved_at == clock.now()
    assert "marked" not in repr(history)


def test_an_older_screen_does_not_move_a_duty_that_was_moved(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        assert duties.move(tx, duties.get(tx, duty.id), due_on=date(2026, 4, 9), by="a", reason="")
        assert not duties.move(tx, duty, due_on=date(2026, 5, 1), by="b", reason="")


def test_a_duty_is_closed_once_and_not_moved_afterwards(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        assert duties.close(tx, duty.id)
        assert not duties.close(tx, duty.id, duties.DROPPED)
        assert not duties.move(tx, duty, due_on=date(2026, 4, 9), by="a", reason="")
        found = duties.get(tx, duty.id)
        assert (found.state, found.closed_at, found.due_on) == ("done", clock.now(), date(2026, 4, 2))


def test_a_duty_that_was_done_is_opened_again_once(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        assert not duties.reopen(tx, duty.id)
        duties.close(tx, duty.id)
        assert duties.reopen(tx, duty.id)
        assert not duties.reopen(tx, duty.id)
        found = duties.get(tx, duty.id)
        assert (found.state, found.closed_at, found.due_on) == ("open", None, date(2026, 4, 2))


def test_duties_come_by_case_and_by_who_owes_them(database: Database, clock: Clock, case: Case, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        sooner = duties.open_duty(
            tx, case_id=case.id, kind="action", owed_by="p1", due_on=date(2026, 3, 20), set_by="slack:U9"
        )
        assert [each.id for each in duties.of_case(tx, case.id)] == [sooner.id, duty.id]
        assert [each.id for each in duties.owed_by(tx, ["chair", "p1"])] == [sooner.id, duty.id]
        duties.close(tx, sooner.id)
        assert [each.id for each in duties.owed_by(tx, ["p1"])] == []
        assert len(duties.of_case(tx, case.id)) == 2


def test_what_is_to_be_supplied_is_sealed(database: Database, clock: Clock, case: Case, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        asked = duties.open_duty(
            tx,
            case_id=case.id,
            kind="supply_information",
            owed_by="referrer",
            due_on=date(2026, 3, 20),
            set_by="chair",
            details="marked",
        )
        assert duties.details(tx, asked) == "marked"
        assert b"marked" not in (asked.details_sealed or b"")
        assert duties.details(tx, duty) is None
        assert duties.history(tx, duty) == ()


def test_a_duty_that_is_not_there_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        duties.get(tx, "nothing")


def test_reminders_come_when_their_moment_has_come_the_earliest_first(
    database: Database, clock: Clock, duty: Duty
) -> None:
    with database.begin(clock.now()) as tx:
        reminders.replace(tx, duty, [("before:3", moment(30)), ("before:10", moment(19)), ("on", moment(2, 4))])
        assert reminders.due(tx) == ()
        assert reminders.next_due(tx) == moment(19)
    with database.read(moment(30)) as tx:
        assert [each.step for each in reminders.due(tx)] == ["before:10", "before:3"]
        assert [each.step for each in reminders.due(tx, limit=1)] == ["before:10"]


def test_a_reminder_is_marked_as_sent_once(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        assert reminders.next_due(tx) is None
        reminders.add(tx, duty, "on", clock.now())
        (reminder,) = reminders.due(tx)
        assert reminders.mark_sent(tx, reminder.id)
        assert not reminders.mark_sent(tx, reminder.id)
        assert reminders.due(tx) == ()


def test_a_moved_date_replaces_what_waits(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        reminders.replace(tx, duty, [("before:3", moment(30)), ("on", moment(2, 4))])
        duties.move(tx, duty, due_on=date(2026, 4, 9), by="a", reason="")
        moved = duties.get(tx, duty.id)
        reminders.replace(tx, moved, [("before:3", moment(7, 4)), ("on", moment(9, 4))])
        assert {each.due_on for each in reminders.of_duty(tx, duty.id) if each.state == "waiting"} == {moved.due_on}
        assert waiting(tx, duty) == ["before:3", "on"]


def test_a_date_moved_there_and_back_sends_nothing_twice(database: Database, clock: Clock, duty: Duty) -> None:
    steps = [("before:3", clock.now()), ("on", moment(2, 4))]
    with database.begin(clock.now()) as tx:
        reminders.replace(tx, duty, steps)
        reminders.mark_sent(tx, reminders.due(tx)[0].id)
        reminders.replace(tx, Duty(**duty.model_dump() | {"due_on": date(2026, 4, 9)}), [("on", moment(9, 4))])
        reminders.replace(tx, duty, steps)
        assert waiting(tx, duty) == ["on"]
        assert not reminders.add(tx, duty, "before:3", clock.now())
        assert not reminders.add(tx, duty, "on", clock.now())


def test_a_duty_that_is_done_reminds_nobody(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        reminders.replace(tx, duty, [("before:3", moment(30)), ("on", moment(2, 4))])
        assert reminders.drop(tx, duty.id) == 2
        assert reminders.drop(tx, duty.id) == 0
    with database.read(moment(9, 4)) as tx:
        assert reminders.due(tx) == ()
