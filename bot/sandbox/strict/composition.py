"""Composition objects: texts, options, confirmation dialogs and dispatch settings.

Limits: https://docs.slack.dev/reference/block-kit/composition-objects
"""

from typing import Any

from bot.sandbox.strict.problems import (
    Check,
    Problems,
    all_different,
    boolean,
    by_type,
    list_of,
    one_of,
    shape,
    string,
)

OPTIONS = 100
FEW_OPTIONS = 10
OVERFLOW_OPTIONS = 5
URL = r"[a-z][a-z0-9+.-]*:\S+"
"""What a URL looks like; Slack's pages do not say which it takes, so here it is any with a scheme and no space."""


def plain_text(longest: int) -> Check:
    """Check for a `plain_text` object (…/composition-objects/text-object); other text types are refused."""
    known = {"plain_text": shape({"type": one_of("plain_text"), "text": string(longest)}, {"emoji": boolean})}
    return by_type(known)


def any_text(longest: int) -> Check:
    """Check for a `plain_text` or `mrkdwn` object; only the first may say `emoji`, only the second `verbatim`."""
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": string(longest)}, {"verbatim": boolean})
    return by_type({"plain_text": plain_text(longest), "mrkdwn": mrkdwn})


def option(text: Check, *, url: bool = False) -> Check:
    """Check for an option (…/composition-objects/option-object); only those of an overflow menu have a URL.

    Its description is plain text, also where its text may be mrkdwn.
    """
    optional = {"description": plain_text(75)} | ({"url": string(3000, pattern=URL)} if url else {})
    return shape({"text": text, "value": string(150)}, optional)


SELECT_OPTION = option(plain_text(75))
BOX_OPTION = option(any_text(75))
OVERFLOW_OPTION = option(plain_text(75), url=True)
OPTION_GROUP = shape({"label": plain_text(75), "options": list_of(SELECT_OPTION, most=OPTIONS)})

CONFIRM = shape(
    {"title": plain_text(100), "text": plain_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
"""https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object"""

DISPATCH = shape(
    {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), most=2)},
)
"""https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object"""


def options_agree(element: Any, place: str) -> Problems:
    """Check that options have different values and that those chosen at first are exactly among them."""
    grouped = [entry for group in element.get("option_groups", []) for entry in group["options"]]
    options = [*element.get("options", []), *grouped]
    yield from all_different([(entry["value"], place) for entry in options], "option value")
    initial = element.get("initial_options", [])
    if "initial_option" in element:
        initial = [element["initial_option"]]
    for chosen in initial:
        if chosen not in options:
            yield f"initial option is not one of the options: {chosen['value']} [json-pointer:{place}]"
    most = element.get("max_selected_items")
    if most is not None and len(initial) > most:
        yield f"more initial options than max_selected_items [json-pointer:{place}/initial_options]"
