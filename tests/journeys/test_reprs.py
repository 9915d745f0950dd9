"""No value that a step passes on tells what a person typed when it is printed: not a screen, not a refusal of a field.

What is printed ends in a traceback or a log (docs/procedure.md, section 7, rule 6).
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack import steps
from bot.trial import acts, world
from bot.trial.hands import by_block, fill_in, went_well
from bot.trial.world import World
from handlers.referral import answer, review, submit
from tests.cases import marked
from tests.journeys.conftest import START

MARK = "Zyxq"
REFERRAL = marked("scr", mark=MARK)
PAGES = {page.page_id: page.typed for page in REFERRAL.pages} | {"declaration": REFERRAL.declaration}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give how every reply, and every screen before it, is printed."""
    seen: list[str] = []

    def watch(where: Any, name: str) -> None:
        original = getattr(where, name)

        def watched(*args: Any, **options: Any) -> Any:
            value = original(*args, **options)
            seen.append(repr(value))
            return value

        monkeypatch.setattr(where, name, watched)

    for where, name in ((steps.Steps, "take"), (answer, "_next_screen"), (answer, "take"), (review, "show_review")):
        watch(where, name)
    watch(submit, "take")
    return seen


def test_nothing_that_was_typed_is_in_what_a_screen_or_reply_prints(
    printed: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with World(tmp_path_factory.mktemp("reprs"), start=START, regime="WT2015") as marram:
        referrer, chair = marram.person(world.REFERRER), marram.person(world.CHAIR)
        went_well(referrer.command("/refer"))
        fill_in(referrer, {})
        while (page := acts.page_id(referrer)) != "review":
            _mistype(referrer, page)
            fill_in(referrer, PAGES[page])
        went_well(referrer.click(acts.modal(referrer), "declaration"))
        fill_in(referrer, PAGES["declaration"])
        marram.settle()
        went_well(chair.click(chair.messages[0], "record_decision"))
        wrong = {"outcome": "no_further_action", "reasons": f"{MARK} reasons", "decided_on": f"{MARK} day"}
        assert chair.submit(by_block(acts.modal(chair), wrong)).errors
    assert len(printed) > 30
    assert [text for text in printed if MARK.casefold() in text.casefold()] == []


def _mistype(referrer: Any, page: str) -> None:
    """Type something that is not understood, where the page has a date; it is complained of with what was typed."""
    dates = [name for name in PAGES[page] if name.endswith(("date_of_birth", "incident_date", "chronology.date"))]
    if dates:
        referrer.submit(by_block(acts.modal(referrer), {**PAGES[page], dates[0]: f"{MARK} day"}))
