"""Print every figure."""

from __future__ import annotations

from tests.benchmarks import answering, starting
from tests.benchmarks.measuring import Compared


def line(what: str, found: Compared) -> str:
    """Say one comparison in a line."""
    return f"{what}: {found.ours * 1000:.1f} ms against {found.other * 1000:.1f} ms, {found.ratio:.2f} times"


if __name__ == "__main__":
    print(line("one answered question, against a bare Bolt listener", answering.measure()))
    print(line("prp --help, against a bare typer program", starting.measure()))
