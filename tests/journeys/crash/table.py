"""The crash table: at which points a bot was killed, how many times, and what that did."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.journeys.crash.reckoning import Reckoning

RANDOM = "at a random moment"
BESIDE = "another notice in hand at a death"
"""The deliverer sends two at once."""


@dataclass
class Line:
    """One line of the table: points of a like, and what deaths there did."""

    points: int = 0
    killed: int = 0
    lost: int = 0
    doubled: int = 0
    recorded: int = 0
    unknown: int = 0


class CrashTable:
    """Counts deaths; `markdown` shows them."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = defaultdict(Line)

    def add(self, deaths: Sequence[str], found: Reckoning) -> None:
        """Count the deaths of one journey; a notice is put down to the death at a point of its own, if there was."""
        for death in deaths:
            line = self.lines[alike(death)]
            line.killed += 1
            line.points += bool(death)
        where = self.lines[alike(deaths[-1])]
        where.lost += len(found.lost)
        where.doubled += len(found.doubled)
        for notice in found.recorded:
            self._line_of(notice, deaths).recorded += 1
        for notice in found.unknown:
            self._line_of(notice, deaths).unknown += 1

    def _line_of(self, notice: str, deaths: Sequence[str]) -> Line:
        own = [death for death in deaths if death.endswith(f" {notice}")]
        random = "" in deaths
        return self.lines[alike(own[-1]) if own else RANDOM if random else BESIDE]

    def markdown(self) -> str:
        """Give the table, points of a like in one line, and the sum."""
        head = "| where | points | times killed | lost | doubled against the rules | sent again, recorded | not known |"
        rows = [head, "|---|---|---|---|---|---|---|"]
        total = Line()
        for name, line in sorted(self.lines.items(), key=lambda entry: _order(entry[0])):
            rows.append(_row(name, line))
            for figure, value in vars(line).items():
                setattr(total, figure, getattr(total, figure) + value)
        return "\n".join([*rows, _row("**all**", total)]) + "\n"


def alike(point: str) -> str:
    """Give what points of a like have in common: which screen, notice or person it was is left out."""
    if not point:
        return RANDOM
    side, what = point.split(" ", 1)
    if what.startswith("the mail "):
        return f"{side} a mail is handed over"
    if what.startswith("the answer to "):
        return f"{side} the answer to {_sort(what.removeprefix('the answer to '))}"
    kind, _, work = what.partition(": ")
    for verb in ("claiming", "recording trouble with", "recording", "sending"):
        if work.startswith(verb) and work != "claiming nothing":
            work = f"{verb} a notice"
    for verb in ("keeping", "taking", "showing what came of"):
        if work.startswith(f"{verb} "):
            work = f"{verb} {_sort(work.removeprefix(f'{verb} '))}"
    kind = re.sub(r"the call of (\S+)", r"the call of `\1`", kind)
    return f"{side} {kind} ({work})"


def _sort(arrived: str) -> str:
    kind = arrived.split(" ", 1)[0]
    return {"event": "an event", "closed": "a screen that was closed"}.get(kind, f"a {kind}")


def _order(name: str) -> tuple[bool, str, bool]:
    side, what = name.split(" ", 1)
    return name in (RANDOM, BESIDE), what, side == "after"


def _row(name: str, line: Line) -> str:
    figures = (line.points or "", line.killed, line.lost, line.doubled, line.recorded, line.unknown)
    return f"| {name} | " + " | ".join(str(figure) for figure in figures) + " |"
