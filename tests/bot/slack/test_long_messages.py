from __future__ import annotations

import pytest
from slack_sdk.errors import SlackClientNotConnectedError

from bot.sandbox.person import Person
from bot.slack.long_messages import SHORT, LongMessagesClient
from tests.bot.slack.people import begin, modal, submit
from tests.cases import SCR


def test_without_a_connection_a_long_message_is_refused_like_a_short_one() -> None:
    client = LongMessagesClient("xapp-1-test")
    try:
        with pytest.raises(SlackClientNotConnectedError):
            client.send_message("x" * (SHORT + 1))
    finally:
        client.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("letter", ["x", "€"])
def test_a_screen_of_more_than_one_short_frame_comes_back_whole(referrer: Person, letter: str) -> None:
    begin(referrer)
    submit(referrer, SCR.pages[0].typed)
    long = dict.fromkeys(("referrer_name", "referrer_role", "referrer_phone", "referrer_email"), letter * 500)
    more = dict.fromkeys(("lead_name", "lead_role", "lead_agency", "lead_contact", "referrer_agency"), letter * 500)
    submit(referrer, long | more)
    assert str(modal(referrer)["blocks"]).count(letter * 500) == len(long | more)
