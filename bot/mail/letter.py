"""A mail that was read, as the letter that the use cases take: who wrote it, whether that is true, and what about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.mail.form_requests import asks_for_form
from bot.mail.hygiene.authentication import is_authentic
from bot.mail.hygiene.automatic import is_automatic
from bot.mail.hygiene.bounces import bounced, is_bounce
from bot.mail.hygiene.digest import digest
from bot.mail.hygiene.loops import goes_in_circles, is_own
from bot.mail.token import thread_of
from forms.documents.mail.mail import Attachment, Mail
from forms.documents.mail.ours import tokens_in
from forms.documents.mail.read import ReadMail
from forms.documents.reading.result import Reading
from forms.words import say
from handlers.intake.letter import Attached, Letter, Nature
from storage.envelope import Vault

_A_REFERRAL = 3
"""Answers found in a mail from which on it is a referral, whatever its headers say: a scanner sends by machine too."""


def letter(
    read: ReadMail, *, item_id: str, mailbox: str, address: str, arrived_on: date, vault: Vault, gateway: str | None
) -> Letter:
    """Give the letter. `item_id` is the inbox row that keeps the mail, `address` where our own mail comes from.

    `gateway` is the name by which the Board's own gateway signs what it found; without one no mail is authentic.
    """
    mail = read.mail
    nature = nature_of(read, address)
    answered = (*mail.answers_to, mail.quoted, mail.text)
    return Letter(
        item_id=item_id,
        mailbox=mailbox,
        message_id=mail.message_id,
        digest=digest(mail),
        sender=mail.sender,
        sender_name=mail.sender_name,
        authentic=is_authentic(mail.headers, mail.sender, gateway),
        arrived_on=arrived_on,
        nature=nature,
        thread=thread_of(vault, answered, mail.sender),
        bounced=bounced(mail, address.rpartition("@")[2]) if nature is Nature.BOUNCE else None,
        asks_for_form=nature is Nature.PERSON and _asks_for_form(read),
        text=mail.text,
        attached=tuple(_attached(mail)),
        reading=read.reading,
        answers_ours=bool(tokens_in(answered)),
    )


def nature_of(read: ReadMail, address: str) -> Nature:
    """Tell who or what wrote a mail. What carries a referral is a person's: no rule over headers may swallow it."""
    mail = read.mail
    if is_own(mail, address):
        return Nature.OWN
    if is_bounce(mail):
        return Nature.BOUNCE
    by_machine = is_automatic(mail.headers, mail.subject) or goes_in_circles(mail)
    return Nature.AUTOMATIC if by_machine and _answers(read.reading) < _A_REFERRAL else Nature.PERSON


def _answers(reading: Reading) -> int:
    return len(reading.fields) + sum(len(row) for rows in reading.tables.values() for row in rows)


def _asks_for_form(read: ReadMail) -> bool:
    return not _answers(read.reading) and not read.documents and asks_for_form(read.mail.subject, read.mail.text)


def _attached(mail: Mail) -> Iterator[Attached]:
    """Give every file, those in mails inside too, each with a name; not the pictures that the text shows."""
    for number, each in enumerate(_files(mail), start=1):
        name = each.name or say("notices.mail.nameless", number=number, kind=each.kind or "bin")
        yield Attached(name, each.kind, each.content)


def _files(mail: Mail) -> Iterator[Attachment]:
    for each in mail.attachments:
        if each.content and not each.is_picture_in_text:
            yield each
        if each.mail is not None:
            yield from _files(each.mail)
