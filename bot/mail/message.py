"""A notice as an email, plain text and HTML, with no content of a case (docs/procedure.md, section 7, rule 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib import resources
from string import Template

from handlers.notices.rendering import Notice
from storage.tables import OutboxMessage


@dataclass(frozen=True)
class Letterhead:
    """Who the bot's mail comes from, and where an answer goes: to people, at the business unit."""

    name: str
    address: str
    reply_to: str

    @property
    def domain(self) -> str:
        """The part of the sender's address after the @."""
        return self.address.rpartition("@")[2]


def message_id(message: OutboxMessage, letterhead: Letterhead) -> str:
    """Give the Message-ID: the same at every try, so that a mail sent twice can be seen to be one."""
    return f"<{message.id}.prp@{letterhead.domain}>"


def as_mail(message: OutboxMessage, notice: Notice, letterhead: Letterhead, *, sent_at: datetime) -> EmailMessage:
    """Give the mail for one recipient.

    The headers tell mail programs that no person wrote it (RFC 3834), so that absence notes are not sent back.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = message_id(message, letterhead)
    mail["Date"] = format_datetime(sent_at)
    mail["From"] = Address(letterhead.name, addr_spec=letterhead.address)
    mail["To"] = Address(addr_spec=message.address)
    mail["Reply-To"] = Address(addr_spec=letterhead.reply_to)
    mail["Subject"] = notice.subject
    mail["Content-Language"] = "en-GB"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if notice.urgent:
        mail["Importance"] = "high"
    mail.set_content("\n\n".join((notice.title, *notice.lines)) + "\n", cte="quoted-printable")
    mail.add_alternative(_html(notice), subtype="html", cte="quoted-printable")
    return mail


def _html(notice: Notice) -> str:
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in notice.lines)
    return _template().substitute(subject=escape(notice.subject), title=escape(notice.title), paragraphs=paragraphs)


@cache
def _template() -> Template:
    return Template(resources.files("bot.mail").joinpath("notice.html").read_text("utf-8"))
