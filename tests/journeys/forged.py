"""Screens that the bot never drew: any button, any fields, and a memory of any case, put before anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from bot.compose import CLOCK
from bot.sandbox import payloads
from bot.slack.metadata import Remembered
from bot.slack.views.inputs import Place, text_input
from bot.trial.world import World
from storage.tables import Table


def put_before(
    marram: World,
    user: str,
    *,
    callback_id: str = "page",
    remembers: Remembered | None = None,
    action_id: str = "",
    value: str = "",
    fields: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Put a modal of one's own making on somebody's screen, in place of any other, and give it.

    `fields` are its inputs, by question id, with what stands in them; the row and revision are those it remembers.
    """
    about = remembers or Remembered()
    blocks = [_button(action_id, value)] if action_id else [_plain_section()]
    for question_id, text in (fields or {}).items():
        at = Place(question_id, row_id=about.row_id, revision=about.revision)
        blocks.append(
            {
                "type": "input",
                "block_id": at.block_id,
                "label": _plain("Field"),
                "element": {"action_id": "answer"} | text_input(text),
                "optional": True,
            }
        )
    definition = {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain("Forged"),
        "submit": _plain("Send"),
        "private_metadata": about.written(),
        "blocks": blocks,
    }
    workspace = marram.workspace
    with workspace.lock:
        trigger = workspace.triggers.exchange(workspace.triggers.issue(user))
        workspace.screens.open(trigger, definition)
    view = marram.person(user).modal
    assert view is not None
    return view


def submission(marram: World, user: str) -> dict[str, Any]:
    """Give what Slack would send if somebody submitted the modal on top."""
    with marram.workspace.lock:
        view = marram.workspace.screens.stack(user)[-1]
        return payloads.view_submission(marram.workspace, marram.workspace.member(user), view)


def everything_kept(marram: World, *, but: Collection[str] = ("inbox",)) -> dict[str, str]:
    """Give a fingerprint of every table, the inbox left out."""
    with marram.service.office.read(CLOCK) as work:
        return {
            name: hashlib.sha256(repr(sorted(map(repr, work.tx.session.execute(table.select())))).encode()).hexdigest()
            for name, table in Table.metadata.tables.items()
            if name not in but
        }


def texts(part: Any) -> str:
    """Give every text of a view or message, one after another."""
    if isinstance(part, dict):
        return "\n".join([part["text"]] if isinstance(part.get("text"), str) else map(texts, part.values()))
    return "\n".join(map(texts, part)) if isinstance(part, list) else ""


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _plain_section() -> dict[str, Any]:
    return {"type": "section", "text": _plain("Forged")}


def _button(action_id: str, value: str) -> dict[str, Any]:
    button: dict[str, Any] = {"type": "button", "action_id": action_id, "text": _plain("Go")}
    return {"type": "actions", "elements": [button | ({"value": value} if value else {})]}
