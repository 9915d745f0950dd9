"""What the panel sees of a referral is what its referrer saw in the review: the same answers, words and order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from bot.sandbox.person import Person
from bot.trial import acts, world
from bot.trial.hands import by_block, fill_in, went_well
from bot.trial.world import World
from forms.loading import default_form
from forms.vocabulary import Purpose
from tests.cases import TypedReferral, marked
from tests.journeys.conftest import START

pytestmark = pytest.mark.usefixtures("logged")

FORM = default_form()
TITLES = {section.title for section in FORM.sections}


@pytest.fixture
def marram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("panel"), start=START, regime="WT2015") as opened:
        yield opened


def pages_of(referral: TypedReferral) -> dict[str, Mapping[str, Any]]:
    return {page.page_id: page.typed for page in referral.pages}


def read(person: Person, next_part: str) -> dict[str, str]:
    """Read every part of a review or case, section by section: title and text, in order."""
    found: dict[str, str] = {}
    while True:
        title = ""
        for block in acts.modal(person)["blocks"]:
            text = block.get("text", {}).get("text", "")
            if block["type"] == "header":
                title = text if text in TITLES else ""
                found |= {title: ""} if title else {}
            elif block["type"] == "section" and title:
                found[title] += text + "\n"
            elif block["type"] == "actions":
                title = ""
        if not any(e["action_id"] == next_part for b in acts.modal(person)["blocks"] for e in b.get("elements", ())
                   if "action_id" in e):  # fmt: skip
            return found
        went_well(person.click(acts.modal(person), next_part))


def seen_by_the_panel(marram: World) -> dict[str, str]:
    member = marram.person(world.PANEL_MEMBER)
    went_well(member.click(member.channel_messages(world.PANEL_CHANNEL)[-1], "open_case"))
    return read(member, "case_part_next")


@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_every_answer_of_every_route_stands_in_the_case_as_it_stood_in_the_review(marram: World, purpose: str) -> None:
    referrer, referral = marram.person(world.REFERRER), marked(purpose)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, pages_of(referral).get(page, {}))
    reviewed = read(referrer, "review_part_next")
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    fill_in(referrer, referral.declaration)
    marram.settle()
    seen = seen_by_the_panel(marram)
    *before, declaration = seen
    assert before == list(reviewed)
    assert {title: seen[title] for title in before} == reviewed
    assert FORM.sections[-1].title == declaration
    told = "".join(reviewed.values())
    assert all(text in told for text in referral.confidential_texts(FORM) if "Zyxq" in text)


def test_rows_stand_in_the_order_that_the_referrer_gave_them_and_long_texts_are_whole(marram: World) -> None:
    referrer, referral = marram.person(world.REFERRER), marked("scr")
    pages = pages_of(referral)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    for page in ("before_you_start", "referrer"):
        fill_in(referrer, pages[page])
    for name in ("Ada", "Bea", "Cy"):
        referrer.fill(by_block(acts.modal(referrer), {**pages["children"], "children.first_names": name}))
        went_well(referrer.click(acts.modal(referrer), "another_row"))
    went_well(referrer.click(acts.modal(referrer), "order_rows"))
    last = [block["block_id"] for block in acts.modal(referrer)["blocks"] if block["type"] == "actions"][-1]
    went_well(referrer.click(acts.modal(referrer), "move_up", block_id=last))
    fill_in(referrer, {})
    went_well(referrer.click(acts.modal(referrer), "skip"))
    referrer.fill(by_block(acts.modal(referrer), {**pages["incident"], "outline": "First part. " * 240}))
    went_well(referrer.click(acts.modal(referrer), "more_room"))
    boxes = [
        b["block_id"] for b in acts.modal(referrer)["blocks"] if b.get("block_id", "").startswith("answer/outline/2")
    ]
    referrer.fill({boxes[0]: "The second part."})
    fill_in(referrer, {})
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, pages.get(page, {}))
    reviewed = read(referrer, "review_part_next")
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    fill_in(referrer, referral.declaration)
    marram.settle()
    seen = seen_by_the_panel(marram)
    assert {title: seen[title] for title in reviewed} == reviewed
    names = [line.rpartition(": ")[2] for line in seen["The children"].split("\n") if line.startswith("First names")]
    assert names == ["Ada", "Cy", "Bea"]
    assert " ".join(seen["What happened"].split()).count("First part.") == 240
    assert "First part.\nThe second part." in seen["What happened"]
