"""Actions that follow a decision: added, reminded, done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers import actions
from handlers.access import Refused
from handlers.case_screens import ActionAdded, ActionDone, ActionScreen, DoneScreen
from storage import conflicts, duties, people
from storage.database import Database, NotFound
from tests.conftest import Clock
from tests.handlers.case_steps import add_action, decide, kinds, tick
from tests.handlers.conftest import CHAIR, PANEL, STRANGER, UNIT, Refer, WorkAs

OWNER = "U0OWNER"


@pytest.fixture
def owner(work_as: WorkAs, staff: None) -> str:
    """Give the id of somebody who can own an action."""
    with work_as(UNIT) as work:
        return people.add(work.tx, name="Olu Ade", roles=["action_owner"], agency="Northport Trust", slack=OWNER).id


@pytest.fixture
def decided(work_as: WorkAs, refer: Refer, owner: str) -> str:
    """Give the id of a case with a decision."""
    case_id = refer().case_id
    decide(work_as, case_id)
    return case_id


def test_an_action_is_told_to_its_owner_and_reminded_on_its_day(
    work_as: WorkAs, decided: str, owner: str, database: Database, clock: Clock
) -> None:
    added = add_action(work_as, decided, owner)
    assert isinstance(added, ActionAdded)
    assert (added.number, added.due_on) == (1, date(2026, 4, 30))
    assert kinds(database, clock, to=OWNER) == ["action_assigned"]
    clock.set(datetime(2026, 4, 30, 10, tzinfo=UTC))
    with work_as(UNIT) as work:
        pass
    assert tick(database, clock, work) == 1
    assert kinds(database, clock, to=OWNER) == ["action_assigned", "action_reminder"]


def test_the_same_action_sent_twice_is_added_once(work_as: WorkAs, decided: str, owner: str) -> None:
    with work_as(UNIT) as work:
        screen = actions.action_form(work, decided)
    command = actions.AddAction(decided, screen.action_id, "Agree a route.", owner, "30 April 2026")
    with work_as(UNIT) as work:
        first = actions.add(work, command)
    with work_as(UNIT) as work:
        assert actions.add(work, command) == first


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"text": "  "}, {"text"}),
        ({"due": ""}, {"due"}),
        ({"due": "1 March 2026"}, {"due"}),
        ({"due": "1 March 2046"}, {"due"}),
        ({"due": "soon"}, {"due"}),
    ],
)
def test_what_is_wrong_comes_back_at_the_field_with_what_was_typed(
    work_as: WorkAs, decided: str, owner: str, typed: dict[str, str], wrong: set[str]
) -> None:
    screen = add_action(work_as, decided, owner, **typed)
    assert isinstance(screen, ActionScreen)
    assert set(screen.errors) == wrong
    assert typed.items() <= screen.typed.items()


def test_an_owner_has_to_be_chosen_from_those_who_can(work_as: WorkAs, decided: str) -> None:
    screen = add_action(work_as, decided, "nobody")
    assert isinstance(screen, ActionScreen)
    assert set(screen.errors) == {"owner"}


def test_somebody_with_a_possible_conflict_cannot_be_chosen_until_cleared(
    work_as: WorkAs, decided: str, owner: str
) -> None:
    with work_as(UNIT) as work:
        conflicts.mark(work.tx, decided, owner)
    with work_as(UNIT) as work:
        screen = actions.action_form(work, decided)
    assert screen.left_out == 1
    assert owner not in {person.who for person in screen.people}


def test_the_owner_says_what_was_done_once(
    work_as: WorkAs, decided: str, owner: str, database: Database, clock: Clock
) -> None:
    added = add_action(work_as, decided, owner)
    assert isinstance(added, ActionAdded)
    with work_as(OWNER) as work:
        screen = actions.done_form(work, added.duty_id)
        assert isinstance(screen, DoneScreen)
        assert screen.text == "Agree a route."
        without_note = actions.finish(work, actions.FinishAction(added.duty_id, " "))
        assert isinstance(without_note, DoneScreen)
        assert set(without_note.errors) == {"note"}
    for _ in range(2):
        with work_as(OWNER) as work:
            done = actions.finish(work, actions.FinishAction(added.duty_id, "Agreed and sent out."))
            assert done == ActionDone(decided, added.duty_id, "PRP-2026-0001", 1)
    with work_as(OWNER) as work:
        assert actions.done_form(work, added.duty_id) == done
    assert kinds(database, clock, to=UNIT).count("action_done") == 1
    clock.set(datetime(2026, 5, 1, 10, tzinfo=UTC))
    assert tick(database, clock, work) == 0


@pytest.mark.parametrize("somebody", [CHAIR, PANEL, STRANGER])
def test_nobody_else_marks_an_action_as_done(work_as: WorkAs, decided: str, owner: str, somebody: str) -> None:
    added = add_action(work_as, decided, owner)
    assert isinstance(added, ActionAdded)
    with work_as(somebody) as work, pytest.raises(Refused):
        actions.finish(work, actions.FinishAction(added.duty_id, "Done."))


def test_there_is_no_action_before_a_decision(work_as: WorkAs, refer: Refer, owner: str) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work, pytest.raises(Refused):
        actions.action_form(work, case_id)


def test_a_duty_that_is_no_action_cannot_be_finished(work_as: WorkAs, decided: str, owner: str) -> None:
    with work_as(UNIT) as work:
        (chair_duty,) = duties.of_case(work.tx, decided)
        with pytest.raises(NotFound):
            actions.finish(work, actions.FinishAction(chair_duty.id, "Done."))
