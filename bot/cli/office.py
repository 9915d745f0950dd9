"""Opening the office for one command, with the person at the terminal as who acts."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.refusals import NotDone
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office
    from handlers.access import Actor
    from handlers.work import Work


@contextmanager
def opened() -> Iterator[Office]:
    """Give the office that the settings name, and close it afterwards. Raises as `open_office` does."""
    from bot.compose import open_office
    from bot.settings import load_settings

    office = open_office(load_settings())
    try:
        yield office
    finally:
        office.close()


def at_the_terminal() -> Actor:
    """Give who acts: the operating system's user, as an administrator, who may not read cases by that fact."""
    from handlers.access import Actor, Role

    return Actor(f"command_line:{getpass.getuser()}", frozenset({Role.ADMINISTRATOR}))


def acting_as(work: Work, who: str) -> Actor:
    """Give the person as who acts, with their roles: chair or deputy, or somebody by Slack id, email or name.

    Raises `NotDone` where nobody is known by that, or more than one person.
    """
    from handlers.access import Actor, Role
    from storage import people

    chairs = ((Role.CHAIR, work.board.chair), (Role.DEPUTY_CHAIR, work.board.deputy_chair))
    names = {role: {role.value, contact.slack, contact.email} for role, contact in chairs if contact is not None}
    # a chair who is on the list of people too may have a conflict of interest under either name
    known_by = {who}.union(*(each for each in names.values() if who in each)) - {None}
    listed = [each for each in people.everyone(work.tx) if known_by & {each.slack, each.email, each.name}]
    known_by |= {name for each in listed for name in (each.slack, each.email) if name}
    held = frozenset(role for role, each in names.items() if known_by & each)
    if len(listed) > 1 or not (listed or held):
        raise NotDone(say("command_line.cases.no_such_person", who=who))
    if not listed:
        return Actor(f"command_line:{min(held)}", held)
    (person,) = listed
    address = f"slack:{person.slack}" if person.slack else f"person:{person.id}"
    return Actor(address, held | {Role(role) for role in people.roles(work.tx, person.id)}, person.id)


def reading_as(office: Office, work: Work, reference: str, who: str, reason: str) -> Work:
    """Note that the user at the terminal opens a case for a person, and why; give the work as that person.

    Raises `NotFound` for the case, and `NotDone` as `acting_as` does.
    """
    from storage import audit, cases

    case = cases.by_reference(work.tx, reference)
    person = acting_as(work, who)
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="opened_at_command_line",
        case_id=case.id,
        who=person.address,
        stated_reason=reason,
    )
    return office.work(work.tx, person)
