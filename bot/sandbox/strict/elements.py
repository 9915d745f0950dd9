"""Block elements: buttons, menus, pickers and inputs.

Limits: https://docs.slack.dev/reference/block-kit/block-elements, one page for each element.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from bot.sandbox.strict.composition import (
    BOX_OPTION,
    CONFIRM,
    DISPATCH,
    FEW_OPTIONS,
    OPTION_GROUP,
    OPTIONS,
    OVERFLOW_OPTION,
    OVERFLOW_OPTIONS,
    SELECT_OPTION,
    URL,
    options_agree,
    plain_text,
)
from bot.sandbox.strict.problems import (
    Check,
    Problems,
    boolean,
    exactly_one_of,
    integer,
    list_of,
    one_of,
    problem,
    shape,
    string,
)

LONGEST_INPUT = 3000
MOST_FILES = 10
FILE_BYTES = 10_000_000
"""The largest file a `file_input` takes ("10MB", …/block-elements/file-input-element)."""

DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
NUMBER = r"-?\d+(\.\d+)?"
PICTURE = r"https?://\S+"

ACTION = {"action_id": string(255)}
CONFIRMED = ACTION | {"confirm": CONFIRM}
FOCUSED = CONFIRMED | {"focus_on_load": boolean}
MENU = FOCUSED | {"placeholder": plain_text(150)}
TYPED = ACTION | {
    "placeholder": plain_text(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}


def lengths_agree(element: Any, place: str) -> Problems:
    """Check that a text input's shortest and longest length and its first value fit each other."""
    longest = element.get("max_length", LONGEST_INPUT)
    if element.get("min_length", 0) > longest:
        yield problem("min_length is greater than max_length", f"{place}/min_length")
    if len(element.get("initial_value", "")) > longest:
        yield problem("initial_value is longer than max_length", f"{place}/initial_value")


def day_exists(element: Any, place: str) -> Problems:
    """Check that the date chosen at first is in the calendar."""
    if not is_day(element.get("initial_date", "2000-01-01")):
        yield problem("must be a date of the calendar", f"{place}/initial_date")


def is_day(text: str) -> bool:
    """Say whether a text is a date of the calendar, such as `2026-04-03`."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(DAY, text) is not None


def numbers_agree(element: Any, place: str) -> Problems:
    """Check that a number input's bounds and its first value fit each other, and that it is whole where it must be."""
    least, most, first = (element.get(name) for name in ("min_value", "max_value", "initial_value"))
    if least is not None and most is not None and Decimal(least) > Decimal(most):
        yield problem("min_value is greater than max_value", f"{place}/min_value")
    elif first is not None and not number_fits(element, first):
        yield problem("initial_value is not a number that can be given", f"{place}/initial_value")


def number_fits(element: Any, text: str) -> bool:
    """Say whether a number may be given in a number input: whole if it must be, and within its bounds."""
    number, least, most = (
        Decimal(each) for each in (text, *(element.get(n, text) for n in ("min_value", "max_value")))
    )
    return least <= number <= most and (element["is_decimal_allowed"] or "." not in text)


def _element(name: str, required: dict[str, Check], optional: dict[str, Check], *then: Check) -> tuple[str, Check]:
    return name, shape({"type": one_of(name)} | required, optional, then=then)


def _select(name: str, initial: str) -> tuple[str, Check]:
    return _element(name, {}, MENU | {initial: string(255)})


def _multi_select(name: str, initial: str) -> tuple[str, Check]:
    several = {initial: list_of(string(255), most=OPTIONS), "max_selected_items": integer(1, OPTIONS)}
    return _element(name, {}, MENU | several)


STATIC_OPTIONS = {
    "options": list_of(SELECT_OPTION, most=OPTIONS),
    "option_groups": list_of(OPTION_GROUP, most=OPTIONS),
}

