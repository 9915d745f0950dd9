"""Giving and taking away roles; the business unit is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlmodel import select

from handlers import people
from handlers.access import Actor, Refused, Role, identify
from handlers.case_screens import ActionAdded, PersonLine
from handlers.people import AddPerson, ChangeRoles
from handlers.work import Work
from storage.database import Database
from storage.tables import AuditEntry, OutboxMessage
from tests.conftest import Clock
from tests.handlers.case_steps import add_action, decide, kinds, queued, tick
from tests.handlers.conftest import CHAIR, PANEL, REFERRER, STRANGER, UNIT, Refer, WorkAs

OLU = AddPerson("  Olu   Ade ", ("action_owner", "panel"), "Northport Housing", "U0OLU", "Olu.Ade@example.org")


@pytest.fixture
def at_the_terminal(database: Database, work_as: WorkAs, clock: Clock) -> Iterator[Work]:
    """Work as the administrator at the command line, in one transaction."""
    with work_as(UNIT) as like:
        pass
    with database.begin(clock.now()) as tx:
        yield Work(tx, like.board, like.forms, Actor("command_line:ops", frozenset({Role.ADMINISTRATOR})))


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Expect a refusal that says all these words."""
    with pytest.raises(Refused) as raised:
        yield
    assert [word for word in words if word not in str(raised.value)] == []


def told(database: Database, clock: Clock, kind: str) -> list[OutboxMessage]:
    return [message for message in queued(database, clock) if message.kind == kind]


def test_somebody_is_given_roles_and_the_business_unit_is_told(
    work_as: WorkAs, database: Database, clock: Clock, staff: None
) -> None:
    with work_as(UNIT) as work:
        person = people.add(work, OLU)
    with work_as(UNIT) as work:
        line = next(line for line in people.everyone(work) if line.person_id == person.id)
        assert line == PersonLine(
            person.id,
            "Olu Ade",
            frozenset({Role.ACTION_OWNER, Role.PANEL}),
            "Northport Housing",
            "U0OLU",
            "olu.ade@example.org",
        )
        assert identify(work.tx, work.board, "U0OLU", may_refer=True).roles >= {Role.PANEL}
    messages = told(database, clock, "role_given")
    assert {(message.channel, message.address) for message in messages} == {
        ("email", "unit@example.org"),
        ("slack", UNIT),
    }
    assert kinds(database, clock, to="U0OLU") == ["your_role_given"]
    data = {"name": "Olu Ade", "roles": ["action_owner", "panel"], "conflicts": 0}
    assert all(message.data == data for message in messages)


def test_the_administrator_adds_at_the_terminal(at_the_terminal: Work) -> None:
    assert people.add(at_the_terminal, OLU).name == "Olu Ade"


def test_somebody_who_is_listed_is_given_further_roles_and_only_those_are_told(
    work_as: WorkAs, database: Database, clock: Clock, staff: None
) -> None:
    for roles in (("panel",), ("panel", "agency_lead"), ("panel", "agency_lead")):
        with work_as(UNIT) as work:
            people.add(work, AddPerson("Olu Ade", roles, slack="U0OLU"))
    by_email = [message for message in told(database, clock, "role_given") if message.channel == "email"]
    assert sorted(message.data["roles"] for message in by_email) == [["agency_lead"], ["panel"]]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (AddPerson(" ", ("panel",)), ["name"]),
        (AddPerson("Olu", ()), ["at least one role", "agency_lead"]),
        (AddPerson("Olu", ("boss",)), ["boss", "business_unit"]),
        (AddPerson("Olu", ("chair",)), ["PRP_CHAIR_EMAIL"]),
        (AddPerson("Olu", ("panel", "deputy_chair")), ["PRP_DEPUTY_CHAIR_EMAIL"]),
        (AddPerson("Olu", ("member",)), ["member", "business_unit"]),
        (AddPerson("Olu", ("panel",), slack="@olu"), ["member id"]),
        (AddPerson("Olu", ("panel",), email="olu at home"), ["email"]),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(at_the_terminal: Work, command: AddPerson, words: list[str]) -> None:
    with refused(*words):
        people.add(at_the_terminal, command)
    assert people.everyone(at_the_terminal) == ()


