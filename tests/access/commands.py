"""Every command of `prp`: whom it is for, and what it does when it is tried.

Whoever can read the key file and the database can do anything with them (README, security), so that the operating
system guards the commands. What reads a case beside that asks for a person, and what that person may.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from bot import compose, settings
from bot.cli.exit_codes import ExitCode
from bot.cli.main import app, main
from tests.access.scene import Part, Scene

REFERENCE = "PRP-2026-0001"

FOR_A_PERSON: Mapping[str, tuple[str, ...]] = {
    "cases show": (REFERENCE,),
    "cases file": (REFERENCE, "1", "-o", "case-file.pdf"),
    "inbox show": ("IN-0001",),
    "pack": (REFERENCE, "-o", "case-pack.docx"),
    "retention hold": (REFERENCE,),
    "retention lift": (REFERENCE,),
    "subject-access": ("Nobody Known", "-o", "case-access.docx"),
}
"""What reads or holds a case, with how it is called beside ``--as PERSON --reason TEXT``."""

FOR_WHOEVER_HOLDS_THE_KEYS: Mapping[str, tuple[str, ...]] = {
    "audit accept": ("--reason", "Trying"),
    "audit list": (REFERENCE,),
    "audit verify": (),
    "backup": ("-o", "tried.backup"),
    "cases list": (),
    "doctor": (),
    "inbox list": (),
    "inbox reprocess": (),
    "inbox retry": ("nothing",),
    "keys retire": (),
    "keys rotate": (),
    "keys status": (),
    "outbox list": (),
    "outbox release": ("nothing",),
    "outbox retry": ("nothing",),
    "people add": ("Somebody", "--role", "panel"),
    "people list": (),
    "people remove": ("Somebody",),
    "restore": ("tried.backup",),
    "retention list": (),
    "run": (),
}
"""What needs the key file and the database, and is done as an administrator, who may not read a case."""

READ_ONLY = ("audit list", "audit verify", "cases list", "inbox list", "keys status", "outbox list", "retention list")
"""Those of them that print something about cases and change nothing."""

FOR_ANYBODY_AT_THE_MACHINE = frozenset({"db upgrade", "form blank", "form read", "init", "retention rules", "try"})
"""What needs no keys: it makes tables or the key file, shows a schedule, or plays with a Board of its own."""


def every_command() -> frozenset[str]:
    """Give every command that `prp` has."""

    def below(command: Any, *names: str) -> Iterator[str]:
        if isinstance(command, TyperGroup):
            for name, sub in command.commands.items():
                yield from below(sub, *names, name)
        else:
            yield " ".join(names)

    return frozenset(below(typer.main.get_command(app)))


class _LeftOpen(compose.Office):
    def close(self) -> None:
        """Leave it open: the next command works in it too."""


@contextmanager
def at_the_office(scene: Scene, folder: Path) -> Iterator[None]:
    """Have each command find the scene's office open already, and work in `folder`."""
    office = _LeftOpen(**vars(scene.marram.service.office))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "load_settings", lambda: office.settings)
        patched.setattr(compose, "open_office", lambda _settings: office)
        patched.chdir(folder)
        yield


def prp(*arguments: str) -> tuple[ExitCode, str]:
    """Run `prp` in this process; gives how it ended and all that it said."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as end:
        main(arguments)
    return ExitCode(int(end.value.code or 0)), said.getvalue()


def lets_in(command: str, part: Part) -> bool:
    """Run a command for who plays this part; raises `ValueError` where it ends in another way than done or refused."""
    for written in Path().glob("case-*"):
        written.unlink()
    ended, said = prp(*command.split(), *FOR_A_PERSON[command], "--as", part.named, "--reason", "Trying")
    if ended not in {ExitCode.OK, ExitCode.REFUSED}:
        raise ValueError(said)
    return ended is ExitCode.OK
