"""Sending mail through the mailbox that referrals come to (Exchange), which keeps a copy among its sent mail."""

from __future__ import annotations

from bot import sending
from bot.clock import Clock, system_clock
from bot.mail import mailbox as box
from bot.mail.mailbox import Mailbox, MailboxTrouble
from bot.mail.message import Letterhead, as_mail, message_id
from handlers.notices.rendering import Notice
from storage.tables import OutboxMessage


class MailboxSender:
    """Sends through `mailbox`; whether a mail has gone is seen among the sent ones."""

    at_once = 1

    def __init__(self, mailbox: Mailbox, letterhead: Letterhead, *, clock: Clock = system_clock) -> None:
        self._mailbox = mailbox
        self._letterhead = letterhead
        self._clock = clock

    def send(self, message: OutboxMessage, notice: Notice) -> str:
        """Send one mail and give its Message-ID. Raises as `bot.sending.Sender` says."""
        mail = as_mail(message, notice, self._letterhead, sent_at=self._clock())
        try:
            self._mailbox.send(mail.as_bytes())
        except MailboxTrouble as trouble:
            raise _as_sending(trouble) from None
        return str(mail["Message-ID"])

    def look_up(self, message: OutboxMessage) -> str | None:
        """Give the Message-ID if the mail is among the sent ones."""
        sent_as = message_id(message, self._letterhead)
        try:
            return sent_as if self._mailbox.find_sent(sent_as) else None
        except MailboxTrouble as trouble:
            raise sending.Temporary(trouble.code, after=trouble.after) from None

    def check(self) -> None:
        """Try whether the mailbox can be used. Raises `Temporary` with what is wrong."""
        try:
            self._mailbox.check()
        except MailboxTrouble as trouble:
            raise sending.Temporary(trouble.code) from None


def _as_sending(trouble: MailboxTrouble) -> sending.SendTrouble:
    """Say it as sending does. A missing permission is the deployment's and not the message's: it is tried again."""
    match trouble:
        case box.Uncertain():
            return sending.Uncertain(trouble.code, after=trouble.after)
        case box.Wait() if trouble.after is not None:
            return sending.Wait(trouble.code, after=trouble.after)
    return sending.Temporary(trouble.code, after=trouble.after)
