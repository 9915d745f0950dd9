"""What a person has chosen or typed in the inputs of a view or message.

State is kept as Slack sends it in `view.state.values`: block id, action id, value
(https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload).
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.objects import JsonObject, copy_of

State = dict[str, dict[str, JsonObject]]

VALUE_FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "file_input": ("files", "initial_files"),
}
"""For each element that holds a value: the field of the state, and the field of the element that sets it at first.

No element has `initial_files`: Slack lets nothing choose files but the person.
"""

SEVERAL = {name for name, (_, initial) in VALUE_FIELDS.items() if initial.endswith("s")}


@dataclass(frozen=True)
class Place:
    """One interactive element and the block it stands in."""

    block: JsonObject
    element: JsonObject

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element["action_id"])

    @property
    def label(self) -> str:
        """What the person reads beside the element: the label of an input block, else its action id."""
        return str(self.block["label"]["text"]) if self.is_input else self.action_id

    @property
    def is_input(self) -> bool:
        """Whether the block is an input block, whose value is sent with the submission."""
        return bool(self.block["type"] == "input")

    @property
    def tells_the_app(self) -> bool:
        """Whether the app is told at once of the element's use; that of an input block only if `dispatch_action`."""
        return not self.is_input or bool(self.block.get("dispatch_action", False))

    @property
    def may_be_empty(self) -> bool:
        """Whether the modal can be submitted with nothing here."""
        return bool(self.block.get("optional", False))


def places(blocks: list[JsonObject]) -> Iterator[Place]:
    """Give every interactive element of the blocks, in order."""
    for block in blocks:
        for element in _elements(block):
            if "action_id" in element:
                yield Place(block, element)


def with_ids(blocks: list[JsonObject]) -> list[JsonObject]:
    """Give a copy of the blocks in which each block and interactive element has an id, as Slack fills them in."""
    blocks = copy_of(blocks)
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in _elements(block):
            if element["type"] != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks


def first_state(element: JsonObject) -> JsonObject:
    """Give the value an element holds before anybody touches it."""
    held, initial = VALUE_FIELDS[element["type"]]
    empty: Any = [] if element["type"] in SEVERAL else None
    return {"type": element["type"], held: copy_of(element.get(initial, empty))}


def carried_over(blocks: list[JsonObject], before: State) -> State:
    """Give the state of a view's blocks, where `before` is the state of the view they replace.

    An element with the same block id, action id and type keeps its old value, whatever the new view says is initial
    (Slack does so); a chosen option that is no longer offered is dropped.
    """
    state: State = {}
    for place in places(blocks):
        if place.element["type"] not in VALUE_FIELDS:
            continue
        old = before.get(place.block_id, {}).get(place.action_id)
        keep = old is not None and old["type"] == place.element["type"] and _still_offered(place.element, old)
        state.setdefault(place.block_id, {})[place.action_id] = copy_of(old) if keep else first_state(place.element)
    return state


def options_of(element: JsonObject) -> list[JsonObject]:
    """Give the options that an element offers, those in groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def held_value(state: JsonObject) -> Any:
    """Give the bare value in a state entry: text, an option or a list of them, a date, an id; None or [] if empty."""
    return state[VALUE_FIELDS[state["type"]][0]]


def _elements(block: JsonObject) -> list[JsonObject]:
    if block["type"] == "actions":
        elements: list[JsonObject] = block["elements"]
        return elements
    return [block[name] for name in ("element", "accessory") if name in block]


def _still_offered(element: JsonObject, state: JsonObject) -> bool:
    chosen = held_value(state)
    if "option" not in VALUE_FIELDS[element["type"]][0] or not chosen:
        return True
    offered = [option["value"] for option in options_of(element)]
    return all(option["value"] in offered for option in (chosen if isinstance(chosen, list) else [chosen]))
