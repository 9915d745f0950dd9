"""One draft on two devices: an older screen never overwrites a newer answer (docs/procedure.md, section 6).

The second device is the same person's screen, kept aside and sent later, as a forgotten laptop does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.objects import copy_of
from bot.sandbox.person import Person
from bot.slack.views.read_state import typed
from bot.trial import acts, world
from bot.trial.hands import Answers, by_block, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from forms.words import say
from tests.journeys.conftest import START
from tests.journeys.forged import submission, texts
from tests.journeys.told import rows, told

pytestmark = pytest.mark.usefixtures("logged")

SCR = story("scr")
CHANGED = {
    "before_you_start": "urgent_details",
    "referrer": "referrer_role",
    "children": "children.first_names",
    "incident": "outline",
    "family": "family.name",
    "agencies": "agencies.agency",
    "chronology": "chronology.event",
    "why_review": "expected_learning",
    "other_processes": "parallel_details",
}
"""A question in words on each page."""


@pytest.fixture
def marram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("devices"), start=START) as opened:
        yield opened


def kept_aside(marram: World, typed: Answers) -> dict[str, Any]:
    """Fill in the screen on top as the other device does, and keep what it would send."""
    referrer = marram.person(world.REFERRER)
    referrer.fill(by_block(acts.modal(referrer), typed))
    kept: dict[str, Any] = copy_of(submission(marram, world.REFERRER))
    return kept


def sent(marram: World, body: dict[str, Any]) -> str:
    """Let the other device send it, and give what its screen says then."""
    reply = marram.workspace.delivery.interact("interactive", lambda: body)
    assert reply.failure is None
    return texts(reply.body)


def test_at_every_page_the_newer_answer_stays_and_the_older_screen_is_told(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    pages = []
    while (page := acts.page_id(referrer)) != "review":
        typed = SCR.pages.get(page, {})
        older = kept_aside(marram, typed | {CHANGED[page]: "the older answer"})
        newer = typed | {CHANGED[page]: "the newer answer"}
        fill_in(referrer, newer)
        said = sent(marram, older)
        assert say("screens.page.newer", labels="").strip() in said, page
        assert "the older answer" not in said
        pages.append(page)
    assert set(pages) == CHANGED.keys()
    review = texts(acts.modal(referrer))
    assert "the older answer" not in review


def test_what_another_device_sends_after_the_referral_was_sent_changes_nothing(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, SCR.pages["before_you_start"])
    older = kept_aside(marram, SCR.pages["referrer"] | {"referrer_role": "the older answer"})
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, SCR.pages.get(page, {}))
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    fill_in(referrer, SCR.pages["declaration"])
    marram.settle()
    before = (rows(marram, "answer"), told(marram))
    assert "PRP-2026-0001" in sent(marram, older)
    marram.settle()
    assert (rows(marram, "answer"), told(marram)) == before


def test_a_referral_changed_on_another_device_is_reviewed_again_before_it_is_sent(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, SCR.pages["before_you_start"])
    other = kept_aside(marram, SCR.pages["referrer"])
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, SCR.pages.get(page, {}))
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    other["view"]["private_metadata"] = other["view"]["private_metadata"].replace('"revision":1', '"revision":999')
    for at, block in other["view"]["state"]["values"].items():
        if "/referrer_role/" in at:
            block["answer"]["value"] = "changed on the other device"
    sent(marram, other)
    fill_in(referrer, SCR.pages["declaration"])
    assert acts.page_id(referrer) == "review"
    assert "changed on the other device" in texts(acts.modal(referrer))
    assert told(marram).slack == {}


def two_children(marram: World) -> None:
    """Give two children, and stay on the page of a third."""
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    for page in ("before_you_start", "referrer"):
        fill_in(referrer, SCR.pages[page])
    for name in ("Ada", "Bea"):
        referrer.fill(by_block(acts.modal(referrer), {"children.first_names": name}))
        went_well(referrer.click(acts.modal(referrer), "another_row"))


def pressed(marram: World, view: dict[str, Any], action_id: str) -> str:
    """Press the first such button of a screen that another device still shows, and give what its screen says then."""
    block, element = next(
        (block, element)
        for block in view["blocks"]
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        if element.get("action_id") == action_id
    )
    trigger = submission(marram, world.REFERRER)["trigger_id"]
    action = {
        "action_id": action_id,
        "block_id": block["block_id"],
        "type": "button",
        "value": element.get("value", ""),
    }
    body = submission(marram, world.REFERRER) | {
        "type": "block_actions",
        "trigger_id": trigger + "other",
        "actions": [action],
        "view": view,
    }
    reply = marram.workspace.delivery.interact("interactive", lambda: body)
    assert reply.failure is None
    return texts(acts.modal(marram.person(world.REFERRER)))


def test_an_order_changed_on_one_device_is_not_undone_by_the_other_which_is_told(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    two_children(marram)
    referrer.fill(by_block(acts.modal(referrer), {"children.first_names": "Cy"}))
    went_well(referrer.click(acts.modal(referrer), "order_rows"))
    older = copy_of(acts.modal(referrer))
    moves = [b["block_id"] for b in older["blocks"] if b["type"] == "actions"]
    went_well(referrer.click(acts.modal(referrer), "move_up", block_id=moves[-1]))
    said = pressed(marram, older, "move_down")
    assert say("screens.order.newer") in said
    assert said.index("Ada") < said.index("Cy") < said.index("Bea")


def test_an_older_page_saved_after_the_order_was_changed_keeps_the_newer_order(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    two_children(marram)
    older = kept_aside(marram, {"children.first_names": "Cy"})
    went_well(referrer.click(acts.modal(referrer), "order_rows"))
    went_well(referrer.click(acts.modal(referrer), "move_up", block_id=_last_moves(referrer)))
    sent(marram, older)
    fill_in(referrer, {})
    went_well(referrer.click(acts.modal(referrer), "order_rows"))
    said = texts(acts.modal(referrer))
    assert said.index("Ada") < said.index("Cy") < said.index("Bea")


def test_more_room_on_a_screen_that_another_device_has_changed_shows_the_newer_answer(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    for page in ("before_you_start", "referrer", "children"):
        fill_in(referrer, SCR.pages[page])
    older = copy_of(acts.modal(referrer))
    fill_in(referrer, SCR.pages["incident"] | {"outline": "the newer answer"})
    went_well(referrer.click(acts.modal(referrer), "back"))
    for at, block in older["state"]["values"].items():
        if "/outline/" in at:
            block["answer"]["value"] = "the older answer"
    pressed(marram, older, "more_room")
    shown = acts.modal(referrer)
    assert say("screens.page.newer", labels="").strip() in texts(shown)
    assert typed(shown)["outline"] == "the newer answer"


def test_a_row_removed_on_one_device_is_not_moved_back_by_the_other(marram: World) -> None:
    referrer = marram.person(world.REFERRER)
    two_children(marram)
    went_well(referrer.click(acts.modal(referrer), "order_rows"))
    older = copy_of(acts.modal(referrer))
    fill_in(referrer, {})
    went_well(referrer.click(acts.modal(referrer), "change_row", block_id=_first_change(referrer)))
    went_well(referrer.click(acts.modal(referrer), "remove_row"))
    said = pressed(marram, older, "move_down")
    assert "Ada" not in said
    assert "Bea" in said


def _last_moves(referrer: Person) -> str:
    return str([b["block_id"] for b in acts.modal(referrer)["blocks"] if b["type"] == "actions"][-1])


def _first_change(referrer: Person) -> str:
    return str(next(b["block_id"] for b in acts.modal(referrer)["blocks"] if "accessory" in b))
