"""Mail going out: a notice as an email, and the ways to send one."""

from __future__ import annotations

from pathlib import Path

from bot.clock import Clock, system_clock
from bot.mail.folder import FolderSender
from bot.mail.message import Letterhead
from bot.mail.smtp import SmtpSender


def mail_sender(url: str, letterhead: Letterhead, *, clock: Clock = system_clock) -> SmtpSender | FolderSender:
    """Give the sender for ``smtp(s)://…`` or ``folder:PATH``, as `PRP_SMTP_URL` names it."""
    if url.startswith("folder:"):
        return FolderSender(Path(url.removeprefix("folder:")), letterhead, clock=clock)
    return SmtpSender(url, letterhead, clock=clock)


__all__ = ["FolderSender", "Letterhead", "SmtpSender", "mail_sender"]
