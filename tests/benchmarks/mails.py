"""1,000 mails in a folder: taken, parsed and taken apart by us, against the standard library reading the same files."""

from __future__ import annotations

import email
import tempfile
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

from bot.mail.boxes.folder import FolderMailbox
from forms.documents.mail.parse import mail_of
from tests.benchmarks.measuring import Compared, Side, compare

_TEXT = "\n".join(f"Question {number}: an answer of some words, number {number}" for number in range(60))
_MOST = 25_000_000


def measure(*, mails: int = 1_000, rounds: int = 3, times: int = 1) -> Compared:
    """Give the seconds for all mails: fetched and taken apart by us; parsed and decoded by the standard library."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(mails):
            (folder / f"{number:04}.eml").write_bytes(_mail(number))
        return compare(Side(_ours, lambda: folder), Side(_bare, lambda: folder), rounds=rounds, times=times)


def _mail(number: int) -> bytes:
    """Give a reply as plain text and HTML, every other one with a file."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = f"Zoë Ann <ann{number}@nhs.example>", "refer@board.example"
    mail["Subject"], mail["Message-ID"] = f"Re: IN-{number:04}: café", f"<{number}@nhs.example>"
    mail.set_content(f"Please see below.\n\nKind regards\nZoë\n\nOn Monday, Panel wrote:\n> Hello\n\n{_TEXT}")
    rows = "".join(f"<tr><td>{line}</td></tr>" for line in _TEXT.splitlines())
    mail.add_alternative(f"<p>Please see below.</p><table>{rows}</table>", subtype="html")
    if number % 2:
        mail.add_attachment(b"%PDF-1.7" + bytes(20_000), maintype="application", subtype="pdf", filename="form.pdf")
    return mail.as_bytes()


def _ours(folder: Path) -> None:
    mailbox = FolderMailbox(folder)
    list(mailbox.waiting())  # a mail is taken once it was there in the same way at two looks
    for mail_id in mailbox.waiting():
        mail = mail_of(mailbox.fetch(mail_id, _MOST))
        assert mail.sender
        assert mail.subject
        assert mail.text


def _bare(folder: Path) -> None:
    for file in sorted(folder.glob("*.eml")):
        mail = email.message_from_bytes(file.read_bytes(), policy=default)
        assert mail["From"].addresses
        assert mail["Subject"]
        for part in mail.walk():
            if not part.is_multipart():
                part.get_content()
