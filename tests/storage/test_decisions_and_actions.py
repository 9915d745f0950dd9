"""Decisions and actions: numbered, kept with their corrections, finished once, never shown in a repr."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import exc

from storage import actions, decisions
from storage.database import Database, NotFound, Transaction
from storage.tables import Case, Duty, new_id
from tests.conftest import Clock


def record(tx: Transaction, case: Case, outcome: str, **more: Any) -> decisions.StoredDecision:
    return decisions.record(
        tx,
        decision_id=new_id(),
        case_id=case.id,
        outcome={"id": outcome},
        reasons="marked reasons",
        decided_by="chair",
        recorded_by="slack:U9",
        decided_on=date(2026, 3, 2),
        **more,
    )


def test_the_decision_recorded_last_stands_and_all_are_kept(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        assert decisions.latest(tx, case.id) is None
        first = record(tx, case, "more_information")
        second = record(tx, case, "scr")  # at the same moment
        third = record(tx, case, "lcspr", corrects=second.id, correction_reason="marked correction")
    with database.read(clock.now()) as tx:
        assert decisions.of_case(tx, case.id) == (first, second, third)
        assert decisions.latest(tx, case.id) == third
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert (third.outcome, third.corrects, third.correction_reason) == (
        {"id": "lcspr"},
        second.id,
        "marked correction",
    )


def test_a_decision_is_corrected_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        first = record(tx, case, "scr")
        record(tx, case, "lcspr", corrects=first.id, correction_reason="x")
    with pytest.raises(exc.IntegrityError), database.begin(clock.now()) as tx:
        record(tx, case, "scr", corrects=first.id, correction_reason="x")


def test_no_repr_shows_a_decision(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        shown = repr(record(tx, case, "marked_outcome", correction_reason="marked correction"))
    assert "marked" not in shown
    assert "slack:U9" in shown


def test_an_action_is_numbered_and_finished_once(database: Database, clock: Clock, case: Case, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        action = actions.add(
            tx, action_id=new_id(), case_id=case.id, duty_id=duty.id, text="marked text", added_by="slack:U9"
        )
        assert (action.number, action.text, action.note, action.done_at) == (1, "marked text", None, None)
    clock.advance(timedelta(days=1))
    with database.begin(clock.now()) as tx:
        assert actions.finish(tx, action.id, note="marked note", by="slack:U3")
        assert not actions.finish(tx, action.id, note="another", by="slack:U4")
    with database.read(clock.now()) as tx:
        done = actions.get(tx, action.id)
        assert (done.note, done.done_by, done.done_at) == ("marked note", "slack:U3", clock.now())
        assert actions.of_case(tx, case.id) == (done,)
        assert actions.of_duty(tx, duty.id) == done
    assert "marked" not in repr(done)


def test_a_duty_is_that_of_one_action(database: Database, clock: Clock, case: Case, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        actions.add(tx, action_id=new_id(), case_id=case.id, duty_id=duty.id, text="one", added_by="a")
        with pytest.raises(exc.IntegrityError):
            actions.add(tx, action_id=new_id(), case_id=case.id, duty_id=duty.id, text="two", added_by="a")
        tx.session.rollback()


def test_an_action_that_is_not_there_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx:
        for look in (actions.get, actions.of_duty):
            with pytest.raises(NotFound):
                look(tx, "nothing")
