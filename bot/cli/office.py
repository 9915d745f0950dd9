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

    for role, contact in ((Role.CHAIR, work.board.chair), (Role.DEPUTY_CHAIR, work.board.deputy_chair)):
        if contact is not None and who in {role.value, contact.slack, contact.email}:
            return Actor(f"command_line:{role.value}", frozenset({role}))
    named = [each for each in people.everyone(work.tx) if who in {each.slack, each.email, each.name}]
    if len(named) != 1:
        raise NotDone(say("command_line.cases.no_such_person", who=who))
    roles = frozenset(Role(role) for role in people.roles(work.tx, named[0].id))
    address = f"slack:{named[0].slack}" if named[0].slack else f"person:{named[0].id}"
    return Actor(address, roles, named[0].id)
