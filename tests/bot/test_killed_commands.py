"""``prp backup``, ``prp restore`` and the writing of the audit's head file, killed at every step of theirs.

A step is a commit, every sixth table that is filled, and whatever is written, put on the disk, named or taken away.
Wherever it dies, what there is afterwards is whole, or is said not to be, and nothing is lost.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from bot.cli.exit_codes import ExitCode
from bot.cli.main import main
from bot.clock import system_clock
from storage import audit, backup_file
from storage.audit_head import HeadFile, Link
from storage.database import Database
from storage.envelope import Vault
from tests.bot.command_line import Terminal

STEPS = ((os, "fsync"), (os, "rename"), (os, "replace"), (os, "unlink"), (backup_file, "_write_piece"))


def deaths(act: Callable[[int], object]) -> Iterator[int]:
    """Do `act` in a process that is killed after its first step, then in one killed after its second, and so on.

    `act` gets the number of the step. Gives that number after each death, until one lives to the end.
    """
    for step in count(1):
        child = os.fork()
        if child == 0:
            _die_after(step)
            try:
                act(step)
            finally:
                os._exit(0)  # nothing of the test's own process goes on in here
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return
        yield step


def _die_after(last: int) -> None:
    steps = count(1)

    def step() -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(where: Any, name: str) -> None:
        original = getattr(where, name)

        def done_and_counted(*arguments: Any, **options: Any) -> Any:
            result = original(*arguments, **options)
            step()
            return result

        setattr(where, name, done_and_counted)

    for where, name in (*STEPS, (DefaultDialect, "do_commit")):
        around(where, name)
    filled: set[str] = set()

    def fill(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        into = " ".join(statement.split(" ")[:3])
        if into.startswith("INSERT INTO") and into not in filled:
            filled.add(into)
            if len(filled) % 6 == 0:
                step()

    event.listen(Engine, "after_cursor_execute", fill)


def test_a_backup_that_is_killed_is_there_whole_or_not_at_all(terminal: Terminal, reference: str) -> None:
    whole = unfinished = 0
    for step in deaths(lambda step: main(["backup", "-o", f"{step}.backup"])):
        made, begun = terminal.folder / f"{step}.backup", terminal.folder / f"{step}.backup.part"
        if made.exists():
            whole += 1
            assert "not empty" in terminal.prp("restore", str(made)).err  # after it was read to its end
        elif begun.exists() and not unfinished:
            unfinished += 1
            assert terminal.prp("restore", str(begun)).code == ExitCode.REFUSED
            assert terminal.prp("backup", "-o", str(made)).code == ExitCode.OK
            assert not begun.exists()
    assert whole
    assert unfinished
    assert terminal.prp("audit", "verify").code == ExitCode.OK


def test_a_restore_that_is_killed_has_put_back_all_or_nothing(
    terminal: Terminal, reference: str, sqlite_template: Path
) -> None:
    assert terminal.prp("backup", "-o", "one.backup").code == ExitCode.OK
    head = terminal.folder / "prp.keys.audit"
    at_first = head.read_text()

    def empty_place() -> None:
        for file in terminal.folder.glob("prp.db*"):
            file.unlink()
        shutil.copyfile(sqlite_template, terminal.folder / "prp.db")
        head.write_text(at_first)

    def restore(_step: int) -> None:
        empty_place()
        main(["restore", "one.backup"])

    outcomes: Counter[int] = Counter()
    for _ in deaths(restore):
        again = terminal.prp("restore", "one.backup")
        outcomes[again.code] += 1
        if again.code != ExitCode.OK:
            assert "not empty" in again.err
            assert reference in terminal.prp("cases", "list").out
            assert "waiting" not in terminal.prp("outbox", "list").out
            assert terminal.prp("audit", "verify").code == ExitCode.OK
    assert outcomes[ExitCode.OK] >= 3
    assert outcomes[ExitCode.REFUSED] >= 2


def test_a_head_file_whose_writing_is_killed_is_as_before_or_as_after(terminal: Terminal, reference: str) -> None:
    database = Database(f"sqlite:///{terminal.folder / 'prp.db'}", Vault.of_file(terminal.folder / "prp.keys"))
    with database.read(system_clock()) as tx:
        last = audit.last(tx)
    database.close()
    heads = HeadFile(terminal.folder / "prp.keys.audit", Vault.of_file(terminal.folder / "prp.keys"))
    before = Link(last.number - 1, "00" * 32)
    heads.replace(before)
    found = []
    for _ in deaths(lambda _step: heads.replace(last)):
        found.append(heads.read())
        heads.replace(before)
    assert found == [before, last, last]  # put on the disk beside it; named; the folder put on the disk
    heads.replace(last)
    assert terminal.prp("audit", "verify").code == ExitCode.OK
