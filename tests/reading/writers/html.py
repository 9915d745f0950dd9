"""HTML, as mail programs write it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.reading.drawn import Block, Cell, Grid, Ink, Run

_TAGS = {Ink.BOLD: "b", Ink.STRUCK: "s", Ink.DELETED: "del", Ink.INSERTED: "ins"}


def write(blocks: Sequence[Block], *, breaks: bool = False) -> bytes:
    """Give an HTML page; with `breaks`, lines end in ``<br>`` within one block, and are no paragraphs."""
    lines = (_block(block, breaks) for block in blocks)
    return f'<html><head><meta charset="utf-8"></head><body><div>{"".join(lines)}</div></body></html>'.encode()


def _block(block: Block, breaks: bool) -> str:
    if isinstance(block, Grid):
        tags = ["th" if block.heads and number == 0 else "td" for number in range(len(block.rows))]
        rows = (
            f"<tr>{''.join(_cell(one, tag, breaks) for one in row)}</tr>"
            for tag, row in zip(tags, block.rows, strict=True)
        )
        return f'<table border="1">\n{"".join(rows)}</table>\n'
    text = "".join(map(_run, block.runs)) or "&nbsp;"
    if block.heading:
        return f"<h3>{text}</h3>\n"
    return f"{text}<br>\n" if breaks else f'<p class="MsoNormal">{text}</p>\n'


def _cell(one: Cell, tag: str, breaks: bool) -> str:
    span = f' colspan="{one.columns}"' if one.columns > 1 else ""
    span += f' rowspan="{one.rows}"' if one.rows > 1 else ""
    return f"<{tag}{span}>{''.join(_block(block, breaks) for block in one.blocks)}</{tag}>"


def _run(run: Run) -> str:
    text = escape(("☒" if run.chosen else "☐") + run.text if run.ink is Ink.BOX else run.text)
    text = text.replace("   ", "&nbsp; &nbsp;").replace("\t", "&#9;")
    tag = _TAGS.get(run.ink)
    return f"<{tag}>{text}</{tag}>" if tag else text
