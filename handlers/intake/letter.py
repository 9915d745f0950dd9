"""A letter: one mail that arrived, read as far as a machine can, as the mailbox hands it over.

Nothing here knows of mail formats: whoever fetched the mail found out who sent it, what they wrote and what came along.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forms.documents.reading.result import Reading


class Nature(StrEnum):
    """Who or what wrote a letter."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    """A machine answers: out of office, a newsletter, a receipt."""
    BOUNCE = "bounce"
    """A mail server says that a message of ours did not arrive."""
    OWN = "own"
    """A message of ours came back to us."""


@dataclass(frozen=True)
class Attached:
    """A file that came with a letter; `kind` is what it is by its content (``docx``, ``pdf``)."""

    name: str = field(repr=False)
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """One mail. `item_id` is the inbox row that keeps it as it came, sealed.

    `digest` is the SHA-256 of what was said: the same letter sent again has the same. `sender` is the address in small
    letters, empty if there is none; `authentic` tells whether the Board's own gateway says that it truly comes from
    there. `thread` is what a valid signed token of ours names (``intake:ID`` or ``case:ID``), None without one;
    `bounced` the id of the message of ours that did not arrive. `text` is what the person wrote themselves, without
    what they quoted.
    """

    item_id: str
    mailbox: str
    message_id: str
    digest: str
    sender: str = field(repr=False)
    sender_name: str = field(repr=False)
    authentic: bool
    arrived_on: date
    nature: Nature
    thread: str | None
    bounced: str | None
    asks_for_form: bool
    text: str = field(repr=False)
    attached: tuple[Attached, ...] = field(repr=False)
    reading: Reading = field(repr=False)
    answers_ours: bool = False
    """Whether it carries what looks like a token of ours: with no `thread` it is not this sender's, or was changed."""
