"""Filling in a screen as a person does: by question, not by Slack's ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.person import Answer, Person
from bot.slack.views.inputs import place

Answers = Mapping[str, Any]
"""What is typed or chosen, by question id; a signature is a mapping of its parts."""


class WentWrong(Exception):
    """The trial did not go as it should; the message says where."""


def block_ids(view: Mapping[str, Any]) -> dict[str, str]:
    """Give the block id of every input of a view, by question id (``question/part`` for a signature's parts)."""
    found: dict[str, str] = {}
    for block in view["blocks"]:
        at = place(block.get("block_id", "")) if block["type"] == "input" else None
        if at is not None:
            found[f"{at.question_id}/{at.part}" if at.part else at.question_id] = block["block_id"]
    return found


def by_block(view: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """Give the answers by block id; raises `WentWrong` for a question that is not on this screen."""
    ids = block_ids(view)
    filled: dict[str, Any] = {}
    for question_id, answer in answers.items():
        parts = {f"{question_id}/{part}": text for part, text in answer.items()} if isinstance(answer, dict) else {}
        for name, value in (parts or {question_id: answer}).items():
            if name not in ids:
                message = f"{name} is not asked on this screen"
                raise WentWrong(message)
            filled[ids[name]] = value
    return filled


def fill_in(person: Person, answers: Answers) -> Answer:
    """Fill in the modal on top and submit it; raises `WentWrong` unless the bot answered properly."""
    view = person.modal
    if view is None:
        message = "no screen is open"
        raise WentWrong(message)
    return went_well(person.submit(by_block(view, answers)))


def went_well(answer: Answer) -> Answer:
    """Give the answer back; raises `WentWrong` if the client would show that something failed."""
    if answer.trouble or answer.errors:
        message = answer.failure or "an answer was not accepted"
        raise WentWrong(message)
    return answer
