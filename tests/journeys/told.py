"""What the world was told: every message and mail that can be seen in it, traced to the notice that it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlmodel import func, select

from bot.compose import CLOCK
from bot.trial import world
from bot.trial.world import World
from storage import outbox
from storage.tables import Table

_OF_ROLES = frozenset({"role_given", "your_role_given"})


@dataclass(frozen=True)
class Told:
    """Kinds of notices in the order in which they came, by person or channel and by mail address."""

    slack: dict[str, list[str]] = field(default_factory=dict)
    mail: dict[str, list[str]] = field(default_factory=dict)


def told(marram: World) -> Told:
    """Give what was told since the staff got their roles. A message that is not in the outbox raises `NotFound`."""
    in_slack = {user: marram.person(user).messages for user in world.NAMES}
    in_slack[world.PANEL_CHANNEL] = marram.workspace.messages(world.PANEL_CHANNEL)
    ids = {
        place: [message["metadata"]["event_payload"]["outbox_id"] for message in messages]
        for place, messages in in_slack.items()
    }
    letters: dict[str, list[str]] = {}
    for letter in marram.mailroom.letters:
        (outbox_id,) = re.findall(r"<(\w+)\.prp@", letter["Message-ID"])
        letters.setdefault(letter["To"], []).append(outbox_id)
    return Told(_kinds(marram, ids), _kinds(marram, letters))


def rows(marram: World, *names: str) -> dict[str, int]:
    """Count the rows of the tables called `names`."""
    tables = {name: Table.metadata.tables[name] for name in names}
    with marram.service.office.read(CLOCK) as work:
        return {
            name: work.tx.session.exec(select(func.count()).select_from(table)).one() for name, table in tables.items()
        }


def _kinds(marram: World, ids: dict[str, list[str]]) -> dict[str, list[str]]:
    with marram.service.office.read(CLOCK) as work:
        kinds = {place: [outbox.get(work.tx, each).kind for each in found] for place, found in ids.items()}
    about_cases = {place: [kind for kind in found if kind not in _OF_ROLES] for place, found in kinds.items()}
    return {place: found for place, found in about_cases.items() if found}
