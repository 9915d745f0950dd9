"""Mails that bring a form: in their own words, forwarded, or attached; with a greeting and a signature around it."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from tests.reading.drawn import Block
from tests.reading.writers import docx, html, text

_GREETING = "Good afternoon\n\nPlease see below. Could you let me know that you have it?\n"
_SIGNATURE = (
    "Kind regards\n\nHelga Thornbury\nBusiness Support Officer\nTel: 01632 960999\nPlease consider the environment\n"
)
_FORWARDED = (
    "-----Original Message-----\nFrom: Duty Desk <duty@agency.example.org>\nSent: 2 November 2026 09:14\n"
    "To: Business Support <support@agency.example.org>\nSubject: form\n\n"
)


def html_pasted(blocks: Sequence[Block]) -> bytes:
    """Give a mail in HTML with the form in the middle of it."""
    page = html.write(blocks).decode()
    mail = _mail(_GREETING + text.write(blocks).decode() + _SIGNATURE)
    before, after = (said.replace("\n", "<br>") for said in (_GREETING, _SIGNATURE))
    mail.add_alternative(page.replace("<body>", f"<body>{before}").replace("</body>", f"{after}</body>"), "html")
    return mail.as_bytes()


def text_forwarded(blocks: Sequence[Block]) -> bytes:
    """Give a mail in plain text that forwards one with the form in it."""
    return _mail(_GREETING + _SIGNATURE + "\n" + _FORWARDED + text.write(blocks).decode()).as_bytes()


def attached(blocks: Sequence[Block]) -> bytes:
    """Give a mail with the form as a Word document attached."""
    mail = _mail(_GREETING + _SIGNATURE)
    kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    mail.add_attachment(docx.write(blocks), "application", kind, filename="Referral form.docx")
    return mail.as_bytes()


def _mail(body: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Helga Thornbury <h.thornbury@agency.example.org>"
    mail["To"] = "refer@board.example.org"
    mail["Subject"] = "Referral"
    mail["Date"] = "Mon, 2 Nov 2026 14:03:00 +0000"
    mail["Message-ID"] = "<form-1@agency.example.org>"
    mail.set_content(body)
    return mail
