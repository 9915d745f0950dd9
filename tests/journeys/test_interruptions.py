"""What goes wrong on the way: a restart, a lost answer of Slack's, a channel that is gone, a conflict of interest."""

from __future__ import annotations

from bot.sandbox.person import Person
from bot.trial import acts, world
from bot.trial.hands import Answers, by_block, fill_in, went_well
from bot.trial.stories import story
from tests.journeys.conftest import OpenWorld
from tests.journeys.forged import texts
from tests.journeys.told import rows, told

SCR = story("scr")


def test_a_draft_is_finished_after_a_restart_from_where_it_was(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, SCR.pages["before_you_start"])
    fill_in(referrer, SCR.pages["referrer"])
    went_well(referrer.click(acts.modal(referrer), "save_later"))
    went_well(referrer.close())
    marram.stop_bot()
    marram.start_bot()
    home = referrer.open_home()
    assert home is not None
    went_well(referrer.click(home, "continue_draft"))
    assert acts.page_id(referrer) == "children"


def test_a_modal_left_open_over_a_restart_still_saves_what_was_typed(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    marram.stop_bot()
    marram.start_bot()
    fill_in(referrer, SCR.pages["before_you_start"])
    assert acts.page_id(referrer) == "referrer"


def test_every_screen_of_a_referral_left_open_over_a_restart_goes_on_as_if_nothing_had_been(
    open_world: OpenWorld,
) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    seen: list[str] = []

    def restarted(_person: Person, _answers: Answers) -> None:
        seen.append(acts.page_id(referrer))
        if seen[-1] != "told":  # what follows the receipt is told of in messages, whose own restarts are tested apart
            marram.stop_bot()
            marram.start_bot()

    acts.refer(referrer, SCR.pages, restarted)
    marram.settle()
    assert seen[-1] == "told"
    assert "review" in seen
    assert set(told(marram).slack) == {world.REFERRER, world.CHAIR, world.UNIT, world.MANAGER, world.PANEL_CHANNEL}


def test_what_is_typed_under_an_explanation_left_open_over_a_restart_is_still_saved(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    referrer.fill(by_block(acts.modal(referrer), SCR.pages["before_you_start"]))
    went_well(referrer.click(acts.modal(referrer), "explain"))
    marram.stop_bot()
    marram.start_bot()
    went_well(referrer.close())
    fill_in(referrer, {})
    assert acts.page_id(referrer) == "referrer"


def test_an_order_left_open_over_a_restart_can_still_be_changed(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    _two_children(referrer)
    went_well(referrer.click(acts.modal(referrer), "order_rows"))
    marram.stop_bot()
    marram.start_bot()
    went_well(referrer.click(acts.modal(referrer), "move_up"))
    assert texts(acts.modal(referrer)).index("Bea") < texts(acts.modal(referrer)).index("Ada")


def test_a_button_of_a_draft_that_was_sent_in_the_meantime_gives_the_receipt(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, SCR.pages["before_you_start"])
    went_well(referrer.close())
    home = referrer.open_home()
    assert home is not None
    went_well(referrer.click(home, "continue_draft"))
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, SCR.pages.get(page, {}))
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    fill_in(referrer, SCR.pages["declaration"])  # and the App Home is still the one of before
    went_well(referrer.click(home, "continue_draft"))
    assert "PRP-2026-0001" in texts(acts.modal(referrer))


def _two_children(referrer: Person) -> None:
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    for page in ("before_you_start", "referrer"):
        fill_in(referrer, SCR.pages[page])
    for name in ("Ada", "Bea"):
        referrer.fill(by_block(acts.modal(referrer), {"children.first_names": name}))
        went_well(referrer.click(acts.modal(referrer), "another_row"))


def test_an_answer_that_slack_lost_is_looked_up_and_not_sent_again(open_world: OpenWorld) -> None:
    marram = open_world()
    marram.workspace.fail_next("chat.postMessage", lose_answer=True)
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    seen = told(marram)
    assert all(len(kinds) == 1 for kinds in seen.slack.values())
    assert set(seen.slack) == {world.REFERRER, world.CHAIR, world.UNIT, world.MANAGER, world.PANEL_CHANNEL}


def test_a_notice_that_cannot_be_sent_is_shown_to_the_business_unit_and_goes_when_retried(
    open_world: OpenWorld,
) -> None:
    marram = open_world()
    unit = marram.person(world.UNIT)
    members = marram.workspace.channel(world.PANEL_CHANNEL).members
    members.discard(marram.workspace.bot_user_id)
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    assert told(marram).slack[world.UNIT].count("notice_failed") == 1
    members.add(marram.workspace.bot_user_id)
    (failed,) = (message for message in unit.messages if "retry_notice" in str(message["blocks"]))
    went_well(unit.click(failed, "retry_notice"))
    marram.settle()
    assert told(marram).slack[world.PANEL_CHANNEL] == ["referral_sent_panel"]


def test_a_chair_whose_agency_is_involved_is_not_told_and_the_deputy_decides(open_world: OpenWorld) -> None:
    marram = open_world(
        chair_agency="MARRAM Community Health",
        deputy_chair_email=world.DEPUTY_EMAIL,
        deputy_chair_slack_id=world.DEPUTY,
    )
    chair, deputy = marram.person(world.CHAIR), marram.person(world.DEPUTY)
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    seen = told(marram)
    assert world.CHAIR not in seen.slack
    assert world.CHAIR_EMAIL not in seen.mail
    assert seen.slack[world.DEPUTY] == ["referral_sent_chair"]
    assert "possible_conflict" in seen.slack[world.UNIT]
    acts.record_decision(deputy, deputy.messages[-1], {"outcome": "no_further_action", "reasons": "Weighed."})
    assert rows(marram, "decision") == {"decision": 1}
    assert chair.messages == []
