"""Views and messages as a whole.

Limits: https://docs.slack.dev/reference/views/modal-views, https://docs.slack.dev/reference/views/home-tab-views,
https://docs.slack.dev/reference/methods/chat.postMessage
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.strict.blocks import blocks
from bot.sandbox.strict.composition import plain_text
from bot.sandbox.strict.problems import InvalidBlocks, Problems, boolean, by_type, one_of, problem, shape, string

VIEW_BYTES = 250_000
VIEW_BLOCKS = 100
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 40_000
UPDATED_TEXT = 4_000
"""The longest text of a chat.update (https://docs.slack.dev/reference/methods/chat.update, msg_too_long)."""
MESSAGE_WORDS = 10_000
"""The most characters of all texts in the blocks of a message together, above which chat.* answer msg_blocks_too_long.

Slack's pages give no number; its engineers speak of about 12,000 with the containers
(https://github.com/slackapi/bolt-js/issues/2509), so the workspace stays well below.
"""


def input_has_submit(view: Any, place: str) -> Problems:
    """Check that a modal with an input block has a submit button, as Slack requires."""
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield problem("submit is required when an input block is in the view", place)


def one_focus(view: Any, place: str) -> Problems:
    """Check that at most one element takes the focus when the view opens."""
    elements = [element for block in view["blocks"] for element in _elements(block)]
    if sum(bool(element.get("focus_on_load")) for element in elements) > 1:
        yield problem("only one element can have focus_on_load", f"{place}/blocks")


def files_in_modals_only(view: Any, place: str) -> Problems:
    """Check that nothing but a modal asks for files: their state comes with a modal's submission."""
    for number, block in enumerate(view["blocks"]):
        if block.get("element", {}).get("type") == "file_input":
            yield problem("unsupported type: file_input", f"{place}/blocks/{number}/element/type")


def words_in(part: Any) -> int:
    """Give the number of characters in all texts of blocks."""
    if isinstance(part, Mapping):
        own = part.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(words_in(value) for value in part.values())
    return sum(words_in(each) for each in part) if isinstance(part, list) else 0


def asks_for_files(view: Mapping[str, Any]) -> bool:
    """Say whether a view has a `file_input`, for which an app needs the scope `files:read`."""
    return any(element.get("type") == "file_input" for block in view["blocks"] for element in _elements(block))


def _elements(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*block.get("elements", []), *(block[name] for name in ("element", "accessory") if name in block)]


IDENTIFIED = {
    "private_metadata": string(3000, shortest=0),
    "callback_id": string(255, shortest=0),
    "external_id": string(255, shortest=0),
}

MODAL = shape(
    {"type": one_of("modal"), "title": plain_text(24), "blocks": blocks(VIEW_BLOCKS)},
    {
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    }
    | IDENTIFIED,
    then=[input_has_submit, one_focus],
)

HOME = shape(
    {"type": one_of("home"), "blocks": blocks(VIEW_BLOCKS)}, IDENTIFIED, then=[one_focus, files_in_modals_only]
)

VIEW = by_type({"modal": MODAL, "home": HOME})
MESSAGE_BLOCK_LIST = blocks(MESSAGE_BLOCKS, least=0)


def check_view(view: Any) -> None:
    """Check a modal or Home tab as `views.*` take it; raises InvalidBlocks."""
    messages = list(VIEW(view, "/view"))
    if not messages and len(json.dumps(view).encode()) > VIEW_BYTES:
        messages = [problem(f"must be at most {VIEW_BYTES} bytes", "/view")]
    if messages:
        raise InvalidBlocks(messages)


def check_message(message: Mapping[str, Any]) -> None:
    """Check the text and blocks of a message as `chat.*` take them; raises InvalidBlocks.

    Slack cuts a text above 40,000 characters; here, as in `chat.update`, it is refused.
    """
    blocks = message.get("blocks") or []
    messages = list(MESSAGE_BLOCK_LIST(blocks, "/blocks")) or list(files_in_modals_only({"blocks": blocks}, ""))
    messages += string(MESSAGE_TEXT, shortest=0)(message.get("text") or "", "/text")
    if not message.get("text") and not message.get("blocks"):
        messages.append(problem("must have text or blocks", ""))
    if messages:
        raise InvalidBlocks(messages)
