"""Every screen of the story makes sense read aloud, and to somebody who sees no colours and no pictures."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Block = dict[str, Any]


def elements(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from block.get("elements", [])
        yield from (block[name] for name in ("element", "accessory") if name in block)


def spoken(button: Block) -> str:
    """Give what a screen reader says of a button."""
    return str(button.get("accessibility_label") or button["text"]["text"])


def shown(part: Any) -> Iterator[str]:
    """Give every text that is shown."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from shown(value)
    elif isinstance(part, list):
        for each in part:
            yield from shown(each)


def test_many_screens_are_looked_at(screens: list[list[Block]]) -> None:
    assert len(screens) > 80


def test_no_two_buttons_of_a_screen_are_called_the_same(screens: list[list[Block]]) -> None:
    buttons = [Counter(spoken(e) for e in elements(blocks) if e["type"] == "button") for blocks in screens]
    assert [name for counted in buttons for name, count in counted.items() if count > 1] == []


def test_no_two_inputs_of_a_screen_are_called_the_same_and_each_has_a_hint(screens: list[list[Block]]) -> None:
    for blocks in screens:
        inputs = [block for block in blocks if block["type"] == "input"]
        labels = Counter(block["label"]["text"] for block in inputs)
        assert [label for label, count in labels.items() if count > 1] == []
        assert [block["label"]["text"] for block in inputs if "hint" not in block] == []


def test_headings_stand_in_order_each_with_something_under_it(screens: list[list[Block]]) -> None:
    for blocks in screens:
        kinds = [block["type"] for block in blocks]
        assert ("header", "header") not in set(pairwise(kinds))
        assert kinds[-1:] != ["header"]
        headings = [block["text"]["text"] for block in blocks if block["type"] == "header"]
        assert len(headings) == len(set(headings))


def test_every_picture_has_an_alternative_text(screens: list[list[Block]]) -> None:
    pictures = [e for blocks in screens for e in [*blocks, *elements(blocks)] if e["type"] == "image"]
    assert [picture for picture in pictures if not picture.get("alt_text")] == []


def test_nothing_is_told_by_a_sign_alone(screens: list[list[Block]]) -> None:
    """A sign (⚠, •) only ever stands before words that say the same."""
    alone = [
        text
        for blocks in screens
        for text in shown(blocks)
        for line in text.split("\n")
        if any(unicodedata.category(letter) == "So" for letter in line) and sum(map(str.isalpha, line)) < 10
    ]
    assert alone == []


def test_nothing_is_told_by_colour_alone(screens: list[list[Block]]) -> None:
    """Every button says in words what it does, and no sentence speaks of a colour."""
    names = {spoken(e) for blocks in screens for e in elements(blocks) if e["type"] == "button"}
    assert [name for name in names if not any(map(str.isalpha, name))] == []
    said = {text for blocks in screens for text in shown(blocks)}
    assert [text for text in said if re.search(r"\b(?:red|green|yellow|amber|colou?red?)\b", text, re.IGNORECASE)] == []
