"""A real mail server on loopback that keeps every mail it is given."""

from __future__ import annotations

import email.policy
from email import message_from_bytes
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.trial.ports import HOST, free_port


class Mailroom:
    """Takes in mail by SMTP, for everyone. `letters` holds what came, the oldest first."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self._port = free_port()
        self._controller = Controller(self, hostname=HOST, port=self._port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Keep a mail (the hook that aiosmtpd calls)."""
        letter = message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        self.letters.append(letter)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Give the mails to one address, the oldest first."""
        return [letter for letter in self.letters if letter["To"] == address]

    @property
    def url(self) -> str:
        """The address for ``PRP_SMTP_URL``."""
        return f"smtp://{HOST}:{self._port}"

    def start(self) -> None:
        """Begin to take mail in."""
        self._controller.start()

    def stop(self) -> None:
        """Stop taking mail in."""
        self._controller.stop()