ELEMENTS: dict[str, Check] = dict(
    [
        _element(
            "button",
            {"text": plain_text(75)},
            CONFIRMED
            | {
                "url": string(3000, pattern=URL),
                "value": string(2000),
                "style": one_of("primary", "danger"),
                "accessibility_label": string(75),
            },
        ),
        _element(
            "overflow",
            {"options": list_of(OVERFLOW_OPTION, most=OVERFLOW_OPTIONS)},
            CONFIRMED,
            options_agree,
        ),
        _element(
            "static_select",
            {},
            MENU | STATIC_OPTIONS | {"initial_option": SELECT_OPTION},
            exactly_one_of("options", "option_groups"),
            options_agree,
        ),
        _element(
            "multi_static_select",
            {},
            MENU
            | STATIC_OPTIONS
            | {
                "initial_options": list_of(SELECT_OPTION, most=OPTIONS),
                "max_selected_items": integer(1, OPTIONS),
            },
            exactly_one_of("options", "option_groups"),
            options_agree,
        ),
        _element(
            "radio_buttons",
            {"options": list_of(BOX_OPTION, most=FEW_OPTIONS)},
            FOCUSED | {"initial_option": BOX_OPTION},
            options_agree,
        ),
        _element(
            "checkboxes",
            {"options": list_of(BOX_OPTION, most=FEW_OPTIONS)},
            FOCUSED | {"initial_options": list_of(BOX_OPTION, most=FEW_OPTIONS)},
            options_agree,
        ),
        _element("datepicker", {}, MENU | {"initial_date": string(10, pattern=DAY)}, day_exists),
        _element("timepicker", {}, MENU | {"initial_time": string(5, pattern=TIME), "timezone": string(255)}),
        _element("datetimepicker", {}, FOCUSED | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
        _element(
            "plain_text_input",
            {},
            TYPED
            | {
                "initial_value": string(LONGEST_INPUT, shortest=0),
                "multiline": boolean,
                "min_length": integer(0, LONGEST_INPUT),
                "max_length": integer(1, LONGEST_INPUT),
            },
            lengths_agree,
        ),
        _element("email_text_input", {}, TYPED | {"initial_value": string(LONGEST_INPUT)}),
        _element("url_text_input", {}, TYPED | {"initial_value": string(LONGEST_INPUT)}),
        _element(
            "number_input",
            {"is_decimal_allowed": boolean},
            TYPED | {name: string(255, pattern=NUMBER) for name in ("initial_value", "min_value", "max_value")},
            numbers_agree,
        ),
        _select("users_select", "initial_user"),
        _select("channels_select", "initial_channel"),
        _select("conversations_select", "initial_conversation"),
        _multi_select("multi_users_select", "initial_users"),
        _multi_select("multi_channels_select", "initial_channels"),
        _multi_select("multi_conversations_select", "initial_conversations"),
        _element(
            "file_input",
            {},
            ACTION | {"filetypes": list_of(string(255), most=OPTIONS), "max_files": integer(1, MOST_FILES)},
        ),
        _element("image", {"alt_text": string(2000), "image_url": string(3000, pattern=PICTURE)}, {}),
    ]
)
"""The elements known, by their type."""

MENUS = ("static_select", "users_select", "channels_select", "conversations_select")
MULTI_MENUS = tuple(f"multi_{name}" for name in MENUS)
PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons")

IN_ACTIONS = ("button", "overflow", "datetimepicker", *PICKERS, *MENUS, *MULTI_MENUS)
"""https://docs.slack.dev/reference/block-kit/blocks/actions-block, compatible elements."""

IN_SECTION = ("button", "overflow", "image", *PICKERS, *MENUS, *MULTI_MENUS)
"""https://docs.slack.dev/reference/block-kit/blocks/section-block, compatible elements."""

IN_INPUT = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "datetimepicker",
    "file_input",
    *PICKERS,
    *MENUS,
    *MULTI_MENUS,
)
"""https://docs.slack.dev/reference/block-kit/blocks/input-block, compatible elements."""
