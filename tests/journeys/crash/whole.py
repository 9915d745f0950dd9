"""Every point of the journey and 2,000 random moments, on as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bot.clock import system_clock
from forms.answers.dates import in_words
from storage.migrate import upgrade
from tests.journeys.crash.process import Zygote
from tests.journeys.crash.runs import TURNS, Crashed, Runs, copies_of
from tests.journeys.crash.table import CrashTable

AT_ONCE = 20
"""Deaths at random moments in one piece of work."""

ABOUT = """# The crash table

What happens when the bot is killed (`SIGKILL`) in the middle of its work and started again: made on {day} by
`python -m tests.journeys.crash docs/crash-table.md`, on SQLite, with Slack and the mail server of the project's own.

One case goes from the referral to an action that is done. The bot is killed once at every point of it, before and
after: every commit, every call of Slack, every answer to Slack, every mail. About twelve of the {points} points fall
in each of {turns} journeys. It is also killed {random:,} times at random moments, some of them while it starts; half of
these journeys reach the bot over Socket Mode, half over HTTP. After each death a new process starts, and whoever got
no answer does again what they did.

Lost: an answer, a decision, an action or a notice of the same journey without deaths that is not there in the end.
Doubled against the rules: something recorded or told twice. Sent again, recorded: a mail of which nobody can know
whether it went out, sent once more with the same Message-ID and noted in the audit (`docs/procedure.md`, section 7,
rule 10). Not known: a notice that was in hand at a death, and is recorded as one that may have gone; where it can be
looked up, as in Slack, that is done before it is sent. The deliverer has several in hand at once; each is put down to
the death at a point of its own where the journey had one.

"""


def _begin(template: Path) -> None:
    """Begin a process of the pool, whose zygote ends with it."""
    _process.append(Runs(Zygote().__enter__(), copies_of(template)))


_process: list[Runs] = []
"""The journeys of this process."""


def _turn(turn: int) -> Crashed:
    return _process[0].crash_in_turn(turn, TURNS)


def _at_random(seed: int) -> Crashed:
    return _process[0].crash_at_random(AT_ONCE, seed, slack_mode="http" if seed % 2 else "socket")


def _pool(template: Path) -> ProcessPoolExecutor:
    upgrade(f"sqlite:///{template}")
    return ProcessPoolExecutor(
        mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(template,)
    )


def write_table(target: Path) -> None:
    """Make the table and write it to `target`; ends with an error where anything was lost or wrongly doubled."""
    times = int(os.environ.get("PRP_TEST_CRASHES", "2000"))
    table, wrong = CrashTable(), []
    with tempfile.TemporaryDirectory(prefix="prp-crash-") as folder, _pool(Path(folder, "prp.db")) as pool:
        pieces = [pool.submit(_turn, turn) for turn in range(TURNS)]
        pieces += [pool.submit(_at_random, seed) for seed in range(times // AT_ONCE)]
        for piece in pieces:
            crashed = piece.result()
            table.add(crashed.deaths, crashed.found)
            if not crashed.found.is_well:
                wrong.append(crashed.found)
    points = sum(line.points for line in table.lines.values())
    about = ABOUT.format(day=in_words(system_clock().date()), points=points, turns=TURNS, random=times)
    target.write_text(about + table.markdown(), "utf-8")
    if wrong:
        sys.exit("\n".join(map(str, wrong)))
