"""The walk: every act, listener and command by every part, with and without a conflict of interest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.slack.listeners import ROUTES
from bot.slack.members import Standing
from handlers.access import Act, may
from handlers.work import Work
from storage import cases
from storage.tables import Case
from tests.access import commands, listeners
from tests.access.scene import PARTS, Part, Scene

Grid: TypeAlias = Mapping[str, Mapping[Part, tuple[bool, bool]]]
"""By what is done and who does it: whether they may without and with a conflict of interest."""

_OF_A_DRAFT = frozenset({Act.CHANGE_DRAFT, Act.HAND_OVER_DRAFT})
_OF_NO_CASE = frozenset(
    {
        Act.REFER,
        Act.ENTER_ON_BEHALF,
        Act.SEE_DRAFTS,
        Act.SEE_REGISTER,
        Act.MANAGE_PEOPLE,
        Act.SEE_NOTICES,
        Act.EXPORT_PERSON,
    }
)


@dataclass(frozen=True)
class Walked:
    """What the walk found."""

    acts: Grid
    slack: Grid
    command_line: Grid


def walk(scene: Scene, folder: Path) -> Walked:
    """Have everybody try everything; files that commands write go into `folder`."""
    return Walked(_acts(scene), _slack(scene), _command_line(scene, folder))


def _acts(scene: Scene) -> Grid:
    """Ask of every act in the table of `handlers.access` who may."""

    def tried(part: Part, *, in_conflict: bool) -> Mapping[str, bool]:
        with scene.played(part, in_conflict=in_conflict) as work:
            served = part.standing is not Standing.NOBODY
            return {f"`{act}`": served and may(work.tx, work.actor, act, _case(scene, work, act)) for act in Act}

    return _by_everybody(tried)


def _slack(scene: Scene) -> Grid:
    """Ask every listener's guard."""

    def tried(part: Part, *, in_conflict: bool) -> Mapping[str, bool]:
        with scene.played(part, in_conflict=in_conflict) as work:
            return {listeners.title(route): listeners.lets_in(scene, work, route, part) for route in ROUTES}

    return _by_everybody(tried)


def _command_line(scene: Scene, folder: Path) -> Grid:
    """Run every command that reads a case."""

    def tried(part: Part, *, in_conflict: bool) -> Mapping[str, bool]:
        with scene.marked(part, in_conflict=in_conflict):
            return {f"`prp {command}`": commands.lets_in(command, part) for command in commands.FOR_A_PERSON}

    with commands.at_the_office(scene, folder):
        return _by_everybody(tried)


def _by_everybody(tried: Callable[..., Mapping[str, bool]]) -> Grid:
    found: dict[str, dict[Part, tuple[bool, bool]]] = defaultdict(dict)
    for part in PARTS:
        clear, in_conflict = tried(part, in_conflict=False), tried(part, in_conflict=True)
        for what, allowed in clear.items():
            found[what][part] = (allowed, in_conflict[what])
    return found


def _case(scene: Scene, work: Work, act: Act) -> Case | None:
    if act in _OF_NO_CASE:
        return None
    return cases.get(work.tx, scene.ids["draft" if act in _OF_A_DRAFT else "case"])
