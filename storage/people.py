"""People with a role in the process (docs/procedure.md, section 1). Chair and deputy come from settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, bindparam, delete, tuple_, update
from sqlalchemy import select as core_select
from sqlmodel import col, select

from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import Person, PersonRole, core

_PERSON, _ROLE = core(Person), core(PersonRole)
_WITH_ROLES = (
    core_select(_PERSON.c.id, _ROLE.c.role)
    .join_from(_PERSON, _ROLE, _ROLE.c.person_id == _PERSON.c.id, isouter=True)
    .where(_PERSON.c.slack == bindparam("slack"), _PERSON.c.removed_at.is_(None))
)


class AlreadyListed(Exception):
    """Somebody present has this Slack id or email address; `person` is who."""

    def __init__(self, person: Person) -> None:
        super().__init__("Somebody with this Slack id or email address is already listed.")
        self.person = person


def add(
    tx: Transaction,
    *,
    name: str,
    roles: Iterable[str],
    agency: str = "",
    slack: str | None = None,
    email: str | None = None,
) -> Person:
    """Add a person with roles; raises `AlreadyListed` if somebody present has the Slack id or the address."""
    listed = (by_slack(tx, slack) if slack else None) or (by_email(tx, email) if email else None)
    if listed is not None:
        raise AlreadyListed(listed)
    person = Person(
        name=name, agency=agency, slack=slack or None, email=email.lower() if email else None, added_at=tx.now
    )
    tx.session.add(person)
    tx.session.flush()
    for role in roles:
        give_role(tx, person.id, role)
    return person


def give_role(tx: Transaction, person_id: str, role: str) -> bool:
    """Give a person a role; False if they hold it."""
    return insert_if_absent(tx, PersonRole(person_id=person_id, role=role))


def take_role(tx: Transaction, person_id: str, role: str) -> bool:
    """Take a role from a person; False if they do not hold it."""
    statement = delete(PersonRole).where(col(PersonRole.person_id) == person_id, col(PersonRole.role) == role)
    return tx.session.exec(statement).rowcount == 1


def remove(tx: Transaction, person_id: str) -> bool:
    """Remove a person: the row stays for the record, without effect; False if they were removed before."""
    statement = (
        update(Person).where(col(Person.id) == person_id, col(Person.removed_at).is_(None)).values(removed_at=tx.now)
    )
    return tx.session.exec(statement).rowcount == 1


def get(tx: Transaction, person_id: str) -> Person:
    """Give a person, removed or not; raises `NotFound`."""
    person = tx.session.get(Person, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return person


def everyone(tx: Transaction, role: str | None = None) -> tuple[Person, ...]:
    """Give everyone present, or everyone who holds `role`, by name."""
    statement = select(Person).where(col(Person.removed_at).is_(None))
    if role is not None:
        holders = select(PersonRole.person_id).where(PersonRole.role == role)
        statement = statement.where(col(Person.id).in_(holders))
    return tuple(tx.session.exec(statement.order_by(Person.name, Person.id)))


def names(tx: Transaction) -> Mapping[str, str]:
    """Give everybody's name, also of those who were removed, by their id and by their Slack id."""
    found = tx.session.exec(select(Person.id, Person.slack, Person.name).order_by(col(Person.added_at))).all()
    return {known_as: name for person_id, slack, name in found for known_as in (person_id, slack) if known_as}


def lock(tx: Transaction) -> None:
    """Keep others from changing who has which role until this transaction ends: it is done one after another."""
    tx.session.exec(select(Person.id).order_by(Person.id).with_for_update()).all()


def page(tx: Transaction, *, after: str | None, limit: int) -> tuple[Person, ...]:
    """Give some of everyone present, by name, from the person after the one with the id `after`."""
    statement = select(Person).where(col(Person.removed_at).is_(None)).order_by(Person.name, Person.id).limit(limit)
    if after is not None:
        last = get(tx, after)
        statement = statement.where(tuple_(col(Person.name), col(Person.id)) > tuple_(last.name, last.id))
    return tuple(tx.session.exec(statement))


def by_slack(tx: Transaction, slack: str) -> Person | None:
    """Give the person present with a Slack user id."""
    return _present(tx, col(Person.slack) == slack)


def by_email(tx: Transaction, email: str) -> Person | None:
    """Give the person present with an email address, however it is capitalised."""
    return _present(tx, col(Person.email) == email.lower())


def roles(tx: Transaction, person_id: str) -> frozenset[str]:
    """Give the roles that a person holds."""
    return frozenset(tx.session.exec(select(PersonRole.role).where(PersonRole.person_id == person_id)))


def of_slack(tx: Transaction, slack: str) -> tuple[str, frozenset[str]] | None:
    """Give the id and the roles of the person present with a Slack user id."""
    found = tx.connection.execute(_WITH_ROLES, {"slack": slack}).all()
    return (found[0][0], frozenset(role for _, role in found if role is not None)) if found else None


def _present(tx: Transaction, condition: ColumnElement[bool]) -> Person | None:
    return tx.session.exec(select(Person).where(condition, col(Person.removed_at).is_(None))).one_or_none()
