"""What fails on the way: the database at either commit, Slack while it shows a screen, the clock.

A person is told the truth each time: what was said not to be saved does not come to life later
(docs/procedure.md, section 6: nothing is lost or done twice).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.trial import acts, world
from bot.trial.hands import by_block, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from forms.words import say
from storage.database import DatabaseUnavailable
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine
from tests.journeys.forged import texts
from tests.journeys.told import rows, told

pytestmark = [
    pytest.mark.usefixtures("logged"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("slack_mode", ["socket"], indirect=True),
]

SCR = story("scr")
DECISION = {"outcome": "no_further_action", "reasons": "Weighed."}


@contextmanager
def database_away(marram: World, *, after: int, times: int = 99) -> Iterator[None]:
    """Let the database be away for so many transactions of the people's steps, after so many that go well."""
    marram.settle()
    database = marram.service.office.database
    begin, count = database.begin, 0

    def failing(now: datetime) -> Any:
        nonlocal count
        count += 1
        if after < count <= after + times:
            message = "The database is away."
            raise DatabaseUnavailable(message)
        return begin(now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "begin", failing)
        yield


@pytest.mark.parametrize("times", [1, 99], ids=["for a moment", "for long"])
@pytest.mark.parametrize("after", [0, 1], ids=["at the inbox", "at the use case"])
def test_a_decision_that_was_said_not_to_be_saved_is_not_recorded_at_a_restart(
    open_world: OpenWorld, after: int, times: int
) -> None:
    marram = open_world(regime="WT2015")
    chair = marram.person(world.CHAIR)
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    went_well(chair.click(chair.messages[0], "record_decision"))
    with database_away(marram, after=after, times=times):
        answer = chair.submit(by_block(acts.modal(chair), DECISION))
    assert say("screens.told.not_saved") in answer.errors.values()
    went_well(chair.close())
    marram.stop_bot()
    marram.start_bot()
    marram.settle()
    assert rows(marram, "decision") == {"decision": 0}
    acts.record_decision(chair, chair.messages[0], DECISION)
    assert rows(marram, "decision") == {"decision": 1}


def test_a_page_that_was_said_not_to_be_saved_does_not_come_back_after_it_was_changed(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, SCR.pages["before_you_start"])
    with database_away(marram, after=1):
        answer = referrer.submit(by_block(acts.modal(referrer), SCR.pages["referrer"]))
    assert say("screens.told.not_saved") in answer.errors.values()
    marram.stop_bot()
    marram.start_bot()
    assert rows(marram, "answer")["answer"] == len(SCR.pages["before_you_start"])
    fill_in(referrer, {})
    assert acts.page_id(referrer) == "children"


def test_a_screen_for_which_slack_asks_to_wait_long_holds_nobody_up(open_world: OpenWorld) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    marram.workspace.fail_next("views.open", retry_after=30)
    answer = referrer.command("/refer")
    assert answer.trouble is None
    assert answer.text == say("screens.told.too_late")


def test_a_clock_that_jumps_a_year_reminds_once_and_not_of_everything_missed(open_world: OpenWorld) -> None:
    marram = open_world()
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    marram.move_to(at_nine(date(2027, 3, 2)))
    assert told(marram).slack[world.CHAIR] == ["referral_sent_chair", "decision_late"]
    assert told(marram).slack[world.MANAGER].count("late_for_business_manager") == 1


@pytest.mark.parametrize(
    ("moment", "received"),
    [
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), "28 March 2026"),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "29 March 2026"),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), "30 March 2026"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "25 October 2026"),
    ],
)
def test_a_referral_is_received_on_the_day_that_it_is_in_london(
    open_world: OpenWorld, moment: datetime, received: str
) -> None:
    marram = open_world(start=moment)
    referrer = marram.person(world.REFERRER)
    signed = {who: signature | {"date": received} for who, signature in SCR.pages["declaration"].items()}
    acts.refer(referrer, SCR.pages | {"declaration": signed})
    assert received in texts(acts.modal(referrer))
