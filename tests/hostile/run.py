"""Sending samples through the real postman, reader and use cases, and seeing what became of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.mail.desk import MailDesk
from bot.mail.postman import Deal, Kept
from bot.reader import Reader
from forms.documents.mail.read import ReadMail
from forms.loading import default_form
from handlers.work import Work
from storage import inbox, letters
from storage.database import Database
from storage.envelope import Vault
from tests.bot.mailboxes.post_office import PostOffice
from tests.conftest import Clock
from tests.hostile.sample import Sample

SECONDS = 10.0
"""How long one may hold up the others: the reader's limit, another process, and the headers once more."""
_LARGEST = 50_000_000


@dataclass(frozen=True)
class Outcome:
    """What became of one sample. `state` is empty if it has none."""

    sample: Sample
    state: str
    troubles: tuple[str, ...]
    answers: int
    seconds: float
    is_moved: bool

    @property
    def is_good(self) -> bool:
        """Whether it is kept with an outcome, moved, and held nothing up."""
        return bool(self.state) and self.is_moved and self.seconds < SECONDS


class _Watched:
    """The real desk, and what it was given and read last."""

    def __init__(self, reader: Reader, vault: Vault, mailbox: str) -> None:
        self._reader = reader
        self._desk = MailDesk(self._read, mailbox, "prp@board.example", vault, None, lambda _address: None)
        self.item_id = ""
        self.last: ReadMail | None = None

    def read(self, mail: Kept) -> Deal:
        self.item_id = mail.item_id
        return self._desk.read(mail)

    def is_quarantined(self, work: Work, item_id: str) -> bool:
        return self._desk.is_quarantined(work, item_id)

    def _read(self, raw: bytes) -> ReadMail:
        self.last = self._reader.read_mail(raw)
        return self.last


def run(samples: Iterable[Sample], database: Database, vault: Vault) -> Iterator[Outcome]:
    """Send the samples one by one, and give what became of each; the same bytes are sent once."""
    clock = Clock()
    office = PostOffice(database, clock)
    reader = Reader(default_form(), today=lambda: clock.now().date())
    desk = _Watched(reader, vault, office.shelf.name)
    office.new_postman(desk=desk, most_bytes=_LARGEST)
    sent: set[bytes] = set()
    try:
        for number, sample in enumerate(samples):
            if sample.raw not in sent:
                sent.add(sample.raw)
                yield _sent(sample, str(number), office, desk)
    finally:
        reader.close()
        office.postman.stop()


def _sent(sample: Sample, mail_id: str, office: PostOffice, desk: _Watched) -> Outcome:
    desk.item_id, desk.last = "", None
    office.shelf.mails[mail_id] = sample.raw
    began = time.monotonic()
    office.look()
    seconds = time.monotonic() - began
    moved = [raw for raw, _ in office.shelf.moved] == [sample.raw]
    office.shelf.moved.clear()
    troubles: tuple[str, ...] = ()
    answers = 0
    if desk.last is not None:
        reading = desk.last.reading
        troubles = tuple(map(str, reading.troubles))
        answers = len(reading.fields) + sum(len(row) for rows in reading.tables.values() for row in rows)
    return Outcome(sample, _state(office, desk.item_id), troubles, answers, seconds, moved)


def _state(office: PostOffice, item_id: str) -> str:
    """Give the state of the letter that an inbox row became; empty if it became none."""
    if not item_id:
        return ""
    with office.database.read(office.clock.now()) as tx:
        letter = letters.find(tx, item_id)
        return letter.state if letter is not None and inbox.get(tx, item_id).state == inbox.DONE else ""
