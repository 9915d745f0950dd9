"""A referral after it was sent, through Slack: added to, corrected, withdrawn and opened again, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.sandbox.objects import copy_of
from bot.trial import acts, world
from bot.trial.hands import by_block, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from forms.words import say
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine
from tests.journeys.forged import submission, texts
from tests.journeys.told import Told, rows, told

SCR = story("scr")
INFORMATION = "The school has a letter from January."
BEFORE = SCR.pages["incident"]["outline"]
AFTER = "An aunt brought the child to hospital."
WHY = "It was sent to the wrong Board."
WHY_ON = "The criteria may be met here."


def screen_of(marram: World, user: str, *path: str) -> dict[str, Any]:
    """Open the case from the person's App Home and follow its buttons, and give the screen."""
    person = marram.person(user)
    home = person.open_home()
    assert home is not None
    went_well(person.click(home, "open_case"))
    for action_id in path:
        went_well(person.click(acts.modal(person), action_id))
    return acts.modal(person)


def choose(marram: World, user: str, action_id: str, value: str) -> None:
    """Use that one of many buttons of the same name which goes with a value."""
    person = marram.person(user)
    blocks = [block for block in acts.modal(person)["blocks"] if block.get("accessory", {}).get("value") == value]
    went_well(person.click(acts.modal(person), action_id, block_id=blocks[0]["block_id"]))


def correct(marram: World, section_id: str, typed: dict[str, Any]) -> None:
    """Correct a section as the referrer."""
    referrer = marram.person(world.REFERRER)
    screen_of(marram, world.REFERRER, "correct_answer")
    choose(marram, world.REFERRER, "correct_part", section_id)
    fill_in(referrer, typed)


def add(marram: World) -> None:
    screen_of(marram, world.REFERRER, "add_information")
    fill_in(marram.person(world.REFERRER), {"information": INFORMATION})


def withdraw(marram: World) -> None:
    screen_of(marram, world.REFERRER, "withdraw_case")
    fill_in(marram.person(world.REFERRER), {"reason": WHY})


def reopen(marram: World) -> None:
    unit = marram.person(world.UNIT)
    went_well(unit.click(unit.messages[-1], "open_case"))
    assert WHY in texts(acts.modal(unit))
    assert say("screens.case.duty_goes_on") in texts(acts.modal(unit))
    went_well(unit.click(acts.modal(unit), "reopen_case"))
    fill_in(unit, {"reason": WHY_ON})


def play(marram: World) -> None:
    """Refer, add, correct, ask how it stands, withdraw, open again; everybody looks at what they can see."""
    referrer, panel = marram.person(world.REFERRER), marram.person(world.PANEL_MEMBER)
    acts.refer(referrer, SCR.pages)
    marram.settle()
    add(marram)
    marram.settle()
    correct(marram, "D", {"outline": AFTER})
    marram.settle()
    card = panel.channel_messages(world.PANEL_CHANNEL)[0]
    went_well(panel.click(card, "open_case"))
    read = texts(acts.modal(panel))
    for text in (INFORMATION, AFTER, BEFORE):
        assert text in read
    stands = texts(screen_of(marram, world.REFERRER, "where_it_stands"))
    assert "the independent chair decides by 2 April 2026" in stands
    withdraw(marram)
    marram.settle()
    assert "Withdrawn on 2 March 2026" in texts(referrer.open_home())
    went_well(panel.click(card, "open_case"))
    assert WHY not in texts(acts.modal(panel))
    reopen(marram)
    marram.settle()
    marram.move_to(at_nine(date(2026, 3, 19)))  # ten working days before 2 April: the reminders go on
    marram.settle()
    assert "Sent on" in texts(referrer.open_home())


TOLD = Told(
    slack={
        world.REFERRER: ["referral_receipt", "referral_reopened"],
        world.CHAIR: [
            "referral_sent_chair",
            "information_added",
            "answers_corrected",
            "referral_withdrawn",
            "referral_reopened",
            "decision_reminder",
        ],
        world.UNIT: [
            "referral_sent_business_unit",
            "information_added",
            "answers_corrected",
            "referral_withdrawn_business_unit",
            "referral_reopened",
        ],
        world.PANEL_CHANNEL: [
            "referral_sent_panel",
            "information_added",
            "answers_corrected",
            "referral_withdrawn",
            "referral_reopened",
        ],
    },
)
TOLD = replace(
    TOLD,
    slack=TOLD.slack | {world.MANAGER: TOLD.slack[world.UNIT]},
    mail={world.CHAIR_EMAIL: TOLD.slack[world.CHAIR], world.UNIT_EMAIL: TOLD.slack[world.UNIT]},
)
"""Everything that anybody is told in this story, each once."""

