"""A Board that reads the mail in a folder, and people who write to it."""

from __future__ import annotations

import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.compose import CLOCK
from bot.mail.mailbox import Place
from bot.trial.world import World
from handlers.intake.states import State
from storage import inbox
from storage.tables import Intake

BOT_ADDRESS = "practice.review@marram.example.org"
GATEWAY = "mx.marram.example.org"
TRUSTED = "marram-hospital.example.org"
SENDER = f"Asha Patel <asha.patel@{TRUSTED}>"

REFERRAL = """\
Referrer
Name: Asha Patel
Role: Paediatrician
Agency: Marram Hospital Trust
Email: asha.patel@marram-hospital.example.org
Ward: Marram 3

Child
Last name: Okafor
First names: Daniel
Date of birth: 14 February 2019
On a child protection plan: No

What happened: Daniel was found with burns and taken to hospital.
"""
"""A form in a mail: most of it is certain, one answer is only likely, and one thing did not fit any question."""


def settings(folder: Path) -> dict[str, Any]:
    """Give the settings of such a Board, whose mail lies in `folder`."""
    folder.mkdir(exist_ok=True)
    return {
        "mailbox": f"folder:{folder}",
        "mail_from": BOT_ADDRESS,
        "trusted_senders": TRUSTED,
        "mail_gateway": GATEWAY,
    }


def letter(
    text: str,
    *,
    sender: str = SENDER,
    subject: str = "Referral",
    message_id: str = "<1@marram-hospital.example.org>",
    answers: EmailMessage | None = None,
    checked: bool = True,
    **files: bytes,
) -> EmailMessage:
    """Give a mail as the gateway hands it on; `answers` is the mail that it replies to, `files` what is attached."""
    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))  # no mail program breaks a Message-ID up
    if checked:
        domain = sender.rpartition("@")[2].rstrip(">")
        mail["Authentication-Results"] = f"{GATEWAY}; dmarc=pass header.from={domain}"
    mail["From"] = sender
    mail["To"] = BOT_ADDRESS
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    if answers is not None:
        mail["In-Reply-To"] = answers["Message-ID"]
    mail.set_content(text)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return mail


def drop(folder: Path, mail: EmailMessage | bytes, name: str = "mail") -> None:
    """Put a mail into the folder, whole."""
    unfinished = folder / f"{name}.unfinished"
    unfinished.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
    unfinished.rename(folder / f"{name}.eml")


def settle(world: World, folder: Path, timeout: float = 30.0) -> None:
    """Wait until every mail in the folder was taken and everybody was told."""
    deadline = time.monotonic() + timeout
    while list(folder.glob("*.eml")) or _unprocessed(world):
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)
    world.settle()


def states(world: World) -> list[tuple[str, str]]:
    """Give the state of each intake, and its sender, in order."""
    with world.service.office.read(CLOCK) as work:
        rows = work.tx.session.exec(select(Intake).order_by(col(Intake.number)))
        return [(State(row.state), row.sender) for row in rows]


def places(folder: Path) -> dict[str, int]:
    """Give how many mails lie in each place to which the bot moves them."""
    found = {place: len(list((folder / place).glob("*.eml"))) for place in Place}
    return {str(place): count for place, count in found.items() if count}


def mails_to(world: World, address: str) -> list[EmailMessage]:
    """Give the mails to an address, by their subjects: two threads send them, in any order."""
    return sorted(world.mailroom.to(address), key=lambda mail: str(mail["Subject"]))


def _unprocessed(world: World) -> bool:
    with world.service.office.read(CLOCK) as work:
        return bool(inbox.unprocessed(work.tx))
