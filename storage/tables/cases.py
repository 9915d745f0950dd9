"""Referrals, the forms that they were begun with, their numbers, and drafts that changed hands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Table, moment, new_id


class FormVersion(Table, table=True):
    """The text of every form a case was ever begun with: a case keeps the version it began with."""

    __tablename__ = "form_version"
    version: str = Field(primary_key=True)
    text: str
    added_at: datetime = moment()


class Case(Table, table=True):
    """One referral, from the first answered page to the end.

    `origin` names the screen that began it, so that a doubled click begins one draft. `owner` is who may change
    the draft, as ``slack:U123``. `revision` grows by one with every saved page. `purpose` and `urgent` are answers
    that are not confidential, kept here for lists.

    A case that the business unit enters for somebody came by phone, post or paper on `arrived_on`, and one that was
    mailed by email; its `referrer` is who truly refers, as ``slack:U123`` or ``email:ADDRESS``, or None if they have
    neither.
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
    """slack, email, phone, post or paper."""
    arrived_on: date | None = None
    state: str = "draft"
    """draft, set_aside (a draft made of a letter that is none), submitted, decided (a final outcome is recorded),
    withdrawn; without a way back being_erased, erased."""
    reference: str | None = Field(default=None, unique=True)
    form_version: str = Field(foreign_key="form_version.version")
    regime: str | None = None
    purpose: str | None = None
    urgent: bool = False
    revision: int = 0
    page: str = ""
    """The page where the owner was last, to go on from there."""
    begun_at: datetime = moment()
    changed_at: datetime = moment()
    submitted_at: datetime | None = moment(nullable=True)
    received_on: date | None = None
    nudged_at: datetime | None = moment(nullable=True)
    """When the owner of a draft was last reminded that it waits for them."""
    warned_at: datetime | None = moment(nullable=True)
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


class Handover(Table, table=True):
    """A draft that was handed to a colleague. `number` counts the handovers of one draft from 1."""

    __tablename__ = "handover"
    case_id: str = Field(foreign_key="case.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    handed_from: str
    handed_to: str
    handed_by: str
    handed_at: datetime = moment()


class ReferenceCounter(Table, table=True):
    """The last reference number given in a year; counting in the submission's own transaction leaves no gap."""

    __tablename__ = "reference_counter"
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int = 0
