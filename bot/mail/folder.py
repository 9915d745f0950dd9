"""Writing each mail as a file: for trying the bot, and for a Board that sends by its own route."""

from __future__ import annotations

import os
from datetime import UTC
from pathlib import Path

from bot.clock import Clock, system_clock
from bot.mail.message import Letterhead, as_mail, message_id
from bot.sending import Temporary
from handlers.notices.rendering import Notice
from storage.tables import OutboxMessage


class FolderSender:
    """Writes ``.eml`` files into `folder`, which is made if it is not there. A mail is there whole or not at all."""

    at_once = 1

    def __init__(self, folder: Path, letterhead: Letterhead, *, clock: Clock = system_clock) -> None:
        self._folder = folder
        self._letterhead = letterhead
        self._clock = clock

    def send(self, message: OutboxMessage, notice: Notice) -> str:
        """Write one mail and give its Message-ID. Raises `Temporary` if the folder cannot be written to."""
        mail = as_mail(message, notice, self._letterhead, sent_at=self._clock())
        path = self._path(message)
        unfinished = path.with_suffix(".unfinished")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(mail.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError:
            raise Temporary("mail_folder_not_writable") from None
        return str(mail["Message-ID"])

    def look_up(self, message: OutboxMessage) -> str | None:
        """Give the Message-ID if the mail's file is there."""
        return message_id(message, self._letterhead) if self._path(message).exists() else None

    def check(self) -> None:
        """Make the folder and write to it, leaving nothing. Raises `Temporary` if that fails."""
        trial = self._folder / f".{os.getpid()}.unfinished"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            trial.touch()
            trial.unlink()
        except OSError:
            raise Temporary("mail_folder_not_writable") from None

    def _path(self, message: OutboxMessage) -> Path:
        return self._folder / f"{message.queued_at.astimezone(UTC):%Y-%m-%dT%H%M%S}-{message.id}.eml"
