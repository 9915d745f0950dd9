"""A referral that came by post or phone, from its arrival to the decision: entered by the business unit for somebody.

Every clock runs from the day on which it arrived (docs/procedure.md, section 4), and whoever typed it is not its
referrer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot.compose import CLOCK
from bot.trial import acts, world
from bot.trial.hands import Answers, by_block, fill_in, went_well
from bot.trial.world import World
from forms.words import say
from handlers.duties import chair_duty_of
from storage import audit, cases, conflicts, people
from storage.tables import Case, Table
from tests.cases import SCR
from tests.forms.documents.samples import PDF, PROGRAM
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine
from tests.journeys.forged import texts
from tests.journeys.told import told

ELSEWHERE = "U0ELSEWHERE"
PAGES: Mapping[str, Answers] = {page.page_id: page.typed for page in SCR.pages} | {"declaration": SCR.declaration}
ARRIVED = {"came_by": "post", "arrived_on": "16 February 2026"}

pytestmark = [
    pytest.mark.usefixtures("logged"),
    pytest.mark.parametrize("slack_mode", ["socket"], indirect=True),
]


def enter(marram: World, *, typed: Mapping[str, Any] = ARRIVED) -> list[str]:
    """Enter a referral from the App Home to the receipt, and give what each screen says."""
    unit = marram.person(world.UNIT)
    seen = [begin(marram, typed)]
    while acts.page_id(unit) != "review":
        seen.append(texts(acts.modal(unit)))
        fill_in(unit, PAGES.get(acts.page_id(unit), {}))
    return seen + send(marram)


def begin(marram: World, typed: Mapping[str, Any]) -> str:
    """Say how it came, and give what the screen for that says."""
    unit = marram.person(world.UNIT)
    home = unit.open_home()
    assert home is not None
    went_well(unit.click(home, "on_behalf"))
    seen = texts(acts.modal(unit))
    fill_in(unit, typed)
    return seen


def send(marram: World) -> list[str]:
    """Send it from its review, and give what the declaration and the receipt say."""
    unit = marram.person(world.UNIT)
    went_well(unit.click(acts.modal(unit), "declaration"))
    seen = [texts(acts.modal(unit))]
    fill_in(unit, PAGES["declaration"])
    seen.append(texts(acts.modal(unit)))
    went_well(unit.close())
    marram.settle()
    return seen


def the_case(marram: World) -> Case:
    with marram.service.office.read(CLOCK) as work:
        (found,) = work.tx.session.execute(Table.metadata.tables["case"].select()).all()
        return cases.get(work.tx, found.id)


def test_what_came_by_post_runs_from_the_day_it_came_and_its_referrer_hears_back(open_world: OpenWorld) -> None:
    marram = open_world()
    seen = enter(marram, typed=ARRIVED | {"referrer": world.REFERRER})
    case = the_case(marram)
    assert (case.owner, case.referrer, case.came_by) == (f"slack:{world.UNIT}", f"slack:{world.REFERRER}", "post")
    assert case.received_on == case.arrived_on == date(2026, 2, 16)
    with marram.service.office.read(CLOCK) as work:
        assert chair_duty_of(work, case).due_on == date(2026, 3, 16)
        (begun,) = [entry for entry in audit.history(work.tx, case.id) if entry.action == "begun_on_behalf"]
    assert begun.actor == f"slack:{world.UNIT}"
    assert begun.details == {"who": f"slack:{world.REFERRER}", "came_by": "post", "received_on": "2026-02-16"}
    assert all("999" in screen for screen in seen)
    assert all(say("screens.on_behalf.page") in screen for screen in seen[1:-2])
    assert say("screens.on_behalf.declaration") in seen[-2]
    referrer = marram.person(world.REFERRER)
    assert told(marram).slack[world.REFERRER] == ["referral_receipt"]
    home = referrer.open_home()
    assert home is not None
    assert "PRP-2026-0001" in texts(home)
    went_well(referrer.click(referrer.messages[-1], "open_case"))
    assert "Quillfeather" in texts(acts.modal(referrer))
    chair = marram.person(world.CHAIR)
    marram.move_to(at_nine(date(2026, 3, 3)))
    acts.record_decision(chair, chair.messages[-1], {"outcome": "no_further_action", "reasons": "Weighed."})
    marram.settle()
    assert told(marram).slack[world.REFERRER][-1] == "decision_recorded"


def test_a_referrer_who_is_not_in_slack_is_told_by_the_business_unit(open_world: OpenWorld) -> None:
    marram = open_world()
    enter(marram, typed=ARRIVED | {"came_by": "phone"})
    assert the_case(marram).referrer is None
    said = told(marram)
    assert world.REFERRER not in said.slack
    assert "tell_by_own_route" in said.slack[world.UNIT]
    assert "tell_by_own_route" in said.mail[world.UNIT_EMAIL]


def test_the_true_referrer_asks_how_it_stands_and_gives_another_file_where_one_was_refused(
    open_world: OpenWorld,
) -> None:
    marram = open_world(files_in_slack=True)
    enter(marram, typed=ARRIVED | {"referrer": world.REFERRER})
    unit, referrer = marram.person(world.UNIT), marram.person(world.REFERRER)
    went_well(unit.click(unit.messages[-1], "open_case"))
    assert "where_it_stands" not in str(acts.modal(unit))
    went_well(referrer.click(referrer.messages[-1], "open_case"))
    went_well(referrer.click(acts.modal(referrer), "where_it_stands"))
    assert "the independent chair decides by 16 March 2026" in texts(acts.modal(referrer))
    went_well(referrer.click(acts.modal(referrer), "open_case"))
    went_well(referrer.click(acts.modal(referrer), "add_information"))
    fill_in(referrer, {"information": "A letter.", "files": [referrer.upload("letter.pdf", PROGRAM)]})
    went_well(referrer.close())
    marram.settle()
    assert told(marram).slack[world.REFERRER][-1] == "file_refused"
    went_well(referrer.click(referrer.messages[-1], "open_case"))
    assert "add_information" in str(acts.modal(referrer))


def test_a_file_that_the_business_unit_gave_is_not_said_to_be_from_the_referrer(open_world: OpenWorld) -> None:
    marram = open_world(files_in_slack=True)
    unit, referrer = marram.person(world.UNIT), marram.person(world.REFERRER)
    begin(marram, ARRIVED | {"referrer": world.REFERRER})
    while acts.page_id(unit) != "files":
        fill_in(unit, PAGES.get(acts.page_id(unit), {}))
    fill_in(unit, {"files": [unit.upload("letter.pdf", PDF)]})
    send(marram)
    went_well(referrer.click(referrer.messages[-1], "open_case"))
    assert f"by {world.NAMES[world.UNIT]}" in texts(acts.modal(referrer))
    assert "by the referrer" not in texts(acts.modal(referrer))


def test_whoever_typed_it_has_no_more_than_their_own_role_and_a_conflict_hides_it(open_world: OpenWorld) -> None:
    marram = open_world()
    enter(marram, typed=ARRIVED | {"referrer": world.REFERRER})
    unit = marram.person(world.UNIT)
    home = unit.open_home()
    assert home is not None
    assert say("screens.home.title.sent") not in texts(home)
    case = the_case(marram)
    with marram.service.office.begin(CLOCK) as work:
        person = people.by_slack(work.tx, world.UNIT)
        assert person is not None
        conflicts.mark(work.tx, case.id, person.id)
    went_well(unit.click(unit.messages[-1], "open_case"))
    assert say("screens.told.refused") in texts(acts.modal(unit))
    assert "Quillfeather" not in texts(acts.modal(unit))


@pytest.mark.parametrize(
    ("typed", "field", "problem"),
    [
        ({"arrived_on": "3 March 2026"}, "arrived_on", ""),
        ({"arrived_on": "soon"}, "arrived_on", ""),
        ({"referrer": "BOT"}, "referrer", "refusals.referral.cannot_be_linked"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_begins_nothing(
    open_world: OpenWorld, typed: dict[str, str], field: str, problem: str
) -> None:
    marram = open_world()
    unit = marram.person(world.UNIT)
    went_well(unit.command("/refer"))
    went_well(unit.click(acts.modal(unit), "on_behalf"))
    given = {name: marram.workspace.bot_user_id if value == "BOT" else value for name, value in typed.items()}
    answer = unit.submit(by_block(acts.modal(unit), ARRIVED | given))
    ((block, sentence),) = answer.errors.items()
    assert block.split("/")[1] == field
    assert not problem or sentence == say(problem)
    with marram.service.office.read(CLOCK) as work:
        assert work.tx.session.execute(Table.metadata.tables["case"].select()).all() == []


def test_two_submissions_begin_one_draft_and_one_note(open_world: OpenWorld) -> None:
    marram = open_world()
    marram.workspace.double_interactions = True
    enter(marram)
    case = the_case(marram)
    with marram.service.office.read(CLOCK) as work:
        noted = [entry.action for entry in audit.history(work.tx, case.id)]
    assert noted.count("begun_on_behalf") == noted.count("submitted") == 1
