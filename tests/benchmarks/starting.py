"""`prp --help` against a typer program that does nothing. Both are compiled already, as what pip installed is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial

from tests.benchmarks.measuring import Compared, Side, compare

BARE = """
import sys, typer
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def one() -> None: ...
@app.command()
def two() -> None: ...
app(["--help"])
"""
OURS = "from bot.cli.main import main; main(['--help'])"


def measure(*, rounds: int = 7, times: int = 3) -> Compared:
    """Give the seconds from start to end of ours and of the bare program, and their ratio."""
    with tempfile.TemporaryDirectory() as compiled:
        run = partial(_run, compiled)
        ours, bare = Side(run, lambda: OURS), Side(run, lambda: BARE)
        for side in (ours, bare):
            side.act(side.prepare())
        return compare(ours, bare, rounds=rounds, times=times)


def _run(compiled: str, program: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=environment)
