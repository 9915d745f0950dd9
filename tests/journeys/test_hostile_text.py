"""Text that is meant to do something: markup, disguised links, marks of direction, control characters, great length.

The workspace judges every view and message as Slack does (`bot.sandbox.strict`), so that each screen shown here is one
that Slack takes; nothing that anybody typed, set or is called is in a text that Slack reads as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.trial import acts, world
from bot.trial.hands import WentWrong, block_ids, by_block, fill_in, went_well
from bot.trial.world import World
from handlers import people
from handlers.access import Actor, Role
from tests.cases import marked
from tests.journeys.conftest import START
from tests.journeys.told import told

pytestmark = pytest.mark.usefixtures("logged")

MARKUP = "<!channel> <https://evil.example|Open> *bold* `code` &lt; {case} %s"
HOSTILE = {
    "markup": MARKUP,
    "direction": "\u202eelpoep \u2066hidden\u2069 \u200bzero",
    "control": "a\x00b\x07c\x1b[31m",
    "emoji": "👩‍👧‍👦🏳️‍🌈" * 3,
}
REFERRAL = marked("scr")
PAGES = {page.page_id: page.typed for page in REFERRAL.pages} | {"declaration": REFERRAL.declaration}


def texts_of_kind(part: Any, kind: str) -> Iterator[str]:
    """Give every text object of one kind in a view or message."""
    if isinstance(part, dict):
        if part.get("type") == kind and isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from texts_of_kind(value, kind)
    if isinstance(part, list):
        for each in part:
            yield from texts_of_kind(each, kind)


def world_of(folder: Path, text: str) -> World:
    """A Board whose every name holds this text."""
    name = "".join(letter for letter in text if letter.isprintable())[:60]
    return World(folder, start=START, regime="WT2015", board_name=f"Board {name}", panel_name=f"Panel {name}")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_and_answers_are_shown_as_text_on_every_screen_and_message(tmp_path: Path, hostile: str) -> None:
    text = HOSTILE[hostile]
    with world_of(tmp_path, text) as marram:
        with marram.service.office.begin(Actor("command_line:trial", frozenset({Role.ADMINISTRATOR}))) as work:
            people.add(work, people.AddPerson(name=f"Nobody {text}", roles=(Role.ACTION_OWNER,), agency=text))
        referrer, chair, unit = (marram.person(user) for user in (world.REFERRER, world.CHAIR, world.UNIT))
        acts.refer(referrer, _with(text, PAGES), see=_nothing_is_markup)
        marram.settle()
        acts.record_decision(
            chair, chair.messages[0], {"outcome": "single_agency_review", "agency": text, "reasons": text}
        )
        marram.settle()
        card = unit.channel_messages(world.PANEL_CHANNEL)[0]
        acts.add_action(
            unit, card, text=text, owner=world.NAMES[world.OWNER], due="17 April 2026", see=_nothing_is_markup
        )
        went_well(unit.click(card, "open_case"))
        _nothing_is_markup(unit, {})
        homes = [marram.person(user).open_home() for user in world.NAMES]
        messages = [message for user in world.NAMES for message in marram.person(user).messages]
        messages += marram.workspace.messages(world.PANEL_CHANNEL)
        assert list(texts_of_kind([homes, messages], "mrkdwn")) == []
        assert not any("<" in message["text"] for message in messages)
        assert "action_assigned" in told(marram).slack[world.OWNER]


@pytest.mark.parametrize("letter", ["W", "👩", "\u202e"], ids=["letters", "emoji", "marks of direction"])
def test_the_longest_text_in_every_field_at_once_never_breaks_a_screen(tmp_path: Path, letter: str) -> None:
    with World(tmp_path, start=START, regime="WT2015") as marram:
        referrer = marram.person(world.REFERRER)
        went_well(referrer.command("/refer"))
        fill_in(referrer, {})
        while acts.page_id(referrer) != "review":
            _fill_and_go_on(marram, letter * 3000)


def _fill_and_go_on(marram: World, text: str) -> None:
    """Type the longest text in every field, save, and skip: what was not understood stays, and is shown again."""
    referrer = marram.person(world.REFERRER)
    view = acts.modal(referrer)
    page = acts.page_id(referrer)
    typed = {
        name: value
        for name, value in PAGES[page].items()
        if not isinstance(value, str) or acts.options(view, block_ids(view).get(name, ""))
    }
    longest = {block["block_id"]: block["element"].get("max_length") for block in view["blocks"] if "element" in block}
    asked = {name: longest[block_id] for name, block_id in block_ids(view).items() if longest[block_id]}
    referrer.fill(by_block(view, {name: value for name, value in typed.items() if name in block_ids(view)}))
    referrer.fill({block_ids(view)[name]: text[:most] for name, most in asked.items()})
    answer = referrer.submit()
    assert answer.trouble is None, (page, answer.failure)
    if acts.page_id(referrer) == page:  # something was not understood, which “skip” keeps as it is
        went_well(referrer.click(acts.modal(referrer), "skip"))


def _with(text: str, pages: dict[str, Any]) -> dict[str, Any]:
    """Put the text after every marked one."""
    return {
        page: {
            name: f"{value} {text}" if isinstance(value, str) and value.endswith(" words") else value
            for name, value in typed.items()
        }
        for page, typed in pages.items()
    }


def _nothing_is_markup(person: Any, _answers: Any) -> None:
    if person.modal is None:
        message = "no screen is open"
        raise WentWrong(message)
    assert list(texts_of_kind(person.modal, "mrkdwn")) == []
