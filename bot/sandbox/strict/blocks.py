"""Blocks (https://docs.slack.dev/reference/block-kit/blocks, one page for each)."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.strict.composition import any_text, plain_text
from bot.sandbox.strict.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION, PICTURE
from bot.sandbox.strict.problems import Check, Problems, all_different, boolean, by_type, list_of, one_of, shape, string

BLOCK = {"block_id": string(255)}

TEXT_OR_IMAGE = by_type(
    {
        "image": ELEMENTS["image"],
        "plain_text": plain_text(3000),
        "mrkdwn": any_text(3000),
    }
)


RICH_SECTION = shape(
    {
        "type": one_of("rich_text_section"),
        "elements": list_of(
            by_type(
                {
                    "text": shape({"type": one_of("text"), "text": string(3000)}),
                    "user": shape({"type": one_of("user"), "user_id": string(255)}),
                }
            ),
            most=10,
        ),
    }
)
"""Of rich text only what the bot sends is known: words, and people as Slack names them
(https://docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""


def section_says_something(block: Any, place: str) -> Problems:
    """Check that a section has a text or fields."""
    if "text" not in block and "fields" not in block:
        yield f"must have text or fields [json-pointer:{place}]"


def action_ids_differ(block: Any, place: str) -> Problems:
    """Check that no two elements of an actions block have the same action id."""
    ids = [(element["action_id"], f"{place}/elements") for element in block["elements"] if "action_id" in element]
    yield from all_different(ids, "action_id")


def _block(name: str, required: dict[str, Check], optional: dict[str, Check], *then: Check) -> tuple[str, Check]:
    return name, shape({"type": one_of(name)} | required, BLOCK | optional, then=then)


BLOCKS: dict[str, Check] = dict(
    [
        _block(
            "actions",
            {"elements": list_of(by_type(ELEMENTS, allowed=IN_ACTIONS), most=25)},
            {},
            action_ids_differ,
        ),
        _block("context", {"elements": list_of(TEXT_OR_IMAGE, most=10)}, {}),
        _block("divider", {}, {}),
        _block("header", {"text": plain_text(150)}, {}),
        _block(
            "image", {"alt_text": string(2000), "image_url": string(3000, pattern=PICTURE)}, {"title": plain_text(2000)}
        ),
        _block(
            "input",
            {"label": plain_text(2000), "element": by_type(ELEMENTS, allowed=IN_INPUT)},
            {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        _block("rich_text", {"elements": list_of(RICH_SECTION, most=10)}, {}),
        _block(
            "section",
            {},
            {
                "text": any_text(3000),
                "fields": list_of(any_text(2000), most=10),
                "accessory": by_type(ELEMENTS, allowed=IN_SECTION),
                "expand": boolean,
            },
            section_says_something,
        ),
    ]
)
"""The blocks known, by their type. Every one of them may stand in a message, a modal and a Home tab."""

ANY_BLOCK = by_type(BLOCKS)


def blocks(most: int, *, least: int = 1) -> Check:
    """Check for a list of blocks whose ids differ."""
    listed = list_of(ANY_BLOCK, most=most, least=least)

    def check(value: Any, place: str) -> Iterator[str]:
        found = list(listed(value, place))
        if not found:
            ids = [(block["block_id"], f"{place}/{n}") for n, block in enumerate(value) if "block_id" in block]
            found = list(all_different(ids, "block_id"))
        yield from found

    return check
