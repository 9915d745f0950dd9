"""The screens of a person, and what an app's answer to a submission does to them; nothing is served here."""

import pytest

from bot.sandbox.objects import SlackError
from bot.sandbox.screens import Screens, ShownView
from bot.sandbox.submissions import apply_submission_reply
from bot.sandbox.triggers import Triggers
from tests.bot.sandbox.conftest import StillClock
from tests.bot.sandbox.pieces import Json, actions, asked, button, home, modal, plain, text_input


@pytest.fixture
def screens(still_clock: StillClock) -> Screens:
    return Screens({"team_id": "T0SANDBOX"}, still_clock)


@pytest.fixture
def triggers(still_clock: StillClock) -> Triggers:
    return Triggers(still_clock)


@pytest.fixture
def view(screens: Screens, triggers: Triggers) -> ShownView:
    trigger = triggers.exchange(triggers.issue("U0REF"))
    return screens.open(trigger, modal(asked(text_input()), actions(button(), block_id="button")))


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "No such block"}},
        {"response_action": "errors", "errors": {"button": "No input"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"asked": ""}},
        {"response_action": "errors", "errors": ["asked"]},
        {"response_action": "errors"},
        {"response_action": "update", "view": home()},
        {"response_action": "update", "view": modal(), "errors": {}},
        {"response_action": "push", "view": {}},
        {"response_action": "clear", "errors": {"asked": "Both"}},
        {"response_action": "explode"},
        {"text": "Saved"},
    ],
)
def test_an_answer_slack_would_not_understand_changes_nothing(screens: Screens, view: ShownView, answer: Json) -> None:
    before = view.described()
    with pytest.raises(SlackError):
        apply_submission_reply(screens, view, answer)
    assert [shown.described() for shown in screens.stack("U0REF")] == [before]


def test_a_fourth_view_is_not_pushed(screens: Screens, view: ShownView) -> None:
    second = screens.push("U0REF", view.id, modal())
    third = screens.push("U0REF", second.id, modal())
    assert (third.previous_view_id, third.root_view_id) == (second.id, view.id)
    with pytest.raises(SlackError, match="push_limit_reached"):
        screens.push("U0REF", third.id, modal())


def test_nothing_is_pushed_onto_a_closed_view(screens: Screens, view: ShownView) -> None:
    screens.close(view)
    with pytest.raises(SlackError, match="not_found"):
        screens.push("U0REF", view.id, modal())
    with pytest.raises(SlackError, match="not_found"):
        screens.find(view_id=view.id)


def test_a_view_opened_anew_takes_the_place_of_the_old_ones(
    screens: Screens, triggers: Triggers, view: ShownView
) -> None:
    opened = screens.open(triggers.exchange(triggers.issue("U0REF")), modal(title=plain("Other")))
    assert screens.stack("U0REF") == [opened]
    screens.close(view)
    assert screens.stack("U0REF") == [opened]


def test_an_old_hash_updates_nothing(screens: Screens, view: ShownView) -> None:
    old = view.hash
    screens.update(view, modal(), expected_hash=old)
    with pytest.raises(SlackError, match="hash_conflict"):
        screens.update(view, modal(title=plain("Late")), expected_hash=old)
    assert view.definition["title"] == plain("Title")


def test_an_old_hash_publishes_nothing(screens: Screens) -> None:
    first = screens.publish("U0REF", home(), expected_hash="any")
    old = first.hash
    screens.publish("U0REF", home())
    with pytest.raises(SlackError, match="hash_conflict"):
        screens.publish("U0REF", home(), expected_hash=old)


def test_an_external_id_is_used_by_one_view_only(screens: Screens, view: ShownView) -> None:
    screens.update(view, modal(external_id="mine"))
    screens.update(view, modal(external_id="mine"))
    assert screens.find(external_id="mine") is view
    with pytest.raises(SlackError, match="duplicate_external_id"):
        screens.publish("U0REF", home(external_id="mine"))


def test_a_view_above_250_kilobytes_is_too_large(screens: Screens, view: ShownView) -> None:
    words = "é" * 3000
    large = modal(*[{"type": "section", "text": plain(words)} for _ in range(100)])
    with pytest.raises(SlackError, match="view_too_large"):
        screens.update(view, large)


def test_a_trigger_id_opens_one_view_within_three_seconds(triggers: Triggers, still_clock: StillClock) -> None:
    used, late, in_time = (triggers.issue("U0REF") for _ in range(3))
    triggers.exchange(used)
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        triggers.exchange(used)
    still_clock.now += 3.0
    triggers.exchange(in_time)
    still_clock.now += 0.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.exchange(late)
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        triggers.exchange("1.2.3")
