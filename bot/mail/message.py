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

from bot.mail.form_to_send import SUBTYPE, FormToSend
from bot.mail.token import token
from forms.documents.mail.ours import token_line
from forms.words import say
from handlers.notices.rendering import Notice
from storage.envelope import Vault
from storage.tables import OutboxMessage

_THREADS = (("intake", "intake_id"), ("case", "case_id"))
"""What a reply is about, and the part of a message's data that names it."""


@dataclass(frozen=True)
class Letterhead:
    """Who the bot's mail comes from, and where an answer goes: to the bot if it reads mail, else to the business unit.

    With a `vault`, a mail that may be answered carries the signed token of what it is about. `form` is the blank form
    that some mails bring.
    """

    name: str
    address: str
    reply_to: str
    vault: Vault | None = None
    form: FormToSend | None = None

    @property
    def domain(self) -> str:
        """The part of the sender's address after the @."""
        return self.address.rpartition("@")[2]


def message_id(message: OutboxMessage, letterhead: Letterhead) -> str:
    """Give the Message-ID: the same at every try, so that a mail sent twice can be seen to be one.

    It carries the token too: mail programs give it back in a reply (RFC 5322, section 3.6.4).
    """
    signed = _token(message, letterhead)
    return f"<{message.id}{signed and '.'}{signed}.prp@{letterhead.domain}>"


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
    lines = (*notice.lines, *_line_to_leave(message, letterhead))
    mail.set_content("\n\n".join((notice.title, *lines)) + "\n", cte="quoted-printable")
    mail.add_alternative(_html(notice, lines), subtype="html", cte="quoted-printable")
    if notice.attach_form and letterhead.form is not None:
        form = letterhead.form
        mail.add_attachment(form.content(), maintype="application", subtype=SUBTYPE, filename=form.name)
    return mail


def _token(message: OutboxMessage, letterhead: Letterhead) -> str:
    """Give the token of the intake or the case that the message's data names; empty where it names none."""
    threads = (f"{kind}:{message.data[key]}" for kind, key in _THREADS if message.data and message.data.get(key))
    thread = next(threads, None)
    return token(letterhead.vault, thread, message.address) if thread and letterhead.vault else ""


def _line_to_leave(message: OutboxMessage, letterhead: Letterhead) -> tuple[str, ...]:
    signed = _token(message, letterhead)
    return (say("notices.mail.leave_line", token=token_line(signed)),) if signed else ()


def _html(notice: Notice, lines: tuple[str, ...]) -> str:
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    return _template().substitute(subject=escape(notice.subject), title=escape(notice.title), paragraphs=paragraphs)


@cache
def _template() -> Template:
    return Template(resources.files("bot.mail").joinpath("notice.html").read_text("utf-8"))
