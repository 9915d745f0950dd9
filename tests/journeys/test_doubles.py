"""What is done twice is done once: a submission and another one of the same screen that says something else.

The journey of `test_scr` doubles every click with the same answers (docs/procedure.md, section 6).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.sandbox.objects import copy_of
from bot.trial import acts, world
from bot.trial.hands import Answers, by_block, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from forms.words import say
from tests.journeys.conftest import OpenWorld
from tests.journeys.forged import submission, texts
from tests.journeys.told import rows, told

pytestmark = [
    pytest.mark.usefixtures("logged"),
    pytest.mark.parametrize("slack_mode", ["socket"], indirect=True),
    pytest.mark.parametrize(
        ("together", "database_url"),
        [
            pytest.param(True, "sqlite", id="at once-sqlite"),
            pytest.param(True, "postgresql", id="at once-postgresql"),
            pytest.param(False, "sqlite", id="in turn"),
        ],
        indirect=["database_url"],
    ),
]

SCR = story("scr")


def submit_both(marram: World, user: str, first: Answers, second: Answers, *, together: bool) -> list[dict[str, Any]]:
    """Submit the screen on top twice, as two clients would, and give the acknowledgements."""
    person = marram.person(user)
    bodies = []
    for typed in (first, second):
        person.fill(by_block(acts.modal(person), typed))
        bodies.append(copy_of(submission(marram, user)))

    def sent(body: dict[str, Any]) -> dict[str, Any]:
        return marram.workspace.delivery.interact("interactive", lambda: body).body

    if not together:
        return [sent(body) for body in bodies]
    with ThreadPoolExecutor(2) as both:
        return list(both.map(sent, bodies))


@pytest.fixture
def referred(open_world: OpenWorld) -> World:
    marram = open_world(regime="WT2015")
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    return marram


def test_the_first_page_submitted_twice_with_other_answers_begins_one_draft_and_says_what_is_newer(
    open_world: OpenWorld, together: bool
) -> None:
    marram = open_world()
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    first = SCR.pages["before_you_start"]
    other = first | {"urgent_or_media": "no" if first.get("urgent_or_media") == "yes" else "yes"}
    answers = submit_both(marram, world.REFERRER, first, other, together=together)
    assert rows(marram, "case") == {"case": 1}
    newer = say("screens.page.newer", labels="").strip().splitlines()[0]
    assert sorted(newer in texts(answer["view"]) for answer in answers) == [False, True]


def test_a_referral_sent_twice_is_one_case_with_one_reference_and_each_is_told_once(
    open_world: OpenWorld, together: bool
) -> None:
    marram = open_world()
    _go_to_declaration(marram)
    declared = SCR.pages["declaration"]
    other = {who: signature | {"name": "Somebody Else"} for who, signature in declared.items()}
    answers = submit_both(marram, world.REFERRER, declared, other, together=together)
    marram.settle()
    assert rows(marram, "case") == {"case": 1}
    assert all("PRP-2026-0001" in texts(answer["view"]) for answer in answers)
    assert all(len(kinds) == 1 for kinds in told(marram).slack.values())


def test_a_decision_submitted_twice_with_other_outcomes_is_one_decision_told_once(
    referred: World, together: bool
) -> None:
    chair = referred.person(world.CHAIR)
    went_well(chair.click(chair.messages[0], "record_decision"))
    submit_both(
        referred,
        world.CHAIR,
        {"outcome": "no_further_action", "reasons": "One."},
        {"outcome": "scr", "reasons": "Another."},
        together=together,
    )
    referred.settle()
    assert rows(referred, "decision") == {"decision": 1}
    assert told(referred).slack[world.REFERRER].count("decision_recorded") == 1


def test_an_action_added_and_finished_twice_is_one_action_told_once(referred: World, together: bool) -> None:
    chair, unit, owner = (referred.person(user) for user in (world.CHAIR, world.UNIT, world.OWNER))
    acts.record_decision(chair, chair.messages[0], {"outcome": "no_further_action", "reasons": "Weighed."})
    went_well(unit.click(unit.channel_messages(world.PANEL_CHANNEL)[0], "open_case"))
    went_well(unit.click(acts.modal(unit), "add_action"))
    owed = acts.option(acts.modal(unit), "owner", world.NAMES[world.OWNER])
    typed = {"text": "Do it.", "owner": owed, "due": "17 April 2026"}
    submit_both(
        referred, world.UNIT, typed, typed | {"text": "Do something else.", "due": "18 April 2026"}, together=together
    )
    referred.settle()
    assert rows(referred, "action") == {"action": 1}
    assert told(referred).slack[world.OWNER] == ["action_assigned"]
    went_well(owner.click(owner.messages[-1], "action_done"))
    submit_both(referred, world.OWNER, {"note": "Done."}, {"note": "Done otherwise."}, together=together)
    referred.settle()
    assert told(referred).slack[world.UNIT].count("action_done") == 1


def test_a_correction_from_a_screen_that_another_correction_overtook_is_not_recorded_unseen(
    referred: World, together: bool
) -> None:
    chair, unit = referred.person(world.CHAIR), referred.person(world.UNIT)
    acts.record_decision(chair, chair.messages[0], {"outcome": "no_further_action", "reasons": "Weighed."})
    went_well(unit.click(unit.channel_messages(world.PANEL_CHANNEL)[0], "open_case"))
    went_well(unit.click(acts.modal(unit), "correct_decision"))
    went_well(chair.click(chair.messages[0], "open_case"))
    went_well(chair.click(acts.modal(chair), "correct_decision"))
    correction = {"outcome": "scr", "reasons": "Weighed again.", "correction_reason": "A slip."}
    if together:
        with ThreadPoolExecutor(2) as both:
            answers = list(
                both.map(lambda person: person.submit(by_block(acts.modal(person), correction)), (chair, unit))
            )
    else:
        answers = [person.submit(by_block(acts.modal(person), correction)) for person in (chair, unit)]
    assert sorted(len(answer.errors) for answer in answers) == [0, 1]
    assert say("refusals.case.decided_meanwhile") in [text for answer in answers for text in answer.errors.values()]
    assert rows(referred, "decision") == {"decision": 2}


def _go_to_declaration(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, SCR.pages.get(page, {}))
    went_well(referrer.click(acts.modal(referrer), "declaration"))


@pytest.mark.parametrize(
    ("button", "shown"),
    [("go_on_in_conversation", "conversation.told.switched_title"), ("save_later", "screens.saved.title")],
)
def test_a_page_that_is_left_by_two_clicks_gives_way_to_one_screen_and_to_no_trouble(
    open_world: OpenWorld, button: str, shown: str, together: bool
) -> None:
    marram = open_world()
    person = marram.person(world.REFERRER)
    went_well(person.command("/refer"))
    fill_in(person, {})
    fill_in(person, SCR.pages["before_you_start"])
    marram.workspace.double_interactions, marram.workspace.doubles_together = True, together
    went_well(person.click(acts.modal(person), button))
    assert say(shown) in texts(acts.modal(person))


def test_pages_that_are_skipped_by_two_clicks_end_at_the_review(open_world: OpenWorld, together: bool) -> None:
    marram = open_world()
    person = marram.person(world.REFERRER)
    went_well(person.command("/refer"))
    fill_in(person, {})
    fill_in(person, SCR.pages["before_you_start"])
    marram.workspace.double_interactions, marram.workspace.doubles_together = True, together
    while acts.modal(person)["callback_id"] == "page":
        went_well(person.click(acts.modal(person), "skip"))
    assert acts.modal(person)["callback_id"] == "review"
