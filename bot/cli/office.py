"""Opening the office for one command, with the person at the terminal as who acts."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.compose import Office
    from handlers.access import Actor


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
