"""Both judges of a view: the workspace's own limits, and those that Slack's SDK knows."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.sandbox.strict import check_message, check_view

LONGEST = "W" * 3000


def judge_view(view: dict[str, Any]) -> dict[str, Any]:
    """Give the view back if both judges take it."""
    check_view(view)
    View(**view).to_dict()
    return view


def judge_message(text: str, blocks: list[dict[str, Any]]) -> None:
    """Raise if either judge refuses the message."""
    check_message({"text": text, "blocks": blocks})
    for block in Block.parse_all(blocks):
        block.to_dict()


def texts(part: Any) -> str:
    """Give every text of a view or message, one after another."""
    if isinstance(part, dict):
        return "\n".join(
            [part["text"]] if isinstance(part.get("text"), str) else [texts(value) for value in part.values()]
        )
    return "\n".join(texts(each) for each in part) if isinstance(part, list) else ""


def action_ids(view: dict[str, Any]) -> set[str]:
    """Give the action id of every button of a view."""
    found = set()
    for block in view["blocks"]:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            if element.get("type") == "button":
                found.add(element["action_id"])
    return found
