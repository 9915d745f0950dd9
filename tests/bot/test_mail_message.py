from __future__ import annotations

import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

from bot.mail.form_to_send import FormToSend
from bot.mail.message import as_mail, message_id
from forms.loading import default_form
from handlers.board import Board, Contact
from tests.bot.messages import LETTERHEAD, NOW, message, notice

BOARD = Board(
    name="Northport Safeguarding Children Board",
    panel_name="Practice Review Panel",
    front_door="0151 496 0100",
    out_of_hours="0151 496 0200",
    chair=Contact(email="chair@example.org"),
    business_unit_email="unit@example.org",
    panel_channel="C0PANEL",
)


def read_back(mail: EmailMessage) -> EmailMessage:
    read: EmailMessage = email.message_from_bytes(mail.as_bytes(), policy=default)
    return read


def text_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_mail_says_the_notice_in_plain_text_and_in_html() -> None:
    mail = read_back(as_mail(message(), notice(), LETTERHEAD, sent_at=NOW))
    for line in (notice().title, *notice().lines):
        assert line in text_of(mail, "plain")
    page = text_of(mail, "html")
    assert '<html lang="en-GB">' in page
    assert "<p>Reference PRP-2026-0001 &lt;b&gt;&amp; more&lt;/b&gt;.</p>" in page


def test_the_subject_begins_with_the_marking() -> None:
    mail = read_back(as_mail(message(), notice(), LETTERHEAD, sent_at=NOW))
    assert mail["Subject"] == "OFFICIAL-SENSITIVE PRP-2026-0001: decision"


def test_people_answer_the_business_unit_and_machines_do_not_answer() -> None:
    mail = read_back(as_mail(message(), notice(), LETTERHEAD, sent_at=NOW))
    assert mail["From"] == "Practice Review Panel <prp@example.gov.uk>"
    assert (mail["To"], mail["Reply-To"]) == ("chair@example.org", "unit@example.gov.uk")
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")


def test_every_try_has_the_same_message_id_of_the_senders_domain() -> None:
    first = as_mail(message(), notice(), LETTERHEAD, sent_at=NOW)
    second = as_mail(message(attempts=2), notice(), LETTERHEAD, sent_at=NOW.replace(hour=11))
    assert first["Message-ID"] == second["Message-ID"] == message_id(message(), LETTERHEAD)
    assert first["Message-ID"].endswith("@example.gov.uk>")


def test_only_an_urgent_notice_is_marked_as_important() -> None:
    assert as_mail(message(), notice(urgent=True), LETTERHEAD, sent_at=NOW)["Importance"] == "high"
    assert as_mail(message(), notice(), LETTERHEAD, sent_at=NOW)["Importance"] is None


def test_a_mail_has_lines_that_every_server_takes() -> None:
    long = notice(lines=("word " * 400,))
    lines = as_mail(message(), long, LETTERHEAD, sent_at=NOW).as_bytes().split(b"\r\n")
    assert max(map(len, lines)) < 998
    assert all(byte < 128 for line in lines for byte in line)


def test_a_mail_that_brings_the_form_has_it_attached_blank() -> None:
    form = FormToSend(default_form(), BOARD, "referrals@example.gov.uk")
    with_form = replace(LETTERHEAD, form=form)
    mail = as_mail(message(), notice(attach_form=True), with_form, sent_at=NOW)
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "referral form.docx"
    assert attached.get_content() == form.content()
    assert form.content().startswith(b"PK")
    assert list(as_mail(message(), notice(), with_form, sent_at=NOW).iter_attachments()) == []
