"""Lists in the terminal, as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from forms.words import say

WIDTH_OF_A_FILE = 160
"""Characters in a line where the list goes into a file or another program."""

_WHOLE = frozenset({"number", "reference", "rule"})
"""Columns that are never broken, since people copy from them."""


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Print rows under headings (keys of ``[column]`` in the words), or the sentence `empty` if there are none.

    What a name could make a terminal do, or show in another order, is left out.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from forms.answers.text import tidy

    kept = list(rows)
    if not kept:
        print(empty)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(say(f"command_line.column.{column}"), overflow="fold", no_wrap=column in _WHOLE)
    for row in kept:
        table.add_row(*(Text(tidy(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE).print(table)
