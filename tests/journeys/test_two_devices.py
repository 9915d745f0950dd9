"""One draft on two devices: an older screen never overwrites a newer answer (docs/procedure.md, section 6).

The second device is the same person's screen, kept aside and sent later, as a forgotten laptop does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.objects import copy_of
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
