"""The pieces of Block Kit that the screens are made of, each kept within Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from forms.answers.text import characters, letters_within
from forms.words import say

MOST_BLOCKS = 100
MOST_BYTES = 250_000
LONGEST_SECTION = 3000
LONGEST_HEADER = 150
LONGEST_TITLE = 24
LONGEST_BUTTON = 75
LONGEST_OPTION = 75

Style = Literal["", "primary", "danger"]


def plain(text: str) -> Json:
    """Give a text object in which nothing is markup."""
    return {"type": "plain_text", "text": text}


def header(text: str) -> Json:
    """Give a heading."""
    return {"type": "header", "text": plain(cut(text, LONGEST_HEADER))}


def paragraph(text: str) -> Json:
    """Give a paragraph of at most 3,000 characters; longer text goes through `paragraphs`."""
    return {"type": "section", "text": plain(text)}


def paragraphs(text: str) -> list[Json]:
    """Give a text of any length as paragraphs, cut at line ends and spaces where there are any."""
    return [paragraph(piece) for piece in pieces(text, LONGEST_SECTION)]


def paragraph_with(text: str, accessory: Json) -> Json:
    """Give a paragraph with a button beside it."""
    return {"type": "section", "text": plain(cut(text, LONGEST_SECTION)), "accessory": accessory}


def small(text: str) -> Json:
    """Give a small grey line."""
    return {"type": "context", "elements": [plain(cut(text, LONGEST_SECTION))]}


def divider() -> Json:
    """Give a thin line."""
    return {"type": "divider"}


def button(
    action_id: str, label: str, *, value: str = "", of: str = "", style: Style = "", confirm: Json | None = None
) -> Json:
    """Give a button; `value` says what it is about.

    `of` says the same in words to somebody who hears the screen, where a label stands on it more than once.
    """
    made: Json = {"type": "button", "action_id": action_id, "text": plain(cut(label, LONGEST_BUTTON))}
    if of:
        made["accessibility_label"] = cut(say("screens.read_out.of", label=label, what=of), LONGEST_BUTTON)
    if value:
        made["value"] = value
    if style:
        made["style"] = style
    if confirm is not None:
        made["confirm"] = confirm
    return made


def buttons(*elements: Json) -> Json:
    """Give a row of at most 25 buttons."""
    return {"type": "actions", "elements": list(elements)}


def confirm(title: str, text: str, yes: str, no: str) -> Json:
    """Give the question that Slack asks before a click counts."""
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}


def modal(
    title: str,
    blocks: Sequence[Json],
    *,
    callback_id: str,
    remembers: Remembered | None = None,
    submit: str = "",
    close: str = "",
) -> Json:
    """Give a modal. Slack tells when it is closed, so that the person's App Home can be drawn anew."""
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(cut(title, LONGEST_TITLE)),
        "close": plain(close or say("screens.buttons.close")),
        "notify_on_close": True,
        "private_metadata": (remembers or Remembered()).written(),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain(submit)
    return view


def cut(text: str, longest: int) -> str:
    """Give a text of at most `longest` characters, with an ellipsis where something was left out."""
    return text if characters(text) <= longest else text[: letters_within(text, longest - 1)].rstrip() + "…"


def pieces(text: str, longest: int) -> Iterator[str]:
    """Cut a text into pieces of at most `longest` characters; nothing but space at the cuts is lost."""
    rest = text.strip()
    while characters(rest) > longest:
        most = letters_within(rest, longest)
        place = max(rest.rfind("\n", 1, most), rest.rfind(" ", 1, most))
        place = place if place > most // 2 else most
        yield rest[:place].rstrip()
        rest = rest[place:].lstrip()
    if rest:
        yield rest


def parts(blocks: Iterable[Json], *, most_blocks: int, most_bytes: int) -> list[list[Json]]:
    """Divide blocks, in order, into parts that each fit on one screen; at least one part, which may be empty."""
    divided: list[list[Json]] = [[]]
    size = 0
    for block in blocks:
        weight = len(json.dumps(block)) + 2
        if divided[-1] and (len(divided[-1]) >= most_blocks or size + weight > most_bytes):
            divided.append([])
            size = 0
        divided[-1].append(block)
        size += weight
    return divided
