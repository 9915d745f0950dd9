"""Our limits judged by Slack's own objects: where `slack_sdk.models` knows a limit, it draws the line where we do."""

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View

from tests.bot.sandbox.limits import LIMITS
from tests.bot.sandbox.pieces import Json

UNKNOWN_TO_THE_SDK = {
    "external_id",
    "field of a section",
    "max_length of a text input",
    "min_length of a text input",
    "min_length under max_length",
    "initial value of a text input",
    "initial value under max_length",
    "options of radio buttons",
    "options of check boxes",
    "options chosen at first",
    "url of an option",
    "files of a file input",
    "max_selected_items",
    "label of an option group",
    "text of an option",
    "value of an option",
    "description of an option",
}
"""Limits of Slack's reference that the SDK does not check in a view given as JSON."""


def sdk_accepts(view: Json) -> bool:
    try:
        View(**view).to_dict()
    except SlackObjectFormationError:
        return False
    return True


@pytest.mark.parametrize("name", LIMITS)
def test_slacks_own_objects_draw_the_line_where_we_do(name: str) -> None:
    limit, view = LIMITS[name]
    assert sdk_accepts(view(limit))
    assert sdk_accepts(view(limit + 1)) == (name in UNKNOWN_TO_THE_SDK)
