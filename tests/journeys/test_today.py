"""A journey on today's regime (WT2023): a rapid review first, more information, the final decision, a correction."""

from __future__ import annotations

from datetime import date

from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.stories import story
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine
from tests.journeys.told import rows, told

SCR = story("scr")
REASONS = {"reasons": "Written down in full."}


def test_a_case_of_today_goes_from_rapid_review_to_a_corrected_decision(open_world: OpenWorld) -> None:
    marram = open_world(decision_months=1)
    referrer, chair = marram.person(world.REFERRER), marram.person(world.CHAIR)
    owner = marram.person(world.OWNER)
    acts.refer(referrer, SCR.pages)
    marram.settle()

    # a rapid review leaves the final decision pending, so that the chair is still reminded
    acts.record_decision(chair, chair.messages[0], {"outcome": "rapid_review", **REASONS})
    marram.move_to(at_nine(date(2026, 3, 19)))
    assert told(marram).slack[world.CHAIR][-1] == "decision_reminder"

    # more information is asked of somebody by a day; they are told, and reminded like anybody who owes something
    went_well(chair.click(chair.messages[0], "record_decision"))
    supplier = acts.option(acts.modal(chair), "supplier", world.NAMES[world.OWNER])
    more = {"outcome": "more_information", "supplier": supplier, "wanted": "The dates.", "supply_by": "26 March 2026"}
    fill_in(chair, more | REASONS)
    marram.settle()
    assert told(marram).slack[world.OWNER] == ["information_wanted"]
    marram.move_to(at_nine(date(2026, 3, 26)))
    assert told(marram).slack[world.OWNER] == ["information_wanted", "information_reminder"]
    went_well(owner.click(owner.messages[-1], "information_supplied"))
    fill_in(owner, {})
    marram.settle()
    assert told(marram).slack[world.CHAIR][-1] == "information_supplied"

    # the final decision ends the reminders; its correction is kept beside it and told to the same people
    acts.record_decision(chair, chair.messages[0], {"outcome": "lcspr", **REASONS})
    marram.settle()
    went_well(chair.click(chair.messages[0], "open_case"))
    went_well(chair.click(acts.modal(chair), "correct_decision"))
    fill_in(chair, {"outcome": "no_further_action", "correction_reason": "Recorded in the wrong case.", **REASONS})
    marram.settle()
    marram.move_to(at_nine(date(2026, 6, 1)))
    assert told(marram).slack[world.REFERRER][-2:] == ["decision_recorded", "decision_corrected"]
    assert told(marram).slack[world.PANEL_CHANNEL][-2:] == ["decision_recorded", "decision_corrected"]
    assert told(marram).slack[world.CHAIR].count("decision_reminder") == 1
    assert rows(marram, "decision") == {"decision": 4}


def test_a_late_decision_is_reminded_again_and_again_and_the_business_manager_is_told(open_world: OpenWorld) -> None:
    marram = open_world()
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    for day in (date(2026, 3, 19), date(2026, 3, 30), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 14)):
        marram.move_to(at_nine(day))
    assert told(marram).slack[world.CHAIR] == [
        "referral_sent_chair",
        *["decision_reminder"] * 3,
        *["decision_late"] * 2,
    ]
    assert told(marram).slack[world.MANAGER].count("late_for_business_manager") == 2
