"""The tables. They only store: pydantic models validate before (a SQLModel table skips validation).

Columns ending in ``_sealed`` hold confidential content in an encrypted envelope bound to table, column and row
(docs/procedure.md, section 7, rule 7); everything else is free of case content. Ids are made by us before the
row exists, because the envelope is bound to them.
"""

from __future__ import annotations

from storage.tables.after_sending import Addition, Withdrawal
from storage.tables.answers import Answer, AnswerRow, EarlierAnswer
from storage.tables.audit import AuditEntry, StatedReason
from storage.tables.base import Table, core, new_id
from storage.tables.cases import Case, FormVersion, Handover, ReferenceCounter
from storage.tables.conversations import Conversation, UsedMessage
from storage.tables.decisions import Decision
from storage.tables.duties import Action, Duty, Reminder
from storage.tables.files import Attachment, AttachmentContent
from storage.tables.keys import KeyCheck
from storage.tables.mail import (
    ChildMark,
    ChildMarkSecret,
    Intake,
    IntakeCounter,
    Letter,
    MailCount,
    Proposal,
    Suggestion,
)
from storage.tables.messages import InboxItem, OutboxMessage
from storage.tables.people import Conflict, Person, PersonRole
from storage.tables.retention import ErasedCase, LegalHold

__all__ = [
    "Action",
    "Addition",
    "Answer",
    "AnswerRow",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "Case",
    "ChildMark",
    "ChildMarkSecret",
    "Conflict",
    "Conversation",
    "Decision",
    "Duty",
    "EarlierAnswer",
    "ErasedCase",
    "FormVersion",
    "Handover",
    "InboxItem",
    "Intake",
    "IntakeCounter",
    "KeyCheck",
    "LegalHold",
    "Letter",
    "MailCount",
    "OutboxMessage",
    "Person",
    "PersonRole",
    "Proposal",
    "ReferenceCounter",
    "Reminder",
    "StatedReason",
    "Suggestion",
    "Table",
    "UsedMessage",
    "Withdrawal",
    "core",
    "new_id",
]
