"""The tables. They only store: pydantic models validate before (a SQLModel table skips validation).

Columns ending in ``_sealed`` hold confidential content in an encrypted envelope bound to table, column and row
(docs/procedure.md, section 7, rule 7); everything else is free of case content. Ids are made by us before the
row exists, because the envelope is bound to them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import JSON, Column, Index, LargeBinary, MetaData, UniqueConstraint, text
from sqlalchemy import Table as CoreTable
from sqlmodel import Field, SQLModel

from storage.column_types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """Give a new row id: 32 hexadecimal characters, random."""
    return uuid4().hex


def _moment(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(UtcDateTime(), nullable=nullable), default=None)


def _sealed(*, nullable: bool = True) -> Any:
    return Field(sa_column=Column(LargeBinary(), nullable=nullable), default=None)


def _unique_among_present(column: str) -> Index:
    """Make a person's address unique among those who were not removed."""
    present = text(f"{column} IS NOT NULL AND removed_at IS NULL")
    return Index(f"uq_person_{column}_present", column, unique=True, sqlite_where=present, postgresql_where=present)


class Table(SQLModel):
    """What all tables share: one set of names for constraints, so that migrations can speak of them."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def core(table: type[Table]) -> CoreTable:
    """Give the table under a model, for statements that need no model: they cost much less."""
    return Table.metadata.tables[str(table.__tablename__)]


class FormVersion(Table, table=True):
    """The text of every form a case was ever begun with: a case keeps the version it began with."""

    __tablename__ = "form_version"
    version: str = Field(primary_key=True)
    text: str
    added_at: datetime = _moment()


class Case(Table, table=True):
    """One referral, from the first answered page to the end.

    `origin` names the screen that began it, so that a doubled click begins one draft. `owner` is who may change
    the draft, as ``slack:U123``. `revision` grows by one with every saved page. `purpose` and `urgent` are answers
    that are not confidential, kept here for lists.

    A case that the business unit enters for somebody came by phone, post or paper on `arrived_on`; its `referrer` is
    who truly refers, as ``slack:U123``, or None if they are not in Slack.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_owner_state", "owner", "state"),
        Index("ix_case_referrer_state", "referrer", "state"),
        Index("ix_case_state_submitted_at_id", "state", "submitted_at", "id"),
        Index("ix_case_state_changed_at", "state", "changed_at"),
        Index("ix_case_state_schedule", "state", "schedule"),
        Index("ix_case_state_held_erase_on", "state", "held", "erase_on"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    origin: str = Field(unique=True)
    owner: str
    referrer: str | None = None
    came_by: str = "slack"
    """slack, phone, post or paper."""
    arrived_on: date | None = None
    state: str = "draft"
    """draft, submitted, decided (a final outcome is recorded), withdrawn; without a way back being_erased, erased."""
    reference: str | None = Field(default=None, unique=True)
    form_version: str = Field(foreign_key="form_version.version")
    regime: str | None = None
    purpose: str | None = None
    urgent: bool = False
    revision: int = 0
    page: str = ""
    """The page where the owner was last, to go on from there."""
    begun_at: datetime = _moment()
    changed_at: datetime = _moment()
    submitted_at: datetime | None = _moment(nullable=True)
    received_on: date | None = None
    nudged_at: datetime | None = _moment(nullable=True)
    """When the owner of a draft was last reminded that it waits for them."""
    warned_at: datetime | None = _moment(nullable=True)
    """When the owner of a draft, or the business unit for a closed case, was last warned that it will be erased; of a
    draft that arrived by phone, post or paper, when the business unit was last reminded of it. A change of the case
    takes this and `nudged_at` back."""
    schedule: str = ""
    """The edition of the retention schedule by which `erase_on` was worked out; empty where it is to be worked out."""
    erase_on: date | None = None
    """The first day on which a closed case may be erased: always a 1 January, as the day of the year would tell
    something of the children. It is worked out anew when it comes. None: not worked out, or kept for good."""
    held: bool = False
    """Whether a legal hold stands: then it is not erased."""


class LegalHold(Table, table=True):
    """That a case must not be erased, and why; and where that was lifted, who did that and why."""

    __tablename__ = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    reason_sealed: bytes = _sealed(nullable=False)
    held_by: str
    held_at: datetime = _moment()
    lifting_reason_sealed: bytes | None = _sealed()
    lifted_by: str | None = None
    lifted_at: datetime | None = _moment(nullable=True)


class ErasedCase(Table, table=True):
    """The register of sent cases that were erased. Nothing in it names anybody.

    `told_sealed` holds, as JSON, the outcome and the rule of the schedule: an outcome is confidential.
    """

    __tablename__ = "erased_case"
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    reference: str = Field(unique=True)
    purpose: str
    told_sealed: bytes = _sealed(nullable=False)
    begun_at: datetime = _moment()
    erased_at: datetime | None = _moment(nullable=True)
    """When nothing was left of it; None while it is being erased."""


class Handover(Table, table=True):
    """A draft that was handed to a colleague. `number` counts the handovers of one draft from 1."""

    __tablename__ = "handover"
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    handed_from: str
    handed_to: str
    handed_by: str
    handed_at: datetime = _moment()


class AnswerRow(Table, table=True):
    """One row of a repeatable section (a child, a relative, an agency, an event), in the order of `position`."""

    __tablename__ = "answer_row"
    __table_args__ = (Index("ix_answer_row_case_id_section_group", "case_id", "section_group"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    section_group: str
    position: int


class Answer(Table, table=True):
    """One answer as sealed JSON. `row_id` is empty outside repeatable sections.

    `revision` is the case's revision at which this answer last changed: an older screen never overwrites a newer
    answer. A cleared answer stays as a sealed null for the same reason.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("case_id", "question_id", "row_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    question_id: str
    row_id: str = ""
    value_sealed: bytes = _sealed(nullable=False)
    revision: int
    saved_at: datetime = _moment()


class EarlierAnswer(Table, table=True):
    """An answer of a case that was sent, as it was before it was corrected: both are kept."""

    __tablename__ = "earlier_answer"
    __table_args__ = (Index("ix_earlier_answer_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    question_id: str
    row_id: str = ""
    value_sealed: bytes = _sealed(nullable=False)
    """JSON; null if the question had no answer."""
    saved_at: datetime | None = _moment(nullable=True)
    """When it was given; None if the question had no answer."""
    replaced_at: datetime = _moment()
    replaced_by: str


class Addition(Table, table=True):
    """Further information that was given about a case after it was sent."""

    __tablename__ = "addition"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    number: int
    text_sealed: bytes = _sealed(nullable=False)
    added_by: str
    added_at: datetime = _moment()


class Withdrawal(Table, table=True):
    """That a referral was withdrawn, and why; and where it was opened again, who did that and why."""

    __tablename__ = "withdrawal"
    __table_args__ = (Index("ix_withdrawal_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    reason_sealed: bytes = _sealed(nullable=False)
    withdrawn_by: str
    withdrawn_at: datetime = _moment()
    reopening_reason_sealed: bytes | None = _sealed()
    reopened_by: str | None = None
    reopened_at: datetime | None = _moment(nullable=True)


class Attachment(Table, table=True):
    """A file that belongs to a case. Its content stands apart, so that a list of files does not load it.

    `origin` names where it comes from (``slack:F123``), so that a file given twice is kept once. A file is wanted
    until it was fetched; then it is kept, or refused for the reason in `trouble`.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("case_id", "origin"),
        UniqueConstraint("case_id", "number"),
        Index("ix_attachment_state_not_before", "state", "not_before"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    origin: str
    number: int
    """Counted from 1 in its case; a number is not given again when its file is removed."""
    state: str = "wanted"
    """wanted, kept, refused, removed."""
    name_sealed: bytes = _sealed(nullable=False)
    kind: str = ""
    """What it is by its content (``pdf``, ``docx``); empty until it was fetched."""
    size: int = 0
    """In bytes; 0 until it was fetched."""
    trouble: str = ""
    """A short code of why it was refused or could not be fetched yet, or of what is to be known of a kept one."""
    attempts: int = 0
    not_before: datetime = _moment()
    added_by: str
    added_at: datetime = _moment()


class AttachmentContent(Table, table=True):
    """The bytes of a file that is kept."""

    __tablename__ = "attachment_content"
    attachment_id: str = Field(foreign_key="attachment.id", primary_key=True)
    content_sealed: bytes = _sealed(nullable=False)


class Conversation(Table, table=True):
    """The question that the bot asked somebody last in their direct messages, so that what they type is its answer."""

    __tablename__ = "conversation"
    owner: str = Field(primary_key=True)
    """Whose direct messages, as ``slack:U123``."""
    case_id: str = Field(foreign_key="case.id")
    question_id: str
    row_id: str = ""
    occasion: str
    """Names the message that asks, among all that ask this owner."""
    asked_at: datetime = _moment()


class UsedMessage(Table, table=True):
    """A direct message whose text became an answer: so that it is known what a later change to the message is about."""

    __tablename__ = "used_message"
    __table_args__ = (Index("ix_used_message_case_id", "case_id"),)
    id: str = Field(primary_key=True)
    """The conversation and the moment in it by which Slack names the message (``D123:1764000000.000100``)."""
    owner: str
    case_id: str = Field(foreign_key="case.id")
    question_id: str
    row_id: str = ""
    revision: int = 0
    """The case's revision at which the text was saved as the answer; 0 where it was only taken over into the form."""
    used_at: datetime = _moment()


class ReferenceCounter(Table, table=True):
    """The last reference number given in a year; counting in the submission's own transaction leaves no gap."""

    __tablename__ = "reference_counter"
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int = 0


class Person(Table, table=True):
    """Someone with a role in the process. Referrers need no row here; chair and deputy come from settings."""

    __tablename__ = "person"
    __table_args__ = (_unique_among_present("slack"), _unique_among_present("email"))
    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    agency: str = ""
    slack: str | None = None
    email: str | None = None
    added_at: datetime = _moment()
    removed_at: datetime | None = _moment(nullable=True)


class PersonRole(Table, table=True):
    """A role that a person holds."""

    __tablename__ = "person_role"
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    role: str = Field(primary_key=True)


class Conflict(Table, table=True):
    """A conflict of interest of one person in one case (docs/procedure.md, section 7, rule 5).

    `who` is a person's id, or ``chair`` or ``deputy_chair``. `state` is possible or cleared.
    """

    __tablename__ = "conflict"
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    who: str = Field(primary_key=True)
    state: str = "possible"
    marked_at: datetime = _moment()
    cleared_at: datetime | None = _moment(nullable=True)
    cleared_by: str | None = None


class Duty(Table, table=True):
    """Something that somebody owes by a date. Everything with a clock is a duty: the chair's decision, information
    that is awaited, an action (docs/procedure.md, section 4).

    `kind` is decide, supply_information or action. `owed_by` is ``chair``, ``referrer`` or a person's id.
    `details_sealed` holds what is to be supplied. `history_sealed` lists earlier due dates with who changed them,
    when and why: a reason is free text, and so is sealed.
    """

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_case_id_state", "case_id", "state"),
        Index("ix_duty_owed_by_state_due_on", "owed_by", "state", "due_on"),
        Index("ix_duty_state_due_on", "state", "due_on"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    kind: str
    owed_by: str
    state: str = "open"
    """open, done, dropped."""
    due_on: date
    regime: str = ""
    start_event: str = ""
    start_on: date | None = None
    rule: str = ""
    source: str = ""
    statutory: bool = False
    provisional: bool = False
    set_by: str
    set_at: datetime = _moment()
    closed_at: datetime | None = _moment(nullable=True)
    details_sealed: bytes | None = _sealed()
    history_sealed: bytes | None = _sealed()


class Reminder(Table, table=True):
    """A reminder of a duty, computed from its due date; when the date moves, the waiting rows are replaced.

    `step` is before:N, on or late:N (working days). `state` is waiting, sent or dropped.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("duty_id", "due_on", "step"),
        Index("ix_reminder_state_send_at", "state", "send_at"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    duty_id: str = Field(foreign_key="duty.id")
    due_on: date
    step: str
    send_at: datetime = _moment()
    state: str = "waiting"


class Decision(Table, table=True):
    """A decision of the independent chair. A correction is a further row that names the one it corrects."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    number: int
    """1 for the first decision in the case, and so on."""
    outcome_sealed: bytes = _sealed(nullable=False)
    """JSON: the outcome's id and what belongs to it (which agency leads, elsewhere where)."""
    reasons_sealed: bytes = _sealed(nullable=False)
    decided_by: str
    """chair or deputy_chair."""
    recorded_by: str
    decided_on: date
    recorded_at: datetime = _moment()
    corrects: str | None = Field(default=None, foreign_key="decision.id", unique=True)
    correction_reason_sealed: bytes | None = _sealed()


class Action(Table, table=True):
    """An action that follows a decision. Its owner and due date are those of its duty."""

    __tablename__ = "action"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    duty_id: str = Field(foreign_key="duty.id", unique=True)
    number: int
    text_sealed: bytes = _sealed(nullable=False)
    note_sealed: bytes | None = _sealed()
    added_by: str
    added_at: datetime = _moment()
    done_by: str | None = None
    done_at: datetime | None = _moment(nullable=True)


class OutboxMessage(Table, table=True):
    """A message to send, written in the same commit as the change that caused it.

    `occasion` says which happening of its case it tells of, so that each is told once to each recipient. `data` fills
    the notice's template and holds no case content. `state` is waiting, sending, sent, unknown, failed or dropped.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "channel", "address", "occasion"),
        Index(
            "uq_outbox_kind_channel_address_occasion_without_case",
            *("kind", "channel", "address", "occasion"),
            unique=True,  # a row without a case equals no other in the constraint above
            sqlite_where=text("case_id IS NULL"),
            postgresql_where=text("case_id IS NULL"),
        ),
        Index("ix_outbox_state_not_before", "state", "not_before"),
        Index("ix_outbox_duty_id", "duty_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    duty_id: str | None = Field(default=None, foreign_key="duty.id")
    kind: str
    channel: str
    """slack or email."""
    address: str
    occasion: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = "waiting"
    attempts: int = 0
    doubts: int = 0
    """How many attempts ended without knowing whether the message went out."""
    not_before: datetime = _moment()
    claimed_by: str | None = None
    lease_until: datetime | None = _moment(nullable=True)
    trouble: str = ""
    """A short code of what went wrong last (``channel_not_found``, ``timeout``), never a message's text."""
    receipt: str = ""
    """What the other side gave: Slack's channel and ts, or the Message-ID."""
    queued_at: datetime = _moment()
    sent_at: datetime | None = _moment(nullable=True)


class InboxItem(Table, table=True):
    """Everything that arrives, committed before it is acknowledged. `state` is received, done or failed.

    `case_id` is the case that it turned out to be about; it is erased with it if that is a draft never sent.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_state_received_at", "state", "received_at"),
        Index("ix_inbox_case_id", "case_id"),
        Index(
            "ix_inbox_kind_received_at_without_case",
            *("kind", "received_at"),
            sqlite_where=text("case_id IS NULL"),
            postgresql_where=text("case_id IS NULL"),
        ),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    key: str = Field(unique=True)
    source: str
    kind: str
    actor: str
    received_at: datetime = _moment()
    payload_sealed: bytes = _sealed(nullable=False)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    state: str = "received"
    done_at: datetime | None = _moment(nullable=True)


class AuditEntry(Table, table=True):
    """Who saw, changed, exported, decided or was told what; only ever added to; free of case content.

    `id` numbers the entries from 1 without a gap; `mac` chains each to the one before it (`storage.audit_chain`).
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_case_id_id", "case_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _moment()
    actor: str
    action: str
    case_id: str | None = Field(default=None)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    key_id: str = ""
    """The key with which `mac` was made, in hexadecimal."""
    mac: str = ""


class StatedReason(Table, table=True):
    """Why somebody did what an entry of the audit tells of, in their own words: the entry names it by its id.

    `case_id` is None where it is about no case.
    """

    __tablename__ = "stated_reason"
    __table_args__ = (Index("ix_stated_reason_case_id", "case_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    reason_sealed: bytes = _sealed(nullable=False)


class KeyCheck(Table, table=True):
    """One sealed known text per key that this database was written with: a wrong key file is found at start."""

    __tablename__ = "key_check"
    key_id: str = Field(primary_key=True)
    check_sealed: bytes = _sealed(nullable=False)
