"""Who has which role (docs/procedure.md, section 1), in Slack and by command alike.

The business unit is told of every role given and taken away, and so is the person themselves. Somebody of the business
unit is always left. Chair and deputy chair come only from the settings, so that nobody is made one by a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forms.answers.contact import read_email
from forms.answers.problem import AnswerProblem
from forms.answers.text import tidy_line
from forms.words import say
from handlers import conflicts
from handlers.access import GIVEN_ROLES, Act, Refused, Role, require
from handlers.case_screens import PersonLine
from handlers.notices import recipients
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient
from handlers.notices.sending import tell
from handlers.work import Work
from storage import audit, duties, people
from storage.people import AlreadyListed
from storage.tables import Person, new_id

PAGE_LENGTH = 15
"""How many people are listed at once."""

_UNIT = frozenset({Role.BUSINESS_UNIT, Role.BUSINESS_MANAGER})
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,}")


@dataclass(frozen=True)
class AddPerson:
    """Somebody to be given roles. Without Slack and email the business unit tells them by its own route."""

    name: str
    roles: tuple[str, ...]
    agency: str = ""
    slack: str | None = None
    email: str | None = None
    is_member: bool = True
    """False for a guest, somebody of another organisation and a removed account, as Slack says."""


@dataclass(frozen=True)
class ChangeRoles:
    """The roles that a person is to have; none: they have no part any more. `seen` are those that the screen showed."""

    person_id: str
    roles: tuple[str, ...]
    seen: tuple[str, ...]


@dataclass(frozen=True)
class PeoplePage:
    """Some of everyone with a role, by name; `more_after` is the last one's id where the list goes on."""

    people: tuple[PersonLine, ...]
    more_after: str | None = None
    is_first: bool = True


def add(work: Work, command: AddPerson) -> Person:
    """Give somebody roles, and tell the business unit of those that are new.

    Somebody who is listed already, known by Slack id or email address, is given the further roles; their name, agency
    and addresses stay. Raises `Refused`, with what to do, for an actor who may not and for what cannot be.
    """
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    roles = _roles(command.roles)
    name = tidy_line(command.name)
    if not name:
        raise Refused(say("refusals.people.name_missing"))
    if not command.is_member:
        raise Refused(say("refusals.people.not_a_member"))
    try:
        person = people.add(
            work.tx,
            name=name,
            roles=(),
            agency=tidy_line(command.agency),
            slack=_slack(command.slack),
            email=_email(command.email),
        )
    except AlreadyListed as listed:
        person = listed.person
    given = [role for role in roles if people.give_role(work.tx, person.id, role)]
    if given:
        _tell_given(work, person, given)
    return person


def change(work: Work, command: ChangeRoles) -> Person:
    """Give a person the roles that are missing and end the others; the same again changes nothing.

    Raises `NotFound`, and `Refused`, with what to do, for an actor who may not, where the roles were changed since
    they were seen, and where nobody of the business unit would be left.
    """
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    people.lock(work.tx)
    person = people.get(work.tx, command.person_id)
    wanted: frozenset[str] = frozenset(_roles(command.roles)) if command.roles else frozenset()
    held = _held(work, person)
    if held == wanted:
        return person
    if held != frozenset(command.seen):
        raise Refused(say("refusals.people.changed_meanwhile", name=person.name))
    _require_unit_left(work, person, wanted)
    if not wanted:
        _remove(work, person)
        return person
    given, ended = sorted(wanted - held), sorted(held - wanted)
    for role in given:
        people.give_role(work.tx, person.id, role)
    for role in ended:
        people.take_role(work.tx, person.id, role)
    if given:
        _tell_given(work, person, given)
    if ended:
        _tell(work, "role_ended", person, ended)
    return person


def page(work: Work, after: str | None = None) -> PeoplePage:
    """Give the first people with a role, or those after `PeoplePage.more_after`; raises `Refused`."""
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    found = people.page(work.tx, after=after, limit=PAGE_LENGTH + 1)
    shown = found[:PAGE_LENGTH]
    more_after = shown[-1].id if len(found) > PAGE_LENGTH else None
    return PeoplePage(tuple(_person_line(work, person) for person in shown), more_after, is_first=after is None)


def person(work: Work, person_id: str) -> PersonLine:
    """Give one person with their roles. Raises `NotFound`, and `Refused` also for somebody who has none any more."""
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    found = people.get(work.tx, person_id)
    if found.removed_at is not None:
        raise Refused(say("refusals.people.has_none_any_more", name=found.name))
    return _person_line(work, found)


