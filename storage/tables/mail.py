"""Referrals by email: letters, the intakes that they belong to, and what waits for a person to confirm it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id, sealed


class Intake(Table, table=True):
    """A letter that may be a referral, with every letter that follows on it, and what became of it.

    `number` is that of ``IN-0042``. `case_id` is the draft that it was read into, later the case that was sent, or
    another case that it was attached to. `state` is one of `handlers.intake.states`, and `why` a short code of why it
    is in quarantine. `thread` is what its first letter said that it belongs to.
    """

    __tablename__ = "intake"
    __table_args__ = (
        Index("ix_intake_state_number", "state", "number"),
        Index("ix_intake_case_id", "case_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    number: int = Field(unique=True)
    state: str
    why: str = ""
    case_id: str | None = Field(default=None, foreign_key="case.id")
    sender: str
    """The address of who wrote first."""
    is_trusted: bool = False
    thread: str = ""
    arrived_at: datetime = moment()
    asked_revision: int = 0
    """The case's revision when its sender was told last what is still needed."""
    asked_at: datetime | None = moment(nullable=True)
    reminded_at: datetime | None = moment(nullable=True)
    """When its sender was reminded of what is still needed; being asked anew takes it back."""


class IntakeCounter(Table, table=True):
    """The last number that an intake was given; counting in the letter's own transaction leaves no gap."""

    __tablename__ = "intake_counter"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int = 0


class Letter(Table, table=True):
    """A mail that was dealt with. `id` is the inbox row that keeps it as it came.

    `read_sealed` holds, as JSON, what its writer said and what was read. `bound_for` is where a person wants it to go
    when it is read again: a case's id, or ``referral``.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_intake_id", "intake_id"),
        Index("ix_letter_case_id", "case_id"),
        Index("ix_letter_sender_digest", "sender", "digest"),
        Index("ix_letter_sender_message_id", "sender", "message_id"),
    )
    id: str = Field(foreign_key="inbox.id", primary_key=True)
    state: str
    intake_id: str | None = Field(default=None, foreign_key="intake.id")
    case_id: str | None = Field(default=None, foreign_key="case.id")
    mailbox: str
    message_id: str
    digest: str
    sender: str
    arrived_on: date
    read_sealed: bytes = sealed(nullable=False)
    bound_for: str = ""
    handled_at: datetime = moment()


class Suggestion(Table, table=True):
    """What a letter may answer: not read for certain, or different from a newer answer. A person confirms it or not.

    `state` is waiting, confirmed or refused.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        Index("ix_suggestion_case_id_state", "case_id", "state"),
        Index("ix_suggestion_letter_id", "letter_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    letter_id: str = Field(foreign_key="letter.id")
    question_id: str
    row_id: str = ""
    value_sealed: bytes = sealed(nullable=False)
    state: str = "waiting"
    made_at: datetime = moment()
    settled_by: str | None = None
    settled_at: datetime | None = moment(nullable=True)


class Proposal(Table, table=True):
    """What a letter says of a case that was sent: ``information``, or the chair's ``decision`` with its reasons.

    The business unit takes it over or puts it aside; `state` is waiting, taken_over or put_aside.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_case_id_state", "case_id", "state"),
        Index("ix_proposal_letter_id", "letter_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    letter_id: str = Field(foreign_key="letter.id")
    kind: str
    text_sealed: bytes = sealed(nullable=False)
    state: str = "waiting"
    made_at: datetime = moment()
    settled_by: str | None = None
    settled_at: datetime | None = moment(nullable=True)


class MailCount(Table, table=True):
    """How many mails of the dialogue were queued for an address on a day: what stops two machines that answer each
    other."""

    __tablename__ = "mail_count"
    __table_args__ = (Index("ix_mail_count_day", "day"),)
    address: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    sent: int = 0


class ChildMark(Table, table=True):
    """A mark of a child of a case: the same for the same name and date of birth, and telling neither.

    A case whose children have no such mark has an empty one: it was looked at.
    """

    __tablename__ = "child_mark"
    __table_args__ = (Index("ix_child_mark_mark", "mark"),)
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    mark: str = Field(primary_key=True)


class ChildMarkSecret(Table, table=True):
    """The secret that marks of children are made with. It is sealed as content is, so that keys can be changed and the
    marks stay the same."""

    __tablename__ = "child_mark_secret"
    id: str = Field(primary_key=True)
    secret_sealed: bytes = sealed(nullable=False)
