"""The desk at which the postman's mails are read, each in a process of its own, and dealt with by the use cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.mail.letter import letter
from bot.mail.postman import Deal, Kept
from forms.documents.content import Trouble
from forms.documents.mail.read import ReadMail
from handlers.intake.arrive import arrive, is_quarantined
from handlers.intake.letter import Letter
from handlers.work import LONDON, Work
from storage.envelope import Vault


@dataclass(frozen=True)
class MailDesk:
    """Reads with `read_mail`. `mailbox` is the name of the mailbox, `address` where the bot's own mail comes from.

    `gateway` names the Board's own mail gateway. `slack_user` gives the id that Slack knows an address by, if any.
    """

    read_mail: Callable[[bytes], ReadMail]
    mailbox: str
    address: str
    vault: Vault
    gateway: str | None
    slack_user: Callable[[str], str | None]

    def read(self, mail: Kept) -> Deal:
        """Read a mail, and ask Slack who its sender is, if the sender is truly who they say."""
        written = letter(
            self.read_mail(mail.raw),
            item_id=mail.item_id,
            mailbox=self.mailbox,
            address=self.address,
            arrived_on=mail.received_at.astimezone(LONDON).date(),
            vault=self.vault,
            gateway=self.gateway,
        )
        if not mail.whole:
            written = _without_the_rest(written)
        known = self.slack_user(written.sender) if written.authentic and written.sender else None
        return partial(_deal_with, written, known)

    def is_quarantined(self, work: Work, item_id: str) -> bool:
        """Tell whether a letter waits for a person to judge it."""
        return is_quarantined(work, item_id)


def _deal_with(written: Letter, known: str | None, work: Work) -> None:
    arrive(work, written, slack_user=known)


def _without_the_rest(written: Letter) -> Letter:
    """Say that a mail was too large to be read."""
    troubles = (*written.reading.troubles, Trouble.TOO_LARGE)
    return replace(written, reading=replace(written.reading, troubles=troubles))
