"""What a person typed and chose in a modal, by question, as `forms.answers` takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from bot.slack.views.inputs import ACTION, INSTEAD, place
from forms.answers import Typed
from forms.long_texts import Piece, joined

_FURTHER_BOX = re.compile(r"(?P<number>\d+)(?P<join>[a-z]?)")


def typed(view: Mapping[str, Any]) -> dict[str, Typed]:
    """Give what stands in each input of a view, by question id.

    A signature's two inputs come as one mapping, and the boxes of a long text as one text.
    """
    found: dict[str, Typed] = {}
    further: dict[str, list[tuple[int, Piece]]] = {}
    for block_id, elements in (view.get("state") or {}).get("values", {}).items():
        at = place(block_id)
        if at is None or ACTION not in elements:
            continue
        value = value_of(elements[ACTION])
        if at.part == INSTEAD:
            if value:
                found[at.question_id] = value
        elif box := _FURTHER_BOX.fullmatch(at.part):
            piece = Piece(value if isinstance(value, str) else "", box["join"])
            further.setdefault(at.question_id, []).append((int(box["number"]), piece))
        elif at.part:
            parts = found.setdefault(at.question_id, {})
            if isinstance(parts, dict) and isinstance(value, str):
                parts[at.part] = value
        else:
            found[at.question_id] = value
    for question_id, boxes in further.items():
        first = found.get(question_id)
        text = Piece(first if isinstance(first, str) else "")
        found[question_id] = joined((text, *(piece for _, piece in sorted(boxes, key=itemgetter(0))))) or None
    return found


def typed_text(view: Mapping[str, Any]) -> dict[str, str]:
    """Give what stands in each single field of a view as text, blank where nothing was typed or chosen."""
    return {name: value if isinstance(value, str) else "" for name, value in typed(view).items()}


def block_ids(view: Mapping[str, Any]) -> dict[str, str]:
    """Give for each question of a view the id of its (first) input block, so that an error can stand beside it."""
    found: dict[str, str] = {}
    for block in view.get("blocks", []):
        at = place(block.get("block_id", "")) if block["type"] == "input" else None
        if at is not None:
            found.setdefault(at.question_id, block["block_id"])
    return found


def value_of(state: Mapping[str, Any]) -> str | list[str] | None:
    """Give what stands in one element: what was typed, the choice or choices, the day, or the person."""
    if "selected_options" in state:
        return [option["value"] for option in state["selected_options"] or []]
    if "selected_option" in state:
        option = state["selected_option"]
        return option["value"] if option else None
    return state.get("value") or state.get("selected_date") or state.get("selected_user")
