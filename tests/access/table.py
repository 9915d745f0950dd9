"""docs/who-may-what.md: the table of who may what, as the walk finds it.

python -m tests.access      walks, and writes the page anew
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.access.commands import FOR_ANYBODY_AT_THE_MACHINE, FOR_WHOEVER_HOLDS_THE_KEYS
from tests.access.pages import PAGES
from tests.access.scene import PARTS
from tests.access.walk import Grid, Walked

PAGE = Path(__file__).parents[2] / "docs" / "who-may-what.md"

INTRODUCTION = """\
# Who may what

One case that waits for its final decision, with an action, information that is owed and a file, and one draft.
Everybody tries everything, once without and once with a possible conflict of interest in them (`docs/procedure.md`,
sections 1 and 7). *yes*: with a conflict of interest too. *if clear*: only without one. Empty: refused.

The referrer owns the draft as well. The chair has no conflict of interest unless the column says so; then the deputy
decides.

Written by `python -m tests.access`. A test fails when this page is not what the walk finds, and when a listener, a
command or an address is not in it.
"""

ACTS = """\
## What is asked

The rights that everything below asks for: the table in `handlers/access.py`.
"""

SLACK = """\
## In Slack

Every listener of `bot/slack/listeners`, asked through its guard. Bots and removed accounts are refused before any
guard. `tests/journeys/test_access.py` tries through Slack itself that whoever is refused sees nothing and changes
nothing.
"""

COMMANDS = """\
## On the command line

These read a case, for a person who is named (`--as PERSON --reason TEXT`), and are noted in the audit.
"""

KEYS = """\
These need the key file and the database, whose guard is the operating system. They act as an administrator, who may
not read a case, and print nothing confidential: {commands}.

These begin without keys: {free}.
"""

OVER_HTTP = """\
## Over HTTP

| address | who may ask | what is told |
|---|---|---|
"""


def page(walked: Walked) -> str:
    """Give the page."""
    keys = KEYS.format(commands=_named(FOR_WHOEVER_HOLDS_THE_KEYS), free=_named(FOR_ANYBODY_AT_THE_MACHINE))
    parts = (
        INTRODUCTION,
        ACTS,
        _markdown("right", walked.acts),
        SLACK,
        _markdown("listener", walked.slack),
        COMMANDS,
        _markdown("command", walked.command_line),
        keys,
        OVER_HTTP + "".join(f"| `{path}` | {who} | {told} |\n" for path, (who, told) in PAGES.items()),
    )
    return "\n".join(parts)


def _markdown(what: str, grid: Grid) -> str:
    return "".join(f"{line}\n" for line in _lines(what, grid))


def _lines(what: str, grid: Grid) -> Iterator[str]:
    yield " | ".join([f"| {what}", *(part.title for part in PARTS)]) + " |"
    yield "|---" * (len(PARTS) + 1) + "|"
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, found in grid.items():
        alike[tuple(_cell(*found[part]) for part in PARTS)].append(name)
    for cells, names in alike.items():
        yield " | ".join([f"| {', '.join(names)}", *cells]) + " |"


def _cell(clear: bool, in_conflict: bool) -> str:
    if in_conflict and not clear:
        message = "a conflict of interest gives a right"
        raise ValueError(message)
    return "yes" if in_conflict else "if clear" if clear else ""


def _named(commands: Iterable[str]) -> str:
    return ", ".join(f"`prp {command}`" for command in sorted(commands))
