"""Where mail comes in: the mailbox, the postman who takes mails out of it, and those who read them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from slack_sdk import WebClient

from bot.clock import Clock
from bot.health import Finding, mail_comes_in
from bot.mail.desk import MailDesk
from bot.mail.mailbox import Mailbox
from bot.mail.postman import Postman
from bot.reader import Reader
from bot.settings import Settings
from bot.slack.members import slack_user_at
from forms.vocabulary import Form
from handlers.files.giving import MEGABYTE
from handlers.work import LONDON, Work
from storage.database import Database
from storage.envelope import Vault


class MailRoom:
    """Takes in the mail of `mailbox`. `begin` opens a unit of work."""

    def __init__(
        self,
        mailbox: Mailbox,
        settings: Settings,
        client: WebClient,
        *,
        form: Form,
        vault: Vault,
        database: Database,
        begin: Callable[[], AbstractContextManager[Work]],
        clock: Clock,
    ) -> None:
        self._reader = Reader(form, today=lambda: clock().astimezone(LONDON).date())
        self.postman = Postman(
            mailbox=mailbox,
            database=database,
            begin=begin,
            desk=MailDesk(
                read_mail=self._reader.read_mail,
                mailbox=mailbox.name,
                address=settings.mail_from,
                vault=vault,
                gateway=settings.mail_gateway,
                slack_user=lambda address: slack_user_at(client, address),
            ),
            clock=clock,
            most_bytes=settings.mail_megabytes * MEGABYTE,
        )

    def start(self) -> None:
        """Begin to take mail in; what was kept before and left is dealt with first."""
        self.postman.start()

    def stop(self) -> None:
        """Finish the mail in hand, and let those who read go."""
        self.postman.stop()
        self._reader.close()

    def look(self) -> Finding:
        """Look how the mailbox is, for whoever watches."""
        postman = self.postman
        return mail_comes_in(lambda: postman.running, lambda: postman.silent, lambda: postman.trouble)()
