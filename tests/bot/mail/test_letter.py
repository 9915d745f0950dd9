from __future__ import annotations

import os
from datetime import date

import pytest

from bot.mail.form_requests import asks_for_form
from bot.mail.hygiene.digest import digest
from bot.mail.letter import letter
from bot.mail.token import token
from forms.documents.mail.mail import Mail
from forms.documents.mail.ours import token_line
from forms.documents.mail.parse import mail_of
from forms.documents.mail.read import ReadMail, read_mail
from forms.documents.reading.result import Found, Reading
from forms.loading import default_form
from handlers.intake.letter import Letter, Nature
from storage.envelope import Vault
from storage.keys import KeyRing

VAULT = Vault(KeyRing((os.urandom(32),)))
FORM = default_form()
TODAY = date(2026, 3, 2)
THREAD = "case:" + "0b" * 16


def raw(text: str, *headers: str) -> bytes:
    return "\r\n".join(("From: Ann <Ann@Example.org>", "Message-ID: <1@example.org>", *headers, "", text)).encode()


def arrived(mail: bytes) -> Letter:
    return as_letter(read_mail(mail, FORM, today=TODAY))


def as_letter(read: ReadMail) -> Letter:
    return letter(
        read,
        item_id="1",
        mailbox="folder",
        address="prp@example.gov.uk",
        arrived_on=TODAY,
        vault=VAULT,
        gateway="mx.example.gov.uk",
    )


def only_headers(*headers: str, answers: int = 0) -> ReadMail:
    fields = {f"q{number}": Found("x", "Label", 1.0) for number in range(answers)}
    return ReadMail(mail_of(raw("", *headers)), Reading(), (), Reading(fields))


def test_a_reply_of_a_person_names_its_thread_and_says_what_was_written() -> None:
    quoted = f"On Monday, Panel wrote:\n> {token_line(token(VAULT, THREAD, 'ann@example.org'))}"
    found = arrived(raw(f"It is agreed.\n\n{quoted}", "Authentication-Results: mx.example.gov.uk; dmarc=pass"))
    assert (found.sender, found.sender_name, found.text, found.thread) == (
        "ann@example.org",
        "Ann",
        "It is agreed.",
        THREAD,
    )
    assert (found.nature, found.authentic, found.message_id) == (Nature.PERSON, True, "<1@example.org>")


def test_what_carries_a_referral_is_a_persons_whatever_its_headers_say() -> None:
    assert as_letter(only_headers("Auto-Submitted: auto-generated")).nature is Nature.AUTOMATIC
    assert as_letter(only_headers("Auto-Submitted: auto-generated", answers=3)).nature is Nature.PERSON


def test_a_bounce_and_our_own_mail_are_told_apart() -> None:
    ours = f"<{'0a' * 16}.prp@example.gov.uk>"
    failed = as_letter(only_headers("X-Failed-Recipients: bob@example.org", f"In-Reply-To: {ours}"))
    assert (failed.nature, failed.bounced) == (Nature.BOUNCE, "0a" * 16)
    own = raw("Hello").replace(b"<1@example.org>", ours.encode())
    assert arrived(own).nature is Nature.OWN


def test_files_have_names_and_those_of_a_forwarded_mail_are_among_them() -> None:
    inner = b"Content-Type: text/rtf; name=form.rtf\r\n\r\n{\\rtf1 x}"
    mail = raw("x", "Content-Type: multipart/mixed; boundary=b").replace(b"\r\n\r\nx", b"\r\n\r\n--b\r\n")
    mail += (
        b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--b--"
    )
    assert [(each.name, each.kind) for each in arrived(mail).attached] == [
        ("attachment 1.pdf", "pdf"),
        ("attachment 2.eml", "eml"),
        ("form.rtf", "rtf"),
    ]


def test_the_same_said_again_has_the_same_digest() -> None:
    def said(text: str, *headers: str) -> Mail:
        return mail_of(raw(text, *headers))

    first = digest(said("Hello  there", "Date: Mon, 2 Mar 2026 10:00:00 +0000"))
    assert first == digest(said("Hello\nthere", "Date: Tue, 3 Mar 2026 10:00:00 +0000", "Received: by x"))
    assert first != digest(said("Hello there", "In-Reply-To: <2@example.org>"))
    assert first != digest(said("Hello you there"))


@pytest.mark.parametrize(
    ("subject", "text", "asks"),
    [
        ("Form", "Please could you send me the referral form?", True),
        ("Copy of Appendix 1", "Thanks", True),
        ("", "Hi.\nWhere can I find\nyour form? Ann", True),
        ("", "Where can I find your form? Ann", True),
        ("Referral", "I have attached the referral form, please send it on.", False),
        ("Referral", "A child was hurt. We need to talk.", False),
        ("Please send the form", "words " * 500, False),
    ],
)
def test_who_asks_for_the_form_is_understood(subject: str, text: str, asks: bool) -> None:
    assert asks_for_form(subject, text) is asks
