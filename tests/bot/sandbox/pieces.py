"""Blocks, views and refused calls in few words, for tests."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]


def plain(text: str = "Words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "yes", text: str | None = None) -> Json:
    return {"text": plain(text or value), "value": value}


def button(action_id: str = "press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Press")} | more


def text_input(action_id: str = "typed", **more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": action_id} | more


def select(action_id: str = "pick", values: tuple[str, ...] = ("yes", "no"), **more: Any) -> Json:
    return {"type": "static_select", "action_id": action_id, "options": [option(value) for value in values]} | more


def asked(element: Json, block_id: str = "asked", **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain("Question"), "element": element} | more


def section(**more: Any) -> Json:
    return {"type": "section", "text": plain()} | more


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements)} | more


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "callback_id": "modal"}
    return view | {"blocks": list(blocks) or [section()]} | more


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section()]} | more


def refused(call: Any, *arguments: Any, **named: Any) -> str:
    """Give the error that Slack answers this call with."""
    with pytest.raises(SlackApiError) as refusal:
        call(*arguments, **named)
    return str(refusal.value.response["error"])
