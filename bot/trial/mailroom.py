"""A real mail server on loopback that keeps every mail it is given."""

from __future__ import annotations

import asyncio
import email.policy
from email import message_from_bytes
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailroom:
    """Takes in mail by SMTP, for everyone. `letters` holds what came, the oldest first."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=0)

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
        """The address for ``PRP_SMTP_URL``; raises `RuntimeError` before the start."""
        server = self._controller.server
        if not isinstance(server, asyncio.Server):
            message = "the mail server is not running"
            raise RuntimeError(message)  # noqa: TRY004 -- about the moment, not the type
        host, port = server.sockets[0].getsockname()[:2]
        return f"smtp://{host}:{port}"

    def start(self) -> None:
        """Begin to take mail in."""
        self._controller.start()

    def stop(self) -> None:
        """Stop taking mail in."""
        self._controller.stop()
