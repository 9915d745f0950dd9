"""Who has which role (docs/procedure.md, section 1). The business unit is told of every role given and taken away.

Chair and deputy chair come only from the settings, so that nobody is made one by a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forms.answers.contact import read_email
from forms.answers.problem import AnswerProblem
from forms.answers.text import tidy_line
from forms.words import say
from handlers.access import GIVEN_ROLES, Act, Refused, Role, require
from handlers.case_screens import PersonLine
from handlers.notices import recipients
from handlers.notices.sending import tell
from handlers.work import Work
from storage import audit, duties, people
from storage.people import AlreadyListed
from storage.tables import Person, new_id

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,}")


@dataclass(frozen=True)
class AddPerson:
    """Somebody to be given roles. Without Slack and email the business unit tells them by its own route."""

    name: str
    roles: tuple[str, ...]
    agency: str = ""
    slack: str | None = None
    email: str | None = None


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
        _tell_unit(work, "role_given", person, given)
    return person


def everyone(work: Work) -> tuple[PersonLine, ...]:
    """Give everyone with a role, by name; raises `Refused` for an actor who may not see them."""
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    return tuple(
        PersonLine(
            person_id=person.id,
            name=person.name,
            roles=frozenset(map(Role, people.roles(work.tx, person.id))),
            agency=person.agency,
            slack=person.slack,
            email=person.email,
        )
        for person in people.everyone(work.tx)
    )


def remove(work: Work, who: str) -> Person:
    """Take every role from somebody (by id, Slack id, email address or full name), and tell the business unit.

    What they still owe stays open: the business unit is told how much, and gets the reminders. Raises `Refused`, with
    what to do, for an actor who may not, and where nobody or more than one person is meant.
    """
    require(work.tx, work.actor, Act.MANAGE_PEOPLE)
    person = _meant(work, who)
    roles = sorted(people.roles(work.tx, person.id))
    count = len(duties.owed_by(work.tx, [person.id]))
    if people.remove(work.tx, person.id):
        _tell_unit(work, "role_removed", person, roles, count=count)
    return person


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


def _tell_unit(work: Work, kind: str, person: Person, roles: Iterable[str], *, count: int | None = None) -> None:
    named = [str(role) for role in roles]
    audit.note(work.tx, actor=work.actor.address, action=kind, person=person.id, roles=named)
    tell(
        work,
        kind,
        case=None,
        occasion=new_id(),  # every change is a happening of its own, even two of one person in one moment
        data={"name": person.name, "roles": named} | ({} if count is None else {"count": count}),
        to=recipients.business_unit(work, None),
    )
