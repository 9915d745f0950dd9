"""Lists in the terminal, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forms.words import say


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Print rows under headings (keys of ``[column]`` in the words), or the sentence `empty` if there are none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    kept = list(rows)
    if not kept:
        print(empty)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(say(f"command_line.column.{column}"), overflow="fold")
    for row in kept:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
