"""The ready cases of `prp try --story`, each played to its end, and what is special about their routes."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from bot.compose import CLOCK
from bot.trial import acts, world
from bot.trial.stories import STORIES, story
from bot.trial.story import play
from forms.words import say
from storage import cases, decisions, duties
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine
from tests.journeys.told import told


@pytest.mark.parametrize("name", STORIES)
def test_a_story_plays_by_itself_and_ends_well(name: str) -> None:
    shown = StringIO()
    play(name, Console(file=shown, width=88))
    assert shown.getvalue().endswith(say("try.story.end") + "\n")


@pytest.mark.parametrize("name", ["learning", "good_practice"])
@pytest.mark.parametrize("slack_mode", ["socket"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_route_without_a_statutory_clock_is_still_reminded_and_decided(open_world: OpenWorld, name: str) -> None:
    marram, script = open_world(), story(name)
    acts.refer(marram.person(world.REFERRER), script.pages)
    marram.settle()
    marram.move_to(at_nine(date(2026, 3, 19)))
    chair = marram.person(world.CHAIR)
    acts.record_decision(chair, chair.messages[-1], script.decision)
    marram.settle()
    with marram.service.office.read(CLOCK) as work:
        (case,) = cases.all_sent(work.tx)
        (duty,) = duties.of_case(work.tx, case.id)
        (decision,) = decisions.of_case(work.tx, case.id)
    assert (case.regime, duty.due_on, duty.statutory) == ("WT2023", date(2026, 4, 2), False)
    assert decision.outcome == {"id": script.decision["outcome"]}
    assert told(marram).slack[world.CHAIR] == ["referral_sent_chair", "decision_reminder"]
    assert told(marram).slack[world.PANEL_CHANNEL] == ["referral_sent_panel", "decision_recorded"]
