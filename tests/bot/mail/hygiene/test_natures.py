from __future__ import annotations

import pytest

from bot.mail.hygiene.automatic import is_automatic
from bot.mail.hygiene.bounces import bounced, is_bounce
from bot.mail.hygiene.loops import goes_in_circles, is_own
from forms.documents.mail.mail import Mail
from forms.documents.mail.parse import mail_of

OURS = f"{'0a' * 16}.prp@example.gov.uk"
US = "prp@example.gov.uk"


def mail(*lines: str, text: str = "Hello", sender: str = "ann@example.org") -> Mail:
    return mail_of("\r\n".join((f"From: {sender}", *lines, "", text)).encode())


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (by a rule); x=y",
        "Return-Path: < >",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "List-Id: <news.example.org>\r\nList-Unsubscribe: <https://example.org>",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        "Subject: Automatic reply: Your message",
    ],
)
def test_what_a_machine_wrote_is_told_by_its_headers(header: str) -> None:
    found = mail(header)
    assert is_automatic(found.headers, found.subject)


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Precedence: list",
        "List-Id: <team.example.org>",
        "X-Auto-Response-Suppress: All",
        "Subject: Reply",
    ],
)
def test_what_a_person_wrote_is_not_taken_for_a_machines(header: str) -> None:
    found = mail(header, "Return-Path: <ann@example.org>")
    assert not is_automatic(found.headers, found.subject)


def report(action: str) -> Mail:
    return mail(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        sender="MAILER-DAEMON@example.org",
        text=f"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        f"Action: {action}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{OURS}>\r\n\r\nText\r\n--b--",
    )


def test_a_report_of_a_failure_names_the_message_that_did_not_arrive() -> None:
    assert is_bounce(report("failed"))
    assert bounced(report("Failed (for good)"), "example.gov.uk") == "0a" * 16


def test_a_delay_is_no_failure() -> None:
    assert not is_bounce(report("delayed"))
    assert is_automatic(report("delayed").headers)
    assert not is_bounce(mail("Subject: Warning: message delayed", sender="mailer-daemon@example.org"))


@pytest.mark.parametrize(
    "found",
    [
        mail("Subject: Mail delivery failed", text=f"Message-ID: <{OURS}>", sender="Mailer-Daemon@example.org"),
        mail("Subject: Undeliverable: Referral", f"In-Reply-To: <{OURS}>", sender="postmaster@example.org"),
        mail("X-Failed-Recipients: bob@example.org", text=f"Hello\n> Message-Id: <{OURS.upper()}>"),
        mail(
            f"References: <x@y> <{OURS.replace('.prp', '.' + 'a' * 60 + '.prp')}>",
            "Subject: Failure notice",
            "Return-Path: <>",
        ),
    ],
)
def test_a_failure_told_in_a_servers_own_words_names_the_message_too(found: Mail) -> None:
    assert is_bounce(found)
    assert bounced(found, "example.gov.uk") == "0a" * 16


def test_a_failure_of_somebody_elses_message_names_none_of_ours() -> None:
    assert bounced(report("failed"), "example.org") is None
    assert bounced(mail(), "example.gov.uk") is None


def test_our_own_mail_is_known_by_its_id_or_by_saying_that_our_machine_sent_it() -> None:
    assert is_own(mail(f"Message-ID: <{OURS}>"), US)
    assert is_own(mail("Auto-Submitted: auto-generated", sender="Panel <PRP@example.gov.uk>"), US)
    assert not is_own(mail("Subject: From a colleague who shares the address", sender=US), US)
    assert not is_own(mail(f"Message-ID: <{OURS.replace('gov.uk', 'org')}>"), US)


def test_a_mail_that_went_through_a_hundred_servers_goes_in_circles() -> None:
    assert goes_in_circles(mail(*["Received: by x"] * 101))
    assert not goes_in_circles(mail(*["Received: by x"] * 30))
