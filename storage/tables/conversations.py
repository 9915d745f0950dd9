"""What is asked and answered in direct messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Table, moment


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
    asked_at: datetime = moment()


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
    used_at: datetime = moment()