@pytest.mark.parametrize("who", ["U0OLU", "olu.ade@EXAMPLE.org", "olu ade"])
def test_somebody_is_removed_by_what_they_are_known_by(
    work_as: WorkAs, database: Database, clock: Clock, staff: None, who: str
) -> None:
    with work_as(UNIT) as work:
        added = people.add(work, OLU)
    with work_as(UNIT) as work:
        assert people.remove(work, who).id == added.id
    with work_as(UNIT) as work:
        assert added.id not in {line.person_id for line in people.everyone(work)}
        assert identify(work.tx, work.board, "U0OLU", may_refer=False).roles == frozenset()
        with refused("nobody"):
            people.remove(work, who)
    assert {message.address for message in told(database, clock, "role_removed")} == {"unit@example.org", UNIT}


def test_a_name_that_two_people_have_is_not_enough(at_the_terminal: Work) -> None:
    for slack in ("U0ONE", "U0TWO"):
        people.add(at_the_terminal, AddPerson("Olu Ade", ("panel",), slack=slack))
    with refused("More than one"):
        people.remove(at_the_terminal, "Olu Ade")
    assert people.remove(at_the_terminal, "U0ONE").slack == "U0ONE"


@pytest.mark.parametrize("somebody", [CHAIR, PANEL, REFERRER, STRANGER])
def test_nobody_else_gives_or_takes_away_roles_or_sees_who_has_them(
    work_as: WorkAs, staff: None, somebody: str
) -> None:
    with work_as(somebody) as work:
        for step in (
            lambda: people.add(work, OLU),
            lambda: people.remove(work, UNIT),
            lambda: people.everyone(work),
            lambda: people.page(work),
            lambda: people.person(work, "p1"),
            lambda: people.change(work, ChangeRoles("p1", ("business_unit",), ())),
        ):
            with refused("business unit"):
                step()


def test_what_somebody_who_left_still_owes_is_counted_and_its_reminders_go_to_the_business_unit(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, staff: None
) -> None:
    with work_as(UNIT) as work:
        olu = people.add(work, OLU).id
    case_id = refer().case_id
    decide(work_as, case_id)
    assert isinstance(add_action(work_as, case_id, olu, due=str(clock.now().date())), ActionAdded)
    assert "action_assigned" in kinds(database, clock, to="U0OLU")
    with work_as(UNIT) as work:
        people.remove(work, "U0OLU")
    assert {message.data["count"] for message in told(database, clock, "role_removed")} == {1}
    clock.set(clock.now().replace(day=3))
    tick(database, clock, work)
    assert set(kinds(database, clock, to="U0OLU")) == {"action_assigned", "your_role_given", "your_role_ended"}
    own_route = told(database, clock, "tell_by_own_route")
    assert {(message.data["about"], message.data["audience"]) for message in own_route} == {("action_late", "owner")}


def test_every_grant_is_in_the_audit_without_a_name(work_as: WorkAs, database: Database, clock: Clock) -> None:
    with work_as(UNIT) as work:
        administrator = Actor("command_line:ops", frozenset({Role.ADMINISTRATOR}))
        person = people.add(Work(work.tx, work.board, work.forms, administrator), OLU)
    with database.read(clock.now()) as tx:
        entries = tx.session.exec(select(AuditEntry).where(AuditEntry.action == "role_given")).all()
    assert [(entry.actor, entry.details) for entry in entries] == [
        ("command_line:ops", {"person": person.id, "roles": ["action_owner", "panel"]})
    ]


