"""Draws Slack's blocks and mails in a terminal, as plainly as a screen reader would read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from email.message import EmailMessage
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from forms.words import say

Block = Mapping[str, Any]
_TOGETHER = "\N{NO-BREAK SPACE}"
"""Stands between the words of a button, so that a line breaks between buttons and not in one."""
WIDTH = 88
"""Columns, where the terminal has as many: wider lines are hard to read."""


def terminal() -> Console:
    """Give the terminal, no wider than `WIDTH`; what is not a terminal, such as a file, is as wide as that."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


def modal(view: Block, typed: Mapping[str, str] | None = None) -> Panel:
    """Draw a modal; `typed` says in words what the person has put into an input, by block id."""
    lines = [*_blocks(view["blocks"], typed or {})]
    if view.get("submit"):
        lines.append(_buttons([view["submit"]["text"]]))
    return Panel(Group(*lines), title=f"[bold]{escape(view['title']['text'])}[/]", title_align="left")


def message(place: str, text: str, blocks: Iterable[Block]) -> Panel:
    """Draw a message as it stands in `place`."""
    lines = [*_blocks(blocks, {})] or [Text(text)]
    return Panel(Group(*lines), title=escape(place), title_align="left", border_style="cyan")


def mail(letter: EmailMessage) -> Panel:
    """Draw a mail: to whom, its subject and its plain text."""
    body = letter.get_body(("plain",))
    text = str(body.get_content()).strip() if body is not None else ""
    head = say("try.mail_head", to=letter["To"], subject=letter["Subject"])
    return Panel(Group(Text(head, style="bold"), Text(""), Text(text)), title=say("try.mail"), title_align="left",
                 border_style="green")  # fmt: skip


def home(view: Block) -> Panel:
    """Draw an App Home."""
    return Panel(Group(*_blocks(view["blocks"], {})), title=say("try.home"), title_align="left")


def _blocks(blocks: Iterable[Block], typed: Mapping[str, str]) -> Iterator[RenderableType]:
    for block in blocks:
        yield from _block(block, typed)


def _block(block: Block, typed: Mapping[str, str]) -> Iterator[RenderableType]:
    kind = block["type"]
    if kind == "header":
        yield Text(f"\n{block['text']['text']}", style="bold")
    elif kind == "section":
        yield from (_words(each) for each in [block.get("text"), *block.get("fields", [])] if each)
        if "accessory" in block:
            yield _buttons([_label(block["accessory"])])
    elif kind == "context":
        yield from (_words(each, style="dim") for each in block["elements"])
    elif kind == "actions":
        yield _buttons([_label(each) for each in block["elements"]])
    elif kind == "input":
        yield _input(block, typed)
    else:
        yield Rule(style="dim")


def _words(text: Block, style: str = "") -> Text:
    """Give a text; in ``mrkdwn`` the stars around bold words are left out."""
    words = text["text"]
    return Text(words if text["type"] == "plain_text" else words.replace("*", ""), style=style)


def _label(element: Block) -> str:
    text = element.get("text") or element.get("placeholder") or {"text": "…"}
    return str(text["text"])


def _buttons(labels: Iterable[str]) -> Text:
    line = Text()
    for label in labels:
        line.append(f" {label} ".replace(" ", _TOGETHER), style="reverse")
        line.append(" ")
    return line


def _input(block: Block, typed: Mapping[str, str]) -> Text:
    optional = f" ({say('try.optional')})" if block.get("optional") else ""
    answer = typed.get(block["block_id"]) or _first_value(block["element"])
    return Text.assemble((block["label"]["text"], "bold"), (optional, "dim"), "\n  ", (answer or "–", "green"))


def _first_value(element: Block) -> str:
    """Give in words what an input holds before anybody touches it."""
    chosen = [element.get("initial_option"), *element.get("initial_options", [])]
    labels = [option["text"]["text"] for option in chosen if option]
    return ", ".join(labels) or str(element.get("initial_value", ""))