def everyone(work: Work) -> tuple[PersonLine, ...]:
    """Give everyone with a role, by name; raises `Refused` for an actor who may not see them."""
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    return tuple(_person_line(work, person) for person in people.everyone(work.tx))


def remove(work: Work, who: str) -> Person:
    """Take every role from somebody (by id, Slack id, email address or full name), and tell the business unit.

    What they still owe stays open: the business unit is told how much, and gets the reminders. Raises `Refused`, with
    what to do, for an actor who may not, and where nobody or more than one person is meant.
    """
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    people.lock(work.tx)
    person = _meant(work, who)
    _require_unit_left(work, person, frozenset())
    _remove(work, person)
    return person


def _remove(work: Work, person: Person) -> None:
    roles = sorted(people.roles(work.tx, person.id))
    count = len(duties.owed_by(work.tx, [person.id]))
    if people.remove(work.tx, person.id):
        _tell(work, "role_removed", person, roles, count=count)


def _held(work: Work, person: Person) -> frozenset[str]:
    return people.roles(work.tx, person.id) if person.removed_at is None else frozenset()


def _require_unit_left(work: Work, person: Person, wanted: frozenset[str]) -> None:
    """Raise `Refused` if nobody would be left who can open cases and give roles in Slack."""
    unit = {each.id for role in _UNIT for each in people.everyone(work.tx, role)}
    if unit == {person.id} and not wanted & _UNIT:
        raise Refused(say("refusals.people.last_of_unit", name=person.name))


def _person_line(work: Work, person: Person) -> PersonLine:
    return PersonLine(
        person_id=person.id,
        name=person.name,
        roles=frozenset(map(Role, people.roles(work.tx, person.id))),
        agency=person.agency,
        slack=person.slack,
        email=person.email,
    )


def _roles(named: Iterable[str]) -> list[Role]:
    roles = []
    for name in named:
        if name in {Role.CHAIR, Role.DEPUTY_CHAIR}:
            raise Refused(say("refusals.people.chair_from_settings"))
        if name not in GIVEN_ROLES:
            raise Refused(say("refusals.people.no_such_role", role=name, roles=", ".join(sorted(GIVEN_ROLES))))
        roles.append(Role(name))
    if not roles:
        raise Refused(say("refusals.people.role_missing", roles=", ".join(sorted(GIVEN_ROLES))))
    return list(dict.fromkeys(roles))


def _slack(typed: str | None) -> str | None:
    if not typed:
        return None
    if not _SLACK_ID.fullmatch(typed.strip()):
        raise Refused(say("refusals.people.no_slack_id"))
    return typed.strip()


def _email(typed: str | None) -> str | None:
    if not typed:
        return None
    try:
        return read_email(typed)
    except AnswerProblem as problem:
        raise Refused(problem.message) from None


def _meant(work: Work, who: str) -> Person:
    wanted = tidy_line(who).casefold()
    found = [
        person
        for person in people.everyone(work.tx)
        if wanted in {(each or "").casefold() for each in (person.id, person.slack, person.email, person.name)} - {""}
    ]
    if len(found) != 1:
        raise Refused(say("refusals.people.nobody_meant" if not found else "refusals.people.several_meant", who=who))
    return found[0]


def _tell_given(work: Work, person: Person, roles: Iterable[str]) -> None:
    _tell(work, "role_given", person, roles, conflicts=conflicts.mark_newcomer(work, person))


def _tell(work: Work, kind: str, person: Person, roles: Iterable[str], **counted: int) -> None:
    """Tell all of the business unit, and the person if they can be reached."""
    named = [str(role) for role in roles]
    audit.note(work.tx, actor=work.actor.address, action=kind, person=person.id, roles=named)
    occasion = new_id()  # every change is a happening of its own, even two of one person in one moment
    data = {"name": person.name, "roles": named, **counted}
    tell(work, kind, case=None, occasion=occasion, data=data, to=recipients.business_unit(work, None))
    if person.slack or person.email:
        to = [Recipient(Audience.PERSON, slack=person.slack, email=person.email)]
        own = "your_role_given" if kind == "role_given" else "your_role_ended"
        tell(work, own, case=None, occasion=occasion, data={"roles": named}, to=to)
