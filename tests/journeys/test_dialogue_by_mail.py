"""What people and the bot write to each other by email, through the running bot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.compose import CLOCK
from bot.mail.boxes import folder as folder_mailbox
from bot.trial import world
from bot.trial.world import World
from handlers.access import identify
from handlers.intake.looking import intakes_page, open_intake
from handlers.intake.working import accept, read_again
from handlers.reading import open_case
from handlers.work import Work
from storage import cases
from tests.journeys.by_mail import drop, letter, mails_to, settings, settle, states
from tests.journeys.conftest import OpenWorld
from tests.journeys.test_by_mail import A_FEW, ADDRESS, filled_form

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("logged"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder_mailbox, "LOOK_EVERY", 0.05)
    return tmp_path / "mail"


@pytest.fixture
def marram(open_world: OpenWorld, folder: Path) -> World:
    return open_world(start=datetime(2026, 11, 2, 10, tzinfo=UTC), **settings(folder))


@contextmanager
def as_unit(marram: World) -> Iterator[Work]:
    with marram.service.office.begin(CLOCK) as work:
        yield replace(work, actor=identify(work.tx, work.board, world.UNIT, may_refer=True))


def latest(marram: World, address: str, words: str) -> EmailMessage:
    return [mail for mail in mails_to(marram, address) if words in str(mail["Subject"])][-1]


def test_answers_written_under_the_labels_that_were_asked_for_are_merged(marram: World, folder: Path) -> None:
    drop(folder, letter("The form is attached.", form_docx=filled_form("referrer_role", "referrer_agency")))
    settle(marram, folder)
    needed = latest(marram, ADDRESS, "still needed")
    body = needed.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
    answered = quoted.replace("> Your role:\n", "> Your role:\nPaediatrician\n")
    answered = answered.replace("> Your agency:\n", "> Your agency:\nMarram Hospital Trust\n")
    assert answered.count("\nPaediatrician\n") == 1
    drop(folder, letter(f"Here it is.\n\n{answered}", answers=needed, message_id="<2@h.example>"))
    settle(marram, folder)
    assert states(marram) == [("submitted", ADDRESS)]


def test_what_the_unit_lets_out_of_quarantine_is_read_by_the_running_bot_and_accepted(
    marram: World, folder: Path
) -> None:
    drop(folder, letter(A_FEW, sender="Nobody <nobody@elsewhere.example>"))
    settle(marram, folder)
    with as_unit(marram) as work:
        (line,) = intakes_page(work).lines
        assert any(kept.text == "Asha Patel" for kept in open_intake(work, line.intake_id).unmatched)
        read_again(work, line.intake_id)
    settle(marram, folder)
    with as_unit(marram) as work:
        assert open_intake(work, line.intake_id).needed
        accept(work, line.intake_id, "scr")
    settle(marram, folder)
    assert states(marram) == [("submitted", "nobody@elsewhere.example")]
    assert "PRP-2026-0001" in marram.person(world.CHAIR).messages[-1]["text"]
    assert latest(marram, "nobody@elsewhere.example", "PRP-2026-0001")


def test_the_chair_answers_by_mail_and_the_unit_finds_the_decision_in_the_case(marram: World, folder: Path) -> None:
    drop(folder, letter("The form is attached.", form_docx=filled_form()))
    settle(marram, folder)
    asked = latest(marram, world.CHAIR_EMAIL, "PRP-2026-0001")
    said = "A review, because two agencies did not speak to each other."
    drop(folder, letter(said, sender=f"Chair <{world.CHAIR_EMAIL}>", answers=asked, message_id="<3@c.example>"))
    settle(marram, folder)
    with as_unit(marram) as work:
        case = cases.by_reference(work.tx, "PRP-2026-0001")
        (proposal,) = open_case(work, case.id).proposals
    assert (proposal.kind, proposal.text) == ("decision", said)
    assert "The chair has answered" in marram.person(world.UNIT).messages[-1]["text"]


def test_a_mail_that_comes_back_is_told_to_the_unit(marram: World, folder: Path) -> None:
    drop(folder, letter(A_FEW))
    settle(marram, folder)
    lost = latest(marram, ADDRESS, "we have your email")
    bounce = (
        "Return-Path: <>\nFrom: Mail Delivery System <mailer-daemon@mx.marram.example.org>\n"
        f"To: practice.review@marram.example.org\nSubject: Undelivered Mail\nMessage-ID: <b@mx>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {ADDRESS}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {lost['Message-ID']}\nSubject: lost\n\n--b--\n"
    )
    drop(folder, bounce.encode(), name="bounce")
    settle(marram, folder)
    assert "could not be delivered" in str(marram.person(world.UNIT).messages[-1])
