"""What is shown while something is added to a sent referral, corrected or withdrawn, the same for every channel.

Content appears only here, in what a modal shows after a role check, and never in a `repr` (docs/procedure.md,
section 7, rule 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forms.vocabulary import Section
from handlers.screens import PageScreen, RowLine


@dataclass(frozen=True)
class Standing:
    """Where a sent referral stands and what comes next by when, in words without content."""

    case_id: str
    reference: str
    state: str
    next_step: str


@dataclass(frozen=True)
class AdditionScreen:
    """Where further information is given. `addition_id` is made when the screen is drawn.

    `error` is a sentence about what was typed, `file_error` one about the files; both stay on the screen.
    """

    case_id: str
    reference: str
    addition_id: str
    number: int
    """The number that the information will have."""
    room: int = 0
    """How many files more the case may have; 0 where files are not taken."""
    error: str = ""
    file_error: str = ""


@dataclass(frozen=True)
class InformationAdded:
    """Further information is kept, and those concerned are told that there is some."""

    case_id: str
    reference: str
    number: int


@dataclass(frozen=True)
class PartLine:
    """A section of the form whose answers can be corrected."""

    section_id: str
    title: str


@dataclass(frozen=True)
class PartsScreen:
    """Where somebody chooses what to correct."""

    case_id: str
    reference: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True)
class RowsScreen:
    """The rows of a repeatable section, of which one is to be corrected or removed, or another one added."""

    case_id: str
    reference: str
    section: Section
    rows: tuple[RowLine, ...]


@dataclass(frozen=True)
class CorrectionScreen:
    """A section of a sent referral with its answers, to be corrected. Nothing of it is saved while it has errors.

    `page` asks that section alone, and its `page_id` is the section's id.
    """

    reference: str
    page: PageScreen
    is_new_row: bool
    route_is_fixed: bool
    """The section asks for the kind of referral, which cannot be corrected: the clock began from it."""
    was_kept: bool
    """False where what was typed is not kept yet: the page's errors say what to put right."""


@dataclass(frozen=True)
class Corrected:
    """What was typed is kept as a correction. `changed` is false where every answer was the same as before."""

    case_id: str
    reference: str
    section_id: str
    changed: bool


@dataclass(frozen=True)
class WithdrawalScreen:
    """Where a referral is withdrawn. `withdrawal_id` is made when the screen is drawn."""

    case_id: str
    reference: str
    withdrawal_id: str
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Withdrawn:
    """A referral is withdrawn, and those who were told of it are told that."""

    case_id: str
    reference: str


@dataclass(frozen=True)
class ReopeningScreen:
    """Where the business unit opens a withdrawn referral again."""

    case_id: str
    reference: str
    withdrawal_id: str
    due_on: date
    """By when the chair's decision was due, and is again."""
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Reopened:
    """A withdrawn referral waits for its decision again."""

    case_id: str
    reference: str
    due_on: date
