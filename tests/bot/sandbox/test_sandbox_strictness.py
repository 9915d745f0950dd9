"""Slack's limits one by one: at the limit a view or message is accepted, one over it is refused with its place."""

from typing import Any

import pytest

from bot.sandbox.strict import InvalidBlocks, check_message, check_view
from bot.sandbox.strict.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from tests.bot.sandbox.limits import LIMITS, options, several
from tests.bot.sandbox.pieces import (
    Json,
    actions,
    asked,
    button,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_holds_exactly(name: str) -> None:
    limit, view = LIMITS[name]
    check_view(view(limit))
    with pytest.raises(InvalidBlocks) as refusal:
        check_view(view(limit + 1))
    assert all("json-pointer:/view" in message for message in refusal.value.messages)


def test_a_message_takes_fifty_blocks_and_forty_thousand_characters() -> None:
    check_message({"text": "x" * 40_000, "blocks": [section()] * 50})
    with pytest.raises(InvalidBlocks, match="no more than 50 items"):
        check_message({"text": "x", "blocks": [section()] * 51})
    with pytest.raises(InvalidBlocks, match="less than 40001"):
        check_message({"text": "x" * 40_001})


def test_a_message_says_something() -> None:
    check_message({"blocks": [section()]})
    with pytest.raises(InvalidBlocks, match="text or blocks"):
        check_message({"text": "", "blocks": []})


def test_a_view_above_250_kilobytes_is_refused() -> None:
    with pytest.raises(InvalidBlocks, match="250000 bytes"):
        check_view(modal(*[section(text=plain("x" * 3000)) for _ in range(100)]))


def number(**more: Any) -> Json:
    return {"type": "number_input", "action_id": "number", "is_decimal_allowed": False, "max_value": "3"} | more


WRONG: dict[str, tuple[str, Any]] = {
    "no view": ("/view", "a view"),
    "an unknown type of view": ("/view/type", modal() | {"type": "dialog"}),
    "a modal without title": ("/view", {"type": "modal", "blocks": [section()]}),
    "an unknown field of a view": ("/view", modal(colour="red")),
    "an unknown field of a block": ("/view/blocks/0", modal(section(colour="red"))),
    "an unknown field of an element": ("/view/blocks/0/elements/0", modal(actions(button(colour="red")))),
    "an unknown field of a text": ("/view/title", modal(title=plain() | {"colour": "red"})),
    "an unknown block": ("/view/blocks/0/type", modal({"type": "carousel"})),
    "an unknown element": ("/view/blocks/0/elements/0/type", modal(actions({"type": "slider"}))),
    "a block that is no object": ("/view/blocks/0", modal() | {"blocks": ["words"]}),
    "blocks that are no list": ("/view/blocks", modal() | {"blocks": {}}),
    "no blocks": ("/view/blocks", modal() | {"blocks": []}),
    "a title in mrkdwn": ("/view/title/type", modal(title=mrkdwn())),
    "a label in mrkdwn": ("/view/blocks/0/label/type", modal(asked(text_input(), label=mrkdwn()))),
    "a header in mrkdwn": ("/view/blocks/0/text/type", modal({"type": "header", "text": mrkdwn()})),
    "a button in mrkdwn": ("/view/blocks/0/elements/0/text/type", modal(actions(button(text=mrkdwn())))),
    "a confirmation in mrkdwn": (
        "/view/blocks/0/elements/0/confirm/text/type",
        modal(actions(button(confirm={name: plain() for name in ("title", "confirm", "deny")} | {"text": mrkdwn()}))),
    ),
    "a text that is a bare string": ("/view/title", modal(title="Title")),
    "a text that is empty": ("/view/title/text", modal(title=plain(""))),
    "a text that is a number": ("/view/title/text", modal(title=plain() | {"text": 7})),
    "verbatim plain text": ("/view/blocks/0/text", modal(section(text=plain() | {"verbatim": True}))),
    "emoji in mrkdwn": ("/view/blocks/0/text", modal(section(text=mrkdwn() | {"emoji": True}))),
    "a flag that is a word": ("/view/notify_on_close", modal(notify_on_close="yes")),
    "a length that is a flag": ("/view/blocks/0/element/max_length", modal(asked(text_input(max_length=True)))),
    "a length that is negative": ("/view/blocks/0/element/min_length", modal(asked(text_input(min_length=-1)))),
    "fields that are no list": ("/view/blocks/0/fields", modal({"type": "section", "fields": {"a": "b"}})),
    "a confirmation that is no object": ("/view/blocks/0/elements/0/confirm", modal(actions(button(confirm="Sure")))),
    "a style of one's own": ("/view/blocks/0/elements/0/style", modal(actions(button(style="loud")))),
    "a section with nothing to say": ("/view/blocks/0", modal({"type": "section"})),
    "an input without submit": (
        "/view",
        {name: v for name, v in modal(asked(text_input())).items() if name != "submit"},
    ),
    "a home tab with a title": ("/view", home(title=plain())),
    "a home tab with submit": ("/view", home(submit=plain())),
    "a block_id used twice": ("/view/blocks/1", modal(section(block_id="same"), section(block_id="same"))),
    "an action_id used twice": ("/view/blocks/0/elements", modal(actions(button("same"), button("same")))),
    "an option value used twice": ("/view/blocks/0/element", modal(asked(select(values=("same", "same"))))),
    "an initial option that is not offered": (
        "/view/blocks/0/element",
        modal(asked(select(initial_option=option("other")))),
    ),
    "an initial option in other words": (
        "/view/blocks/0/element",
        modal(asked(select(initial_option=option("yes", "Yes indeed")))),
    ),
    "initial options that are not offered": (
        "/view/blocks/0/element",
        modal(asked(several("checkboxes", 2, initial_options=[option("other")]))),
    ),
    "options and option groups": (
        "/view/blocks/0/element",
        modal(asked(select(option_groups=[{"label": plain(), "options": [option("other")]}]))),
    ),
    "a select in mrkdwn": (
        "/view/blocks/0/element/options/0/text/type",
        modal(asked(select(options=[{"text": mrkdwn(), "value": "v"}]))),
    ),
    "a url in a select's option": (
        "/view/blocks/0/element/options/0",
        modal(asked(select(options=[option() | {"url": "https://x"}]))),
    ),
    "a date in words": (
        "/view/blocks/0/element/initial_date",
        modal(asked({"type": "datepicker", "action_id": "day", "initial_date": "3 April"})),
    ),
    "a date that is not in the calendar": (
        "/view/blocks/0/element/initial_date",
        modal(asked({"type": "datepicker", "action_id": "day", "initial_date": "2026-02-30"})),
    ),
    "a number with its bounds the wrong way round": (
        "/view/blocks/0/element/min_value",
        modal(asked(number(min_value="3", max_value="2"))),
    ),
    "a number above its bound": ("/view/blocks/0/element/initial_value", modal(asked(number(initial_value="4")))),
    "a broken number that must be whole": (
        "/view/blocks/0/element/initial_value",
        modal(asked(number(initial_value="1.5"))),
    ),
    "a description in mrkdwn": (
        "/view/blocks/0/element/options/0/description/type",
        modal(asked(several("checkboxes", 1, options=[option() | {"description": mrkdwn()}]))),
    ),
    "a picture without address": (
        "/view/blocks/0/image_url",
        modal({"type": "image", "image_url": "picture.png", "alt_text": "A picture"}),
    ),
    "a button to nowhere": ("/view/blocks/0/elements/0/url", modal(actions(button(url="nowhere")))),
    "no files at most": (
        "/view/blocks/0/element/max_files",
        modal(asked({"type": "file_input", "action_id": "files", "max_files": 0})),
    ),
    "two elements in focus": (
        "/view/blocks",
        modal(asked(text_input(focus_on_load=True), "a"), asked(text_input(focus_on_load=True), "b")),
    ),
    "a text input among actions": ("/view/blocks/0/elements/0/type", modal(actions(text_input()))),
    "a text input beside a section": ("/view/blocks/0/accessory/type", modal(section(accessory=text_input()))),
    "a button in an input": ("/view/blocks/0/element/type", modal(asked(button()))),
    "a button in a context": ("/view/blocks/0/elements/0/type", modal({"type": "context", "elements": [button()]})),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_with_its_place(name: str) -> None:
    place, view = WRONG[name]
    with pytest.raises(InvalidBlocks) as refusal:
        check_view(view)
    assert any(f"[json-pointer:{place}]" in message for message in refusal.value.messages), refusal.value.messages


RIGHT = [
    asked(
        text_input(multiline=True, dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}), hint=plain()
    ),
    asked(select(initial_option=option("no")), dispatch_action=True, optional=True),
    asked(several("checkboxes", 10, initial_options=options(2)) | {"focus_on_load": True}),
    asked({"type": "radio_buttons", "action_id": "a", "options": [{"text": mrkdwn(), "value": "v"}]}),
    asked({"type": "datepicker", "action_id": "a", "initial_date": "2026-04-03", "placeholder": plain()}),
    asked({"type": "timepicker", "action_id": "a", "initial_time": "23:59"}),
    asked({"type": "number_input", "action_id": "a", "is_decimal_allowed": False, "min_value": "0"}),
    asked({"type": "users_select", "action_id": "a", "initial_user": "U0REF"}),
    asked({"type": "multi_users_select", "action_id": "a", "initial_users": ["U0REF"]}),
    section(text=mrkdwn() | {"verbatim": True}, fields=[plain()], accessory=button(style="danger"), expand=True),
    section(accessory={"type": "image", "image_url": "https://x", "alt_text": "A picture"}),
    actions(several("overflow", 1, options=[option() | {"url": "https://x"}]), block_id="b"),
    {
        "type": "context",
        "elements": [plain() | {"emoji": True}, {"type": "image", "image_url": "https://u", "alt_text": "x"}],
    },
    {"type": "divider", "block_id": "line"},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Words"}]}],
    },
    asked({"type": "channels_select", "action_id": "a", "initial_channel": "C0ALL"}),
    asked({"type": "multi_channels_select", "action_id": "a", "initial_channels": ["C0ALL"]}),
    asked({"type": "conversations_select", "action_id": "a", "initial_conversation": "C0ALL"}),
    asked({"type": "multi_conversations_select", "action_id": "a", "max_selected_items": 1}),
]


@pytest.mark.parametrize("block", RIGHT, ids=lambda block: str(block["type"]))
def test_what_is_right_is_accepted_on_every_surface(block: Json) -> None:
    check_view(modal(block, clear_on_close=True, notify_on_close=True))
    check_view(home(block, private_metadata="", callback_id="home"))
    check_message({"text": "Words", "blocks": [block]})


def test_every_element_has_a_block_it_may_stand_in() -> None:
    assert set(ELEMENTS) == {*IN_ACTIONS, *IN_SECTION, *IN_INPUT}
