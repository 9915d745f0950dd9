"""Letters as they come out of a mailbox, and a post office that hands them over, each in a commit of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forms.documents.content import Trouble
from forms.documents.reading.result import Found, Reading, Unmatched
from forms.loading import default_form
from forms.vocabulary import Answers, Value
from handlers.access import Actor
from handlers.board import Board
from handlers.form_versions import Forms
from handlers.intake.arrive import Arrived, arrive
from handlers.intake.letter import Attached, Letter, Nature
from handlers.work import Work
from storage import inbox
from storage.database import Database, Transaction
from tests.cases import SCR, TypedReferral, answers_of
from tests.conftest import Clock

SENDER = "asha.patel@northport.example.org"
"""Of a domain that the Board trusts."""


def reading_of(
    referral: TypedReferral = SCR, *, without: tuple[str, ...] = (), likely: tuple[str, ...] = ()
) -> Reading:
    """Give a referral as it is read from a form, for certain but for what is `likely`."""
    given = answers_of(referral, default_form())
    return _reading(given, without, likely)


def _reading(given: Answers, without: tuple[str, ...], likely: tuple[str, ...]) -> Reading:
    def found(question_id: str, value: Value) -> Found:
        return Found(value, question_id, 0.6 if question_id in likely else 1.0)

    fields = {key: found(key, value) for (key, row), value in given.values.items() if not row and key not in without}
    tables = {
        group: tuple(
            {
                key.partition(".")[2]: found(key, value)
                for (key, of_row), value in given.values.items()
                if of_row == row and key not in without
            }
            for row in rows
        )
        for group, rows in given.row_ids.items()
    }
    return Reading(fields=fields, tables=tables)


def fields(*troubles: Trouble, unmatched: tuple[Unmatched, ...] = (), **values: Value) -> Reading:
    """Give a reading with a few values outside repeatable sections, each read for certain."""
    found = {key: Found(value, key, 1.0) for key, value in values.items()}
    return Reading(fields=found, troubles=troubles, unmatched=unmatched)


@dataclass(repr=False)
class Post:
    """Hands letters over as the mailbox does: the raw mail is kept first, then the letter is dealt with."""

    database: Database
    clock: Clock
    board: Board
    forms: Forms
    sent: list[Letter] = field(default_factory=list)

    def bring(
        self,
        reading: Reading | None = None,
        *,
        sender: str = SENDER,
        authentic: bool = True,
        slack_user: str | None = None,
        **further: Any,
    ) -> Arrived:
        """Let a letter arrive; `further` are fields of `Letter`."""
        number = len(self.sent) + 1
        with self.database.begin(self.clock.now()) as tx:
            kept = inbox.receive(
                tx, key=f"mail:{number}", source="mail", kind="mail", actor=f"email:{sender}", payload=b"as it came"
            )
        usual: Mapping[str, Any] = {
            "mailbox": "referrals@example.org",
            "message_id": f"<{number}@northport.example.org>",
            "digest": f"{number:064}",
            "sender_name": "",
            "arrived_on": date(2026, 3, 2),
            "nature": Nature.PERSON,
            "thread": None,
            "bounced": None,
            "asks_for_form": False,
            "text": "",
            "attached": (),
        }
        letter = Letter(
            item_id=kept.item_id,
            sender=sender,
            authentic=authentic,
            reading=reading or Reading(),
            **{**usual, **further},
        )
        self.sent.append(letter)
        return self.hand_over(letter, slack_user=slack_user)

    def hand_over(self, letter: Letter, *, slack_user: str | None = None) -> Arrived:
        """Deal with a letter whose raw mail is kept."""
        with self.database.begin(self.clock.now()) as tx:
            return arrive(self.work(tx), letter, slack_user=slack_user)

    def again(self, arrived: Arrived, letter: Letter | None = None, **changed: Any) -> Arrived:
        """Hand the last letter over again, as the mailbox does when a person has asked for that."""
        return self.hand_over(replace(letter or self.sent[-1], **changed))

    def work(self, tx: Transaction) -> Work:
        """Give work as the mailbox."""
        return Work(tx, self.board, self.forms, Actor("mailbox"))


def a_file(name: str = "form.docx", content: bytes = b"words") -> Attached:
    """Give a file that came with a letter."""
    return Attached(name, "docx", content)
