"""The main story: a case is referred in Slack, told, reminded, decided; an action is reminded and done.

Through the real Bolt app, over Socket Mode and over signed HTTP, on both databases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.trial import acts, world
from bot.trial.hands import went_well
from bot.trial.stories import story
from bot.trial.world import World
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine
from tests.journeys.told import Told, rows, told

SCR = story("scr")


def play(marram: World) -> None:
    """The whole story; it looks at what each person sees and uses only what they can use."""
    referrer, chair = marram.person(world.REFERRER), marram.person(world.CHAIR)
    unit, owner = marram.person(world.UNIT), marram.person(world.OWNER)
    acts.refer(referrer, SCR.pages)
    marram.settle()
    marram.move_to(at_nine(date(2026, 3, 19)))  # ten working days before 2 April, which is due
    acts.record_decision(chair, chair.messages[-1], SCR.decision)
    marram.settle()
    card = unit.channel_messages(world.PANEL_CHANNEL)[0]
    acts.add_action(unit, card, text=SCR.action.text, owner=world.NAMES[world.OWNER], due="17 April 2026")
    marram.settle()
    marram.move_to(at_nine(date(2026, 4, 17)))
    acts.finish_action(owner, owner.messages[-1], SCR.action.note)
    marram.settle()
    went_well(unit.click(unit.channel_messages(world.PANEL_CHANNEL)[0], "open_case"))
    marram.settle()


TOLD = Told(
    slack={
        world.REFERRER: ["referral_receipt", "decision_recorded"],
        world.CHAIR: ["referral_sent_chair", "decision_reminder"],
        world.UNIT: ["referral_sent_business_unit", "action_done"],
        world.MANAGER: ["referral_sent_business_unit", "action_done"],
        world.OWNER: ["action_assigned", "action_reminder"],
        world.PANEL_CHANNEL: ["referral_sent_panel", "decision_recorded"],
    },
    mail={
        world.CHAIR_EMAIL: ["referral_sent_chair", "decision_reminder"],
        world.UNIT_EMAIL: ["referral_sent_business_unit", "decision_recorded", "action_done"],
    },
)
"""Everything that anybody is told in this story, each once."""

ROWS = {"case": 1, "answer_row": 2, "decision": 1, "action": 1, "duty": 2}


def test_a_case_is_referred_told_reminded_decided_and_its_action_done(open_world: OpenWorld) -> None:
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
    marram.person(world.REFERRER).say("Hello")
    marram.settle()
    play(marram)
    replied = {world.REFERRER: ["direct_message_reply", *TOLD.slack[world.REFERRER]]}
    assert told(marram) == replace(TOLD, slack=TOLD.slack | replied)
    assert rows(marram, *ROWS) == ROWS
