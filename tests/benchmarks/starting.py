"""`prp --help` against a typer program that does nothing."""

from __future__ import annotations

import subprocess
import sys

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
    return compare(Side(_run, lambda: OURS), Side(_run, lambda: BARE), rounds=rounds, times=times)


def _run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
