"""Slack's limits as a table: for each, the greatest number allowed and a view that goes up to any number."""

from collections.abc import Callable
from typing import Any

from tests.bot.sandbox.pieces import (
    Json,
    actions,
    asked,
    button,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)


def options(count: int) -> list[Json]:
    return [option(f"value {number}") for number in range(count)]


def several(kind: str, count: int, **more: Any) -> Json:
    return {"type": kind, "action_id": "several", "options": options(count)} | more


def confirmed(**words: int) -> Json:
    lengths = {"title": 1, "text": 1, "confirm": 1, "deny": 1} | words
    return modal(actions(button(confirm={name: plain("x" * length) for name, length in lengths.items()})))


def grouped(count: int, label: int = 1) -> Json:
    groups = [{"label": plain("x" * label), "options": [option(f"value {number}")]} for number in range(count)]
    return modal(asked({"type": "static_select", "action_id": "pick", "option_groups": groups}))


def initially(count: int, most: int) -> Json:
    return several("multi_static_select", 10, initial_options=options(count), max_selected_items=most)


def linked(url: str) -> Json:
    return several("overflow", 1, options=[option() | {"url": url}])


LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "title of a modal": (24, lambda n: modal(title=plain("x" * n))),
    "submit of a modal": (24, lambda n: modal(submit=plain("x" * n))),
    "close of a modal": (24, lambda n: modal(close=plain("x" * n))),
    "private_metadata": (3000, lambda n: modal(private_metadata="x" * n)),
    "callback_id": (255, lambda n: modal(callback_id="x" * n)),
    "external_id": (255, lambda n: modal(external_id="x" * n)),
    "blocks of a modal": (100, lambda n: modal(*[section()] * n)),
    "blocks of a home tab": (100, lambda n: home(*[section()] * n)),
    "block_id": (255, lambda n: modal(section(block_id="x" * n))),
    "text of a section": (3000, lambda n: modal(section(text=plain("x" * n)))),
    "mrkdwn of a section": (3000, lambda n: modal(section(text=mrkdwn("x" * n)))),
    "fields of a section": (10, lambda n: modal({"type": "section", "fields": [plain()] * n})),
    "field of a section": (2000, lambda n: modal({"type": "section", "fields": [plain("x" * n)]})),
    "header": (150, lambda n: modal({"type": "header", "text": plain("x" * n)})),
    "elements of a context": (10, lambda n: modal({"type": "context", "elements": [mrkdwn()] * n})),
    "elements of actions": (25, lambda n: modal(actions(*[button(f"press {k}") for k in range(n)]))),
    "label of an input": (2000, lambda n: modal(asked(text_input(), label=plain("x" * n)))),
    "hint of an input": (2000, lambda n: modal(asked(text_input(), hint=plain("x" * n)))),
    "action_id": (255, lambda n: modal(actions(button("x" * n)))),
    "text of a button": (75, lambda n: modal(actions(button(text=plain("x" * n))))),
    "value of a button": (2000, lambda n: modal(actions(button(value="x" * n)))),
    "url of a button": (3000, lambda n: modal(actions(button(url="https:" + "x" * (n - 6))))),
    "url of an option": (3000, lambda n: modal(actions(linked("https:" + "x" * (n - 6))))),
    "url of an image": (
        3000,
        lambda n: modal({"type": "image", "image_url": "https://" + "x" * (n - 8), "alt_text": "x"}),
    ),
    "files of a file input": (10, lambda n: modal(asked({"type": "file_input", "action_id": "file", "max_files": n}))),
    "max_selected_items": (100, lambda n: modal(asked(several("multi_static_select", 2, max_selected_items=n)))),
    "accessibility label of a button": (75, lambda n: modal(actions(button(accessibility_label="x" * n)))),
    "placeholder": (150, lambda n: modal(asked(text_input(placeholder=plain("x" * n))))),
    "max_length of a text input": (3000, lambda n: modal(asked(text_input(max_length=n)))),
    "min_length of a text input": (3000, lambda n: modal(asked(text_input(min_length=n)))),
    "min_length under max_length": (9, lambda n: modal(asked(text_input(min_length=n, max_length=9)))),
    "initial value of a text input": (3000, lambda n: modal(asked(text_input(initial_value="x" * n)))),
    "initial value under max_length": (9, lambda n: modal(asked(text_input(initial_value="x" * n, max_length=9)))),
    "options of a select": (100, lambda n: modal(asked(several("static_select", n)))),
    "options of a multi-select": (100, lambda n: modal(asked(several("multi_static_select", n)))),
    "options of radio buttons": (10, lambda n: modal(asked(several("radio_buttons", n)))),
    "options of check boxes": (10, lambda n: modal(asked(several("checkboxes", n)))),
    "options of an overflow menu": (5, lambda n: modal(actions(several("overflow", n)))),
    "option groups": (100, grouped),
    "label of an option group": (75, lambda n: grouped(1, n)),
    "options chosen at first": (3, lambda n: modal(asked(initially(n, 3)))),
    "text of an option": (75, lambda n: modal(asked(select(options=[option("v", "x" * n)])))),
    "value of an option": (150, lambda n: modal(asked(select(options=[option("x" * n, "text")])))),
    "description of an option": (
        75,
        lambda n: modal(asked(select(options=[option() | {"description": plain("x" * n)}]))),
    ),
    "title of a confirmation": (100, lambda n: confirmed(title=n)),
    "text of a confirmation": (300, lambda n: confirmed(text=n)),
    "confirm of a confirmation": (30, lambda n: confirmed(confirm=n)),
    "deny of a confirmation": (30, lambda n: confirmed(deny=n)),
    "alt text of an image": (2000, lambda n: modal({"type": "image", "image_url": "https://x", "alt_text": "x" * n})),
    "title of an image": (
        2000,
        lambda n: modal({"type": "image", "image_url": "https://x", "alt_text": "x", "title": plain("x" * n)}),
    ),
}

UNKNOWN_TO_THE_SDK = {
    "external_id",
    "field of a section",
    "max_length of a text input",
    "min_length of a text input",
    "min_length under max_length",
    "initial value of a text input",
    "initial value under max_length",
    "options of radio buttons",
    "options of check boxes",
    "options chosen at first",
    "url of an option",
    "files of a file input",
    "max_selected_items",
    "label of an option group",
    "text of an option",
    "value of an option",
    "description of an option",
}
"""Limits of Slack's reference that the SDK does not check in a view given as JSON."""
