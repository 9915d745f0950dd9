"""Mail going out: a notice as an email, and the ways to send one."""

from __future__ import annotations

from pathlib import Path

from bot.clock import Clock, system_clock
from bot.mail.folder import FolderSender
from bot.mail.mailbox import Mailbox
from bot.mail.message import Letterhead
from bot.mail.smtp import SmtpSender
from bot.mail.through_mailbox import MailboxSender
from bot.settings import THROUGH_MAILBOX

MailSender = SmtpSender | FolderSender | MailboxSender


def mail_sender(
    url: str, letterhead: Letterhead, mailbox: Mailbox | None = None, *, clock: Clock = system_clock
) -> MailSender:
    """Give the sender for ``smtp(s)://…``, ``folder:PATH`` or ``mailbox:``, as `PRP_SMTP_URL` names it.

    What goes out by SMTP is kept in the mailbox too, if there is one, so that it is found again.
    """
    if url.startswith("folder:"):
        return FolderSender(Path(url.removeprefix("folder:")), letterhead, clock=clock)
    if url == THROUGH_MAILBOX and mailbox is not None:
        return MailboxSender(mailbox, letterhead, clock=clock)
    return SmtpSender(url, letterhead, mailbox, clock=clock)


__all__ = ["FolderSender", "Letterhead", "MailSender", "MailboxSender", "SmtpSender", "mail_sender"]
