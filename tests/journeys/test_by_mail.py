"""Referrals that come by email, through the running bot: kept, read, told, answered, completed by a reply, sent."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.mail.boxes import folder as folder_mailbox
from bot.trial import world
from bot.trial.world import World
from tests.journeys.by_mail import drop, letter, mails_to, places, settings, settle, states
from tests.journeys.conftest import OpenWorld

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("logged"),
]

ADDRESS = "asha.patel@marram-hospital.example.org"
A_FEW = "Referrer\nName: Asha Patel\nRole: Paediatrician\nAgency: Marram Hospital Trust\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder_mailbox, "LOOK_EVERY", 0.05)
    return tmp_path / "mail"


@pytest.fixture
def marram(open_world: OpenWorld, folder: Path) -> World:
    return open_world(**settings(folder))


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["Subject"]).removeprefix("OFFICIAL-SENSITIVE ") for mail in mails]


def test_a_mail_with_a_few_answers_is_told_to_the_unit_and_answered(marram: World, folder: Path) -> None:
    drop(folder, letter(A_FEW))
    settle(marram, folder)
    assert states(marram) == [("waiting", ADDRESS)]
    assert places(folder) == {"Processed": 1}
    assert "IN-0001" in marram.person(world.UNIT).messages[-1]["text"]
    received, needed = mails_to(marram, ADDRESS)
    assert subjects([received, needed]) == ["IN-0001: we have your email", "IN-0001: what is still needed"]
    assert received["Reply-To"] == "practice.review@marram.example.org"


def test_the_mailbox_is_part_of_the_bots_health(marram: World) -> None:
    assert marram.service.mail_room is not None
    assert marram.service.mail_room.look().ok


def test_a_stranger_is_answered_once_and_waits_in_quarantine(marram: World, folder: Path) -> None:
    for number in (1, 2):
        written = letter(
            f"{A_FEW}{number}", sender="Nobody <nobody@elsewhere.example>", message_id=f"<{number}@e.example>"
        )
        drop(folder, written, name=f"mail{number}")
    settle(marram, folder)
    assert states(marram) == [("quarantined", "nobody@elsewhere.example")] * 2
    assert places(folder) == {"Quarantine": 2}
    assert len(mails_to(marram, "nobody@elsewhere.example")) == 1


def test_a_mail_that_was_kept_before_a_restart_is_dealt_with_after_it(marram: World, folder: Path) -> None:
    marram.stop_bot()
    drop(folder, letter(A_FEW))
    marram.start_bot()
    settle(marram, folder)
    assert states(marram) == [("waiting", ADDRESS)]
