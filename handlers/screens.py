"""What a use case shows next, as plain values that Slack, console and pages each render in their own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forms.criteria import Limb
from forms.vocabulary import Answers, Question, Section
from forms.walk import Missing, Progress


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list: told apart by when it was begun and how far it is (docs/procedure.md, section 7, rule 2)."""

    case_id: str
    begun_at: datetime
    progress: Progress


@dataclass(frozen=True)
class Welcome:
    """The first screen: what to do if a child is in danger now, then what the bot does with what it is told."""

    board_name: str
    panel_name: str
    front_door: str
    out_of_hours: str
    drafts: tuple[DraftLine, ...] = ()


@dataclass(frozen=True)
class RowLine:
    """A row already given in a repeatable section; shown only in a modal."""

    row_id: str
    number: int
    summary: str = field(repr=False)


@dataclass(frozen=True)
class PageScreen:
    """One page of the form to be answered.

    For a repeatable section `row_id` names the row that this screen is for (new or old) and `rows` lists the
    others. `revision` is the case's revision when the page was drawn: answers that became newer since are not
    overwritten. `errors` holds a sentence per question id. `not_saved` tells of answers that a newer screen changed.
    `case_id` is empty on the very first page, before anything is saved; `origin` then names the draft to be begun.
    """

    case_id: str
    origin: str
    page_id: str
    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    required: frozenset[str]
    answers: Answers = field(repr=False)
    progress: Progress
    revision: int = 0
    row_id: str = ""
    row_number: int = 0
    rows: tuple[RowLine, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    newer: tuple[str, ...] = ()
    """Labels of answers that another screen changed since; the newer ones are shown."""


@dataclass(frozen=True)
class ReviewedAnswer:
    """One question with its answer in words; blank when not answered."""

    question: Question
    text: str = field(repr=False)
    problem: str = ""
    """Why it needs attention: missing, or not understood; empty if neither."""


@dataclass(frozen=True)
class ReviewedSection:
    """A section as the referrer gave it: its answers, row by row where it repeats."""

    section: Section
    page_id: str
    rows: tuple[tuple[ReviewedAnswer, ...], ...] = field(repr=False)


@dataclass(frozen=True)
class Review:
    """Everything asked, what is missing, and the criteria limb by limb in words that never decide."""

    case_id: str
    sections: tuple[ReviewedSection, ...] = field(repr=False)
    missing: tuple[Missing, ...]
    limbs: tuple[Limb, ...]
    criteria_summary: str
    progress: Progress
    revision: int


@dataclass(frozen=True)
class Saved:
    """Everything is saved; the person may come back whenever they like."""

    case_id: str
    progress: Progress
    unread: tuple[str, ...] = ()
    """Labels of what was typed but not understood: kept as typed, to be put right later."""


@dataclass(frozen=True)
class Receipt:
    """The referral is sent: its reference and what happens next, with no content."""

    case_id: str
    reference: str
    received_on: date
    decision_due_on: date | None
    urgent: bool


@dataclass(frozen=True)
class Told:
    """A short piece of news for the person, as “This referral has been sent already”."""

    title: str
    text: str
