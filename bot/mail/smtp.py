"""Sending mail through an SMTP server, encrypted, telling exactly what is known when something goes wrong.

A refusal of this message or recipient with 5xx is final, 4xx is not. Before the text was handed over nothing can
have been sent; after it, a broken connection leaves it uncertain, and SMTP has no way to find out. Trouble with the
connection itself (no encryption, a refused sign-in) is the deployment's and not the message's: it is tried again.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPResponseException
from urllib.parse import unquote, urlsplit

from bot.clock import Clock, system_clock
from bot.logs import get_logger
from bot.mail.mailbox import Mailbox, MailboxTrouble
from bot.mail.message import Letterhead, as_mail, message_id
from bot.sending import CannotLookUp, Permanent, Temporary, Uncertain
from bot.settings import LOOPBACK
from handlers.notices.rendering import Notice
from storage.tables import OutboxMessage

_log = get_logger(__name__)

_TIMEOUT = 30.0
"""Seconds to wait for the server at each step."""


class SmtpSender:
    """Sends through the server at ``smtp://NAME:PASSWORD@HOST:PORT`` or ``smtps://…``.

    ``smtp://`` needs STARTTLS, except to this machine, from which nothing leaves unencrypted. In `mailbox`, if there is
    one, a copy of each mail is kept among the sent ones.
    """

    at_once = 1

    def __init__(
        self,
        url: str,
        letterhead: Letterhead,
        mailbox: Mailbox | None = None,
        *,
        clock: Clock = system_clock,
        trust: ssl.SSLContext | None = None,
        timeout: float = _TIMEOUT,
    ) -> None:
        parts = urlsplit(url)
        self._implicit_tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (465 if self._implicit_tls else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._letterhead = letterhead
        self._mailbox = mailbox
        self._clock = clock
        self._trust = trust
        self._timeout = timeout

    def send(self, message: OutboxMessage, notice: Notice) -> str:
        """Send one mail and give its Message-ID. Raises as `bot.sending.Sender` says."""
        mail = as_mail(message, notice, self._letterhead, sent_at=self._clock())
        with self._connected() as smtp:
            _before_the_text(smtp, self._letterhead.address, message.address)
            _the_text(smtp, mail.as_bytes())
        sent_as = str(mail["Message-ID"])
        self._keep_copy(sent_as, mail.as_bytes())
        return sent_as

    def look_up(self, message: OutboxMessage) -> str | None:
        """Give the Message-ID if a copy is among the sent mail; otherwise raise `CannotLookUp`.

        An SMTP server does not tell what it has sent, and between sending and keeping the copy the bot may have died.
        """
        sent_as = message_id(message, self._letterhead)
        try:
            if self._mailbox is not None and self._mailbox.find_sent(sent_as):
                return sent_as
        except MailboxTrouble as trouble:
            raise Temporary(trouble.code, after=trouble.after) from None
        raise CannotLookUp("smtp")

    def _keep_copy(self, sent_as: str, mime: bytes) -> None:
        if self._mailbox is None:
            return
        try:
            self._mailbox.keep_sent(sent_as, mime)
        except MailboxTrouble as trouble:  # the mail has gone all the same
            _log.warning("sent_mail_not_kept", code=trouble.code)

    def check(self) -> None:
        """Connect and sign in, sending nothing. Raises `Temporary` with what is wrong."""
        with self._connected():
            pass

    @contextmanager
    def _connected(self) -> Iterator[SMTP]:
        try:
            smtp = self._connect()
        except (SMTPException, OSError) as trouble:
            raise Temporary(_connection_code(trouble)) from None
        try:
            yield smtp
        finally:
            _leave(smtp)

    def _connect(self) -> SMTP:
        name = self._letterhead.domain
        trust = self._trust or ssl.create_default_context()
        if self._implicit_tls:
            smtp: SMTP = SMTP_SSL(self._host, self._port, name, timeout=self._timeout, context=trust)
        else:
            smtp = SMTP(self._host, self._port, name, timeout=self._timeout)
        try:
            if not self._implicit_tls and self._host not in LOOPBACK:
                smtp.starttls(context=trust)
            if self._user:
                smtp.login(self._user, self._password)
            smtp.ehlo_or_helo_if_needed()
        except (SMTPException, OSError):
            smtp.close()
            raise
        return smtp


def _before_the_text(smtp: SMTP, sender: str, recipient: str) -> None:
    try:
        _refuse(smtp.mail(sender)[0], wanted={250})
        _refuse(smtp.rcpt(recipient)[0], wanted={250, 251})
        _refuse(smtp.docmd("DATA")[0], wanted={354})
    except (SMTPException, OSError):
        raise Temporary("smtp_connection_lost") from None


def _the_text(smtp: SMTP, text: bytes) -> None:
    stuffed = re.sub(rb"(?m)^\.", b"..", text)
    try:
        smtp.send(stuffed.removesuffix(b"\r\n") + b"\r\n.\r\n")
        code, _ = smtp.getreply()
    except (SMTPException, OSError):
        raise Uncertain("smtp_connection_lost_after_text") from None
    _refuse(code, wanted={250})


def _refuse(code: int, *, wanted: set[int]) -> None:
    if code in wanted:
        return
    if 400 <= code < 500:
        raise Temporary(f"smtp_{code}")
    if 500 <= code < 600:
        raise Permanent(f"smtp_{code}")
    raise Temporary("smtp_out_of_step")


def _connection_code(trouble: Exception) -> str:
    if isinstance(trouble, SMTPResponseException):
        return f"smtp_{trouble.smtp_code}" if 0 < trouble.smtp_code < 1000 else "smtp_out_of_step"
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return "smtp_certificate_not_trusted"
    if isinstance(trouble, ssl.SSLError):
        return "smtp_encryption_failed"
    return {
        "SMTPNotSupportedError": "smtp_encryption_or_sign_in_not_offered",
        "gaierror": "smtp_host_not_found",
        "ConnectionRefusedError": "smtp_connection_refused",
        "TimeoutError": "smtp_timeout",
    }.get(type(trouble).__name__, "smtp_connection_failed")


def _leave(smtp: SMTP) -> None:
    try:
        smtp.quit()
    except (SMTPException, OSError):
        smtp.close()  # the answer to the message is known by now; a broken goodbye changes nothing
