"""The business unit works what came by email in Slack: it looks, checks, accepts, attaches, puts aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.mail.boxes import folder as folder_mailbox
from bot.sandbox.person import Person
from bot.trial import world
from bot.trial.acts import modal
from bot.trial.hands import by_block, fill_in, went_well
from bot.trial.world import World
from tests.journeys.by_mail import REFERRAL, drop, letter, mails_to, settings, settle, states
from tests.journeys.conftest import OpenWorld

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("logged"),
]

ADDRESS = "asha.patel@marram-hospital.example.org"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder_mailbox, "LOOK_EVERY", 0.05)
    return tmp_path / "mail"


@pytest.fixture
def marram(open_world: OpenWorld, folder: Path) -> World:
    return open_world(**settings(folder))


def words(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def opened(unit: Person, *, at: int = -1) -> dict[str, Any]:
    """Open what the latest card is about, or another in the list of the unit's Home."""
    went_well(unit.click(unit.messages[at], "open_intake"))
    return modal(unit)


def test_what_came_is_looked_at_checked_and_accepted_and_more_is_put_with_the_case(marram: World, folder: Path) -> None:
    unit = marram.person(world.UNIT)
    drop(folder, letter(REFERRAL))
    settle(marram, folder)

    shown = words(opened(unit))
    assert all(said in shown for said in ("IN-0001", "Okafor", "Ward: Marram 3"))
    went_well(unit.click(modal(unit), "use_suggestion"))
    assert "Child protection plan: Never on a plan" in words(modal(unit))
    went_well(unit.click(modal(unit), "accept_intake"))
    fill_in(unit, {"purpose": "learning_review"})
    assert "PRP-2026-0001" in words(modal(unit))
    marram.settle()
    assert states(marram) == [("submitted", ADDRESS)]
    assert unit.channel_messages(world.PANEL_CHANNEL)
    assert any("PRP-2026-0001" in str(mail["Subject"]) for mail in mails_to(marram, ADDRESS))

    drop(folder, letter("The school nurse has more to say.", message_id="<2@marram-hospital.example.org>"))
    settle(marram, folder)
    opened(unit)
    went_well(unit.click(modal(unit), "attach_intake"))
    assert unit.submit(by_block(modal(unit), {"reference": "PRP-2026-0009"})).errors
    fill_in(unit, {"reference": "prp-2026-0001 "})
    settle(marram, folder)
    assert states(marram)[-1] == ("attached", ADDRESS)
    went_well(unit.click(unit.channel_messages(world.PANEL_CHANNEL)[0], "open_case"))
    assert "The school nurse has more to say." in words(modal(unit))
    went_well(unit.click(modal(unit), "take_over"))
    went_well(unit.click(modal(unit), "open_case"))
    assert "take_over" not in words(modal(unit))


def test_what_is_no_referral_is_put_aside_and_found_again(marram: World, folder: Path) -> None:
    unit = marram.person(world.UNIT)
    drop(folder, letter("Dear all, lunch is at one.", sender="Nobody <nobody@elsewhere.example>"))
    settle(marram, folder)
    home = unit.open_home()
    assert home is not None
    assert "Referrals by email: 1" in words(home)
    went_well(unit.click(home, "see_intakes"))
    went_well(unit.click(modal(unit), "open_intake"))
    assert "lunch is at one" in words(modal(unit))
    went_well(unit.click(modal(unit), "not_a_referral"))
    assert states(marram) == [("not_a_referral", "nobody@elsewhere.example")]
    went_well(unit.click(modal(unit), "first_intakes"))
    assert "IN-0001" not in words(modal(unit))
    went_well(unit.click(modal(unit), "other_intakes"))
    went_well(unit.click(modal(unit), "open_intake"))
    went_well(unit.click(modal(unit), "read_intake_again"))
    settle(marram, folder)
    assert states(marram)[0][0] == "waiting"
