"""Our limits judged by Slack's own objects: where `slack_sdk.models` knows a limit, it draws the line where we do."""

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View

from tests.bot.sandbox.limits import LIMITS, UNKNOWN_TO_THE_SDK
from tests.bot.sandbox.pieces import Json


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