ROWS = {"case": 1, "addition": 1, "earlier_answer": 1, "withdrawal": 1, "duty": 1}


def test_a_referral_is_added_to_corrected_withdrawn_and_opened_again(open_world: OpenWorld) -> None:
    marram = open_world(regime="WT2015")
    play(marram)
    assert told(marram) == TOLD
    assert rows(marram, *ROWS) == ROWS


@pytest.mark.parametrize("together", [True, False], ids=["at once", "one after the other"])
def test_repeated_events_and_doubled_clicks_change_nothing(open_world: OpenWorld, together: bool) -> None:
    marram = open_world(regime="WT2015")
    marram.workspace.repeat_events = 3
    marram.workspace.repeat_late = True
    marram.workspace.double_interactions = True
    marram.workspace.doubles_together = together
    play(marram)
    assert told(marram) == TOLD
    assert rows(marram, *ROWS) == ROWS


def referred(open_world: OpenWorld) -> World:
    marram = open_world(regime="WT2015")
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    return marram


def test_a_stale_correction_does_not_overwrite_a_newer_one(open_world: OpenWorld) -> None:
    marram = referred(open_world)
    referrer = marram.person(world.REFERRER)
    screen_of(marram, world.REFERRER, "correct_answer")
    choose(marram, world.REFERRER, "correct_part", "D")
    referrer.fill(by_block(acts.modal(referrer), {"outline": "From the forgotten laptop."}))
    old = copy_of(submission(marram, world.REFERRER))
    correct(marram, "D", {"outline": AFTER})
    reply = marram.workspace.delivery.interact("interactive", lambda: old)
    assert reply.failure is None
    said = texts(reply.body)
    assert say("screens.page.newer", labels="").strip() in said
    assert AFTER in str(reply.body)
    assert "From the forgotten laptop." not in texts(screen_of(marram, world.REFERRER))


def test_what_is_wrong_in_a_correction_is_said_at_the_field_and_stays_there(open_world: OpenWorld) -> None:
    marram = referred(open_world)
    referrer = marram.person(world.REFERRER)
    screen_of(marram, world.REFERRER, "correct_answer")
    choose(marram, world.REFERRER, "correct_part", "D")
    answer = referrer.submit(by_block(acts.modal(referrer), {"incident_date": "the 99th of May", "outline": AFTER}))
    assert len(answer.errors) == 1
    assert rows(marram, "earlier_answer") == {"earlier_answer": 0}


def test_a_row_is_added_and_taken_out_again_and_both_can_be_read(open_world: OpenWorld) -> None:
    marram = referred(open_world)
    referrer = marram.person(world.REFERRER)
    screen_of(marram, world.REFERRER, "correct_answer")
    choose(marram, world.REFERRER, "correct_part", "F")
    went_well(referrer.click(acts.modal(referrer), "correct_new_row"))
    fill_in(referrer, {"agencies.worker_name": "Sam Reed", "agencies.agency": "Marram Schools"})
    screen_of(marram, world.REFERRER, "correct_answer")
    choose(marram, world.REFERRER, "correct_part", "F")
    ids = [block["accessory"]["value"] for block in acts.modal(referrer)["blocks"] if "accessory" in block]
    choose(marram, world.REFERRER, "correct_row", ids[-1])
    went_well(referrer.click(acts.modal(referrer), "correct_remove_row"))
    read = texts(screen_of(marram, world.REFERRER))
    assert say("screens.review.removed_row", row="agency") in read
    assert "Sam Reed" in read


def test_after_the_decision_withdrawing_is_not_offered_and_an_old_button_says_why(open_world: OpenWorld) -> None:
    marram = referred(open_world)
    referrer, chair = marram.person(world.REFERRER), marram.person(world.CHAIR)
    before = screen_of(marram, world.REFERRER)
    acts.record_decision(chair, chair.messages[-1], SCR.decision)
    went_well(referrer.click(before, "withdraw_case"))
    assert "it cannot be withdrawn any more" in texts(acts.modal(referrer))
    after = screen_of(marram, world.REFERRER)
    offered = {
        each["action_id"] for block in after["blocks"] for each in block.get("elements", []) if "action_id" in each
    }
    assert offered >= {"add_information", "correct_answer"}
    assert "withdraw_case" not in offered
