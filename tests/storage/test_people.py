"""People: listed once, found by their addresses, removed without losing the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import exc

from storage import people
from storage.database import Database, NotFound
from storage.tables import Person
from tests.conftest import Clock


def test_a_person_is_found_by_slack_and_by_email_however_capitalised(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        person = people.add(tx, name="A", roles=["panel"], agency="Police", slack="U1", email="A.B@Example.org")
        assert people.by_slack(tx, "U1") is person
        assert people.by_email(tx, "a.b@EXAMPLE.ORG") is person
        assert people.by_slack(tx, "U2") is None
        assert people.get(tx, person.id).agency == "Police"


def test_roles_are_given_and_taken_once(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        person = people.add(tx, name="A", roles=["panel"])
        assert people.give_role(tx, person.id, "panel_chair")
        assert not people.give_role(tx, person.id, "panel_chair")
        assert people.roles(tx, person.id) == {"panel", "panel_chair"}
        assert people.take_role(tx, person.id, "panel")
        assert not people.take_role(tx, person.id, "panel")
        assert people.roles(tx, person.id) == {"panel_chair"}


def test_everyone_comes_by_name_and_by_role(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        for name, role in [("Zoe", "panel"), ("Adam", "panel"), ("Mia", "business_unit")]:
            people.add(tx, name=name, roles=[role])
        assert [person.name for person in people.everyone(tx)] == ["Adam", "Mia", "Zoe"]
        assert [person.name for person in people.everyone(tx, role="panel")] == ["Adam", "Zoe"]


@pytest.mark.parametrize(("slack", "email"), [("U1", None), (None, "A@example.org"), ("U2", "a@Example.org")])
def test_nobody_is_listed_twice(database: Database, clock: Clock, slack: str | None, email: str | None) -> None:
    with database.begin(clock.now()) as tx:
        person = people.add(tx, name="A", roles=[], slack="U1", email="a@example.org")
        with pytest.raises(people.AlreadyListed) as refusal:
            people.add(tx, name="B", roles=[], slack=slack, email=email)
        assert refusal.value.person.id == person.id


def test_the_database_itself_lists_nobody_twice(database: Database, clock: Clock) -> None:
    with pytest.raises(exc.IntegrityError), database.begin(clock.now()) as tx:
        tx.session.add_all([Person(name=name, slack="U1", added_at=tx.now) for name in "AB"])


def test_a_removed_person_has_no_effect_and_may_come_back(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        person = people.add(tx, name="A", roles=["panel"], slack="U1", email="a@example.org")
        assert people.remove(tx, person.id)
        clock.advance(timedelta(days=1))
        assert not people.remove(tx, person.id)
        assert people.everyone(tx) == people.everyone(tx, role="panel") == ()
        assert people.by_slack(tx, "U1") is None
        assert people.get(tx, person.id).removed_at == tx.now
        assert people.add(tx, name="A", roles=["panel"], slack="U1", email="a@example.org").id != person.id


def test_people_without_addresses_do_not_exclude_each_other(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        for name in "AB":
            people.add(tx, name=name, roles=[], slack="", email="")
        assert len(people.everyone(tx)) == 2


def test_somebody_who_was_never_listed_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        people.get(tx, "nobody")
