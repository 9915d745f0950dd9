"""What it means to send a message: one small protocol that Slack and mail each fulfil, and the ways it can go wrong."""

from __future__ import annotations

from typing import Protocol

from bot.trouble import Trouble
from handlers.notices.rendering import Notice
from storage.tables import OutboxMessage


class SendTrouble(Trouble):
    """A message was not sent, or may not have been."""


class Wait(SendTrouble):
    """The other side asks us to wait `after` seconds (Slack's 429); certainly not sent."""


class Temporary(SendTrouble):
    """Certainly not sent; trying again later may help."""


class Permanent(SendTrouble):
    """Certainly not sent, and trying again does not help until a person does something."""


class Uncertain(SendTrouble):
    """It may have been sent: the answer never came."""


class CannotLookUp(SendTrouble):
    """This way of sending cannot tell afterwards whether a message has gone (plain SMTP)."""


class Sender(Protocol):
    """A way to send messages. Both calls may take seconds and are made with no transaction open.

    `at_once` is how many messages may be claimed together. More than one only where `look_up` can tell, of each of
    them, whether it has gone: after a crash all of them are in doubt.
    """

    at_once: int

    def send(self, message: OutboxMessage, notice: Notice) -> str:
        """Send the notice to `message.address` and give a receipt (Slack's channel and ts, or the Message-ID).

        Raises `SendTrouble` in one of its kinds, and nothing else for a failure of the other side.
        """
        ...

    def look_up(self, message: OutboxMessage) -> str | None:
        """Find out whether an earlier try has gone: its receipt, or None if it certainly has not.

        Raises `CannotLookUp` where nobody can tell, `Wait` or `Temporary` where the looking itself failed.
        """
        ...
