"""One referral that comes by email, from the first mail to the chair, through each kind of mailbox."""

from __future__ import annotations

import email.policy
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot import compose
from bot.mail.mailbox import Mailbox
from bot.trial import world
from bot.trial.world import World
from forms.documents.blank import blank
from forms.loading import default_form
from tests.bot.mailboxes.dovecot import Dovecot, dovecot
from tests.bot.mailboxes.offices import KINDS, Office
from tests.bot.mailboxes.post_room import ADDRESS
from tests.cases import GOOD_PRACTICE
from tests.journeys.by_mail import GATEWAY, TRUSTED, letter, states
from tests.journeys.conftest import OpenWorld
from tests.reading.filling import Given, fill_docx
from tests.reading.own import offers, place_of

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("logged"),
]

SENDER = f"asha.patel@{TRUSTED}"
LEFT_OUT = "referrer_role"


@pytest.fixture
def imap() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture(params=sorted(KINDS))
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with KINDS[request.param](request, tmp_path) as opened:
        yield opened


@pytest.fixture
def marram(office: Office, open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch) -> World:
    def at_once(address: str, *, sends: bool = False) -> Mailbox:
        assert (address, sends) == (office.address, office.sends)
        mailbox = office.another(sends=sends)
        mailbox.look_every = 0.05
        return mailbox

    monkeypatch.setattr(compose, "open_mailbox", at_once)
    given = {"mailbox": office.address, "mail_from": ADDRESS, "trusted_senders": TRUSTED, "mail_gateway": GATEWAY}
    return open_world(**given | ({"smtp_url": "mailbox:"} if office.sends else {}))


def filled_form() -> bytes:
    """Give the Board's form in Word, filled in but for one answer."""
    form = default_form()
    words: dict[str, str] = {"declaration_referrer/name": "Asha Patel", "declaration_referrer/date": "2 March 2026"}
    chosen = dict[str, tuple[str, ...]]()
    for question_id, typed in (each for page in GOOD_PRACTICE.pages for each in page.typed.items()):
        place = place_of(question_id, 0)
        if offers(form.question(question_id)):
            chosen[place] = (str(typed),)
        elif question_id != LEFT_OUT:
            words[place] = str(typed)
    return fill_docx(blank(form, "docx", board="Board", panel="Panel", marking=""), Given(words, chosen))


def bring(marram: World, office: Office, mail: EmailMessage, *, taken: int) -> None:
    """Let a mail arrive, and wait until it is dealt with and everybody is told."""
    office.deliver(mail.as_bytes())
    deadline = time.monotonic() + 30
    while len(office.within("Processed")) < taken:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    marram.settle()


def sent_to(marram: World, office: Office, address: str) -> dict[str, EmailMessage]:
    """Give the mails to an address by their subjects, without the marking and the number."""
    if office.sends:
        sent = [message_from_bytes(each, policy=email.policy.default) for each in office.within("Sent Items")]
    else:
        sent = marram.mailroom.letters
    return {str(each["Subject"]).rpartition(": ")[2]: each for each in sent if each["To"] == address}


def test_a_form_comes_is_told_is_completed_by_a_reply_and_goes_to_the_panel_and_the_chair(
    marram: World, office: Office
) -> None:
    first = letter("Please see the form.", sender=f"Asha Patel <{SENDER}>", form_docx=filled_form())
    bring(marram, office, first, taken=1)
    assert states(marram) == [("waiting", SENDER)]
    assert "IN-0001" in marram.person(world.UNIT).messages[-1]["text"]
    asked = sent_to(marram, office, SENDER)["what is still needed"]
    (text,) = (part for part in asked.walk() if part.get_content_type() == "text/plain")
    assert "Your role" in text.get_content()

    quoted = "\n".join(f"> {line}" for line in text.get_content().splitlines())
    reply = letter(
        f"Your role: Health visitor\n\nOn Monday the panel wrote:\n{quoted}\n",
        sender=f"Asha Patel <{SENDER}>",
        subject=f"Re: {asked['Subject']}",
        message_id="<2@marram-hospital.example.org>",
        answers=asked,
    )
    bring(marram, office, reply, taken=2)
    assert states(marram) == [("submitted", SENDER)]
    assert any("PRP-2026-0001" in str(mail["Subject"]) for mail in sent_to(marram, office, SENDER).values())
    assert "PRP-2026-0001" in marram.person(world.CHAIR).messages[-1]["text"]
    assert "PRP-2026-0001" in marram.workspace.messages(world.PANEL_CHANNEL)[-1]["text"]