def change(work_as: WorkAs, person_id: str, roles: tuple[str, ...], seen: tuple[str, ...]) -> None:
    with work_as(UNIT) as work:
        people.change(work, ChangeRoles(person_id, roles, seen))


def olu(work_as: WorkAs) -> str:
    with work_as(UNIT) as work:
        return people.add(work, OLU).id


SEEN = ("action_owner", "panel")


def test_roles_are_given_and_ended_at_once_and_everybody_concerned_is_told(
    work_as: WorkAs, database: Database, clock: Clock, staff: None
) -> None:
    person_id = olu(work_as)
    for _ in range(2):  # a second click changes nothing
        change(work_as, person_id, ("agency_lead", "panel"), SEEN)
    with work_as(UNIT) as work:
        assert people.person(work, person_id).roles == {Role.AGENCY_LEAD, Role.PANEL}
    data = {"name": "Olu Ade", "roles": ["action_owner"]}
    assert [message.data for message in told(database, clock, "role_ended")] == [data] * 2
    assert kinds(database, clock, to="U0OLU") == ["your_role_ended", "your_role_given", "your_role_given"]


def test_without_any_role_somebody_has_no_part_any_more(
    work_as: WorkAs, database: Database, clock: Clock, staff: None
) -> None:
    person_id = olu(work_as)
    for _ in range(2):
        change(work_as, person_id, (), SEEN)
    assert len(told(database, clock, "role_removed")) == 2
    assert "your_role_ended" in kinds(database, clock, to="U0OLU")
    with work_as(UNIT) as work:
        assert identify(work.tx, work.board, "U0OLU", may_refer=False).roles == frozenset()
        with refused("no role any more"):
            people.person(work, person_id)


def test_of_two_who_change_one_person_at_once_the_second_is_told_and_changes_nothing(
    work_as: WorkAs, staff: None
) -> None:
    person_id = olu(work_as)
    change(work_as, person_id, ("panel",), SEEN)
    with refused("Somebody else changed", "open the person again"):
        change(work_as, person_id, ("agency_lead",), SEEN)
    with work_as(UNIT) as work:
        assert people.person(work, person_id).roles == {Role.PANEL}


def test_the_last_person_of_the_business_unit_cannot_be_ended(work_as: WorkAs, staff: None) -> None:
    with work_as(UNIT) as work:
        una = next(line for line in people.everyone(work) if line.slack == UNIT).person_id
    with refused("Una Marsh", "Give somebody else"):
        change(work_as, una, ("panel",), ("business_unit",))
    with refused("Una Marsh", "Give somebody else"), work_as(UNIT) as work:
        people.remove(work, UNIT)
    change(work_as, una, ("business_manager", "panel"), ("business_unit",))
    person_id = olu(work_as)
    change(work_as, person_id, ("business_unit",), SEEN)
    change(work_as, una, (), ("business_manager", "panel"))


def test_nobody_makes_themselves_chair_and_a_guest_has_no_role(work_as: WorkAs, staff: None) -> None:
    with work_as(UNIT) as work:
        una = next(line for line in people.everyone(work) if line.slack == UNIT).person_id
    with refused("PRP_CHAIR_EMAIL"):
        change(work_as, una, ("business_unit", "chair"), ("business_unit",))
    with refused("guest", "full member"), work_as(UNIT) as work:
        people.add(work, replace(OLU, is_member=False))


def test_everybody_is_on_one_page_of_the_list(work_as: WorkAs, staff: None) -> None:
    for number in range(people.PAGE_LENGTH):
        with work_as(UNIT) as work:
            people.add(work, AddPerson("Sam Same", ("panel",), slack=f"U0SAME{number}"))
    with work_as(UNIT) as work:
        first = people.page(work)
        second = people.page(work, first.more_after)
        everyone = people.everyone(work)
    assert (first.is_first, second.is_first, second.more_after) == (True, False, None)
    assert first.people + second.people == everyone
