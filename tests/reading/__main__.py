"""Print how every form is read. Ends with 1 where an aim is missed.

`python -m tests.reading` scores all; `--misread` shows each value that was not found, `--form NAME` and
`--manner TEXT` score only those, `--held-out` scores the forms that nobody saw while the reader was built.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from tests.reading.foreign import forms
from tests.reading.manners import MANNERS
from tests.reading.reading_all import Read, read_all, read_own
from tests.reading.scoring import Outcome, Score
from tests.reading.tables import missed, not_exact, table, total


def main() -> int:
    """Score, print, and give the exit code."""
    asked = _arguments()
    chosen = [form for form in forms("held_out" if asked.held_out else "forms") if asked.form in form.name]
    manners = [manner for manner in MANNERS if asked.manner in manner.name]
    done = list(read_all(chosen, manners, every=asked.every))
    if asked.misread:
        for line in _misread(done):
            print(line)
    print(table("question", _by_question(done)), end="\n\n")
    print(table("manner", _together((one.manner, one.score) for one in done)), end="\n\n")
    print(table("form", _together((one.form, one.score) for one in done)), end="\n\n")
    own = list(read_own(every=asked.every)) if not asked.form and not asked.held_out else []
    if asked.misread:
        print("\n".join(_misread(own)))
    print(table("our own form", _together((one.manner, one.score) for one in own)), end="\n\n")
    everything = total(one.score for one in done)
    with_suggested = everything.share(everything.count(Outcome.FOUND, Outcome.SUGGESTED))
    print(f"{len(done)} documents; with what is suggested, {with_suggested:.1%} of the values are found.")
    said = [*missed(everything), *not_exact(total(one.score for one in own))]
    print("\n".join(said))
    return 1 if said else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reading", description=__doc__)
    parser.add_argument("--misread", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--form", default="")
    parser.add_argument("--manner", default="")
    parser.add_argument("--every", type=int, default=1)
    return parser.parse_args()


def _together(scores: Iterable[tuple[str, Score]]) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for name, score in scores:
        found.setdefault(name, Score()).add(score)
    return found


def _by_question(done: Iterable[Read]) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for one in done:
        for value in one.score.values:
            found.setdefault(value.question, Score()).values.append(value)
        for stray in one.score.strays:
            found.setdefault(stray.question, Score()).strays.append(stray)
    return found


def _misread(done: Iterable[Read]) -> Iterable[str]:
    for one in done:
        where = f"{one.form} | {one.manner} | {one.case}"
        for value in one.score.values:
            if value.outcome is not Outcome.FOUND:
                instead = f" -> {value.read!r}" if value.read else ""
                yield f"{value.outcome}: {where}: {value.question} [{value.label}] {value.written!r}{instead}"
        for stray in one.score.strays:
            certain = "misplaced" if stray.certain else "suggested at a wrong question"
            yield f"{certain}: {where}: {stray.question} [{stray.label}] {stray.read!r}"
        for label in one.score.lost:
            yield f"lost: {where}: [{label}]"


if __name__ == "__main__":
    sys.exit(main())
