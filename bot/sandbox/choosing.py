"""What a Slack client lets a person type or choose in an element, and what it refuses before anything is sent."""

import re
from collections.abc import Sequence
from typing import Any

from bot.sandbox.files import ending
from bot.sandbox.inputs import SEVERAL, VALUE_FIELDS, Place, held_value, options_of
from bot.sandbox.objects import JsonObject, copy_of
from bot.sandbox.strict.elements import FILE_BYTES, LONGEST_INPUT, MOST_FILES, NUMBER, TIME, is_day, number_fits
from forms.words import say


class ClientRefused(Exception):
    """What a Slack client would not let its person do: one message for each field.

    `errors` holds them by block id; as text, each stands in its own line after the label of its field.
    """

    def __init__(self, complaints: Sequence[tuple[Place, str]]) -> None:
        super().__init__("\n".join(f"{place.label}: {message}" for place, message in complaints))
        self.errors = {place.block_id: message for place, message in complaints}


def chosen(place: Place, value: Any) -> JsonObject:
    """Give the state entry of an element after this person put `value` there.

    `value` is text for a text input, the value of an option (a list of them where several may be chosen), a date or
    time as ISO text, an id, or a list of files as `Person.upload` gives them; None empties the element. Raises
    ClientRefused for what a client would not take.
    """
    element = place.element
    kind = element["type"]
    entry = {"type": kind, VALUE_FIELDS[kind][0]: _held(place, value)}
    complaint = _complaint(element, held_value(entry))
    if complaint:
        raise ClientRefused([(place, complaint)])
    return entry


def action_of(place: Place, option: Any, action_ts: str) -> JsonObject:
    """Give the entry of `actions` when this element is used; raises ClientRefused when the option is not offered."""
    element = place.element
    action = {
        "type": element["type"],
        "action_id": place.action_id,
        "block_id": place.block_id,
        "action_ts": action_ts,
    }
    if element["type"] == "button":
        return action | {name: copy_of(element[name]) for name in ("text", "value", "style") if name in element}
    if element["type"] == "overflow":
        return action | {"selected_option": _offered(place, option)}
    return action | chosen(place, option)


def missing(place: Place, entry: JsonObject) -> str | None:
    """Give what the client says of an input at submission: that it must be filled in, or that it is too short."""
    value = held_value(entry)
    if value in (None, "", []):
        return None if place.may_be_empty else say("workspace.required")
    shortest = place.element.get("min_length", 0)
    if isinstance(value, str) and len(value) < shortest:
        return say("workspace.too_short", least=shortest)
    return None


def _held(place: Place, value: Any) -> Any:
    kind = place.element["type"]
    if kind in SEVERAL:
        items = list(value or [])
        return [_offered(place, item) for item in items] if _has_options(kind) else items
    if value in (None, ""):
        return None
    return _offered(place, value) if _has_options(kind) else value


def _has_options(kind: str) -> bool:
    return "option" in VALUE_FIELDS[kind][0]


def _offered(place: Place, value: Any) -> JsonObject:
    for option in options_of(place.element):
        if option["value"] == value:
            return dict(copy_of(option))
    raise ClientRefused([(place, say("workspace.not_offered"))])


PATTERNS: dict[str, tuple[str, str]] = {
    "timepicker": (TIME, "workspace.not_a_time"),
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "workspace.not_an_email"),
    "url_text_input": (r"https?://\S+", "workspace.not_a_web_address"),
    "number_input": (NUMBER, "workspace.not_a_number"),
}
"""For each element that takes one kind of text: what it looks like, and the sentence for anything else."""


def _complaint(element: JsonObject, value: Any) -> str | None:
    if element["type"] == "file_input":
        return _complaint_of_files(element, value)
    most = element.get("max_selected_items")
    if isinstance(value, list) and most and len(value) > most:
        return say("workspace.too_many", most=most)
    if not isinstance(value, str):
        return None
    longest = element.get("max_length", LONGEST_INPUT)
    if len(value) > longest:
        return say("workspace.too_long", most=longest)
    if "\n" in value and element["type"] == "plain_text_input" and not element.get("multiline"):
        return say("workspace.one_line")
    if element["type"] == "datepicker" and not is_day(value):
        return say("workspace.not_a_date")
    if element["type"] == "number_input" and re.fullmatch(NUMBER, value) and not number_fits(element, value):
        return say("workspace.not_that_number")
    pattern, complaint = PATTERNS.get(element["type"], (".*", ""))
    return None if re.fullmatch(pattern, value, re.DOTALL) else say(complaint)


def _complaint_of_files(element: JsonObject, files: list[JsonObject]) -> str | None:
    most, kinds = element.get("max_files", MOST_FILES), element.get("filetypes")
    if len(files) > most:
        return say("workspace.too_many", most=most)
    if kinds and any(ending(file["name"]) not in kinds for file in files):
        return say("workspace.not_that_kind", kinds=", ".join(kinds))
    if any(file["size"] > FILE_BYTES for file in files):
        return say("workspace.too_large")
    return None
