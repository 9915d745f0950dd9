"""How many screens a referral takes from `/refer` to its receipt: a screen is a modal that has to be acted on."""

from __future__ import annotations

import pytest

from bot.sandbox.person import Person
from bot.trial import acts, world
from bot.trial.hands import Answers
from bot.trial.stories import story
from tests.journeys.conftest import OpenWorld

MOST = {"scr": 14, "good_practice": 7}


@pytest.mark.parametrize("name", MOST)
@pytest.mark.parametrize("slack_mode", ["socket"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_referral_with_one_child_and_one_agency_takes_few_screens(open_world: OpenWorld, name: str) -> None:
    marram = open_world()
    seen: list[str] = []

    def see(person: Person, _answers: Answers) -> None:
        seen.append(acts.page_id(person))

    acts.refer(marram.person(world.REFERRER), story(name).pages, see)
    *screens, receipt = seen
    assert receipt == "told"
    print(f"\n{name}: {len(screens)} screens to act on, then the receipt: {', '.join(screens)}")
    assert len(screens) <= MOST[name]
