"""Referrals that come by email, through the running bot: kept, read, told, answered, completed by a reply, sent."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.mail.boxes import folder as folder_mailbox
from bot.trial import world
from bot.trial.world import World
from forms.documents.blank import blank
from forms.loading import default_form
from tests.journeys.by_mail import drop, letter, mails_to, places, settings, settle, states
from tests.journeys.conftest import OpenWorld
from tests.reading.cases import cases
from tests.reading.filling import fill_docx, given, places_of
from tests.reading.own import own_filled

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("logged"),
]

NOVEMBER = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""After everything that the invented cases tell of."""
ADDRESS = "asha.patel@marram-hospital.example.org"
A_FEW = "Referrer\nName: Asha Patel\nRole: Paediatrician\nAgency: Marram Hospital Trust\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder_mailbox, "LOOK_EVERY", 0.05)
    return tmp_path / "mail"


@pytest.fixture
def marram(open_world: OpenWorld, folder: Path) -> World:
    return open_world(start=NOVEMBER, **settings(folder))


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


def test_who_writes_by_mail_and_is_in_slack_is_one_person(marram: World, folder: Path) -> None:
    marram.workspace.add_user("U0ASHA", "Asha Patel", email=ADDRESS)
    drop(folder, letter("The form is attached.", form_docx=filled_form()))
    settle(marram, folder)
    assert "PRP-2026-0001" in marram.person("U0ASHA").messages[-1]["text"]


def filled_form(*without: str) -> bytes:
    """Give our own form, filled in with a whole case but for some questions."""
    form = default_form()
    empty = blank(form, "docx", board="Marram", panel="Practice Review Panel", marking="")
    return fill_docx(empty, given(form, own_filled(form, cases()[0], places_of("docx", empty) - set(without))))


def test_the_form_sent_as_an_attachment_becomes_a_case_of_which_panel_and_chair_know(
    marram: World, folder: Path
) -> None:
    drop(folder, letter("The form is attached.", form_docx=filled_form()))
    settle(marram, folder)
    assert states(marram) == [("submitted", ADDRESS)]
    assert "PRP-2026-0001" in marram.person(world.CHAIR).messages[-1]["text"]
    assert "PRP-2026-0001" in marram.person(world.UNIT).channel_messages(world.PANEL_CHANNEL)[-1]["text"]
    assert "PRP-2026-0001" in str(mails_to(marram, ADDRESS)[-1]["Subject"])


def test_a_reply_completes_the_referral_that_it_answers(marram: World, folder: Path) -> None:
    drop(folder, letter("The form is attached.", form_docx=filled_form("outline", "declaration_lead")))
    settle(marram, folder)
    assert states(marram) == [("waiting", ADDRESS)]
    needed = mails_to(marram, ADDRESS)[-1]
    reply = letter("Here is the rest.", answers=needed, message_id="<2@h.example>", form_docx=filled_form())
    drop(folder, reply)
    settle(marram, folder)
    assert states(marram) == [("submitted", ADDRESS)]
    assert places(folder) == {"Processed": 2}


def test_what_somebody_else_writes_with_its_token_waits_for_a_person(marram: World, folder: Path) -> None:
    drop(folder, letter(A_FEW))
    settle(marram, folder)
    needed = mails_to(marram, ADDRESS)[-1]
    other = "Other <other@marram-hospital.example.org>"
    drop(folder, letter("Mine.", sender=other, answers=needed, message_id="<2@h.example>"))
    settle(marram, folder)
    assert [state for state, _ in states(marram)] == ["waiting", "quarantined"]
    assert places(folder) == {"Processed": 1, "Quarantine": 1}


def test_nothing_of_a_mail_is_in_a_log_line_a_message_or_a_mail(
    marram: World, folder: Path, logged: list[MutableMapping[str, Any]]
) -> None:
    marked = letter(
        "Referrer\nName: Zyxq Patel\nChild\nLast name: Zyxqley\nWhat happened\nZyxq was hurt.\n",
        subject="About Zyxq",
        message_id="<zyxq@marram-hospital.example.org>",
        zyxq_txt=b"Last name: Zyxqley",
    )
    drop(folder, marked, name="zyxq")
    settle(marram, folder)
    assert states(marram) == [("waiting", ADDRESS)]
    told = [marram.person(each).messages for each in (world.UNIT, world.MANAGER)]
    sent = [mail.as_bytes().decode() for mail in marram.mailroom.letters]
    assert "mail_kept" in str(logged)
    assert "zyxq" not in str((logged, told, sent)).casefold()
