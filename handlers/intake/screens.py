"""What is shown of letters and of what became of them, the same for every channel.

Content appears only here, in what a modal shows after a role check, and never in a `repr` (docs/procedure.md,
section 7, rule 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handlers.intake.states import State
from handlers.screens import FileLine, ProposalLine, ReviewedSection


@dataclass(frozen=True)
class IntakeLine:
    """One intake in a list, without any content. `why` says in words why it waits for a person, if it does."""

    intake_id: str
    number: str
    state: State
    arrived_at: datetime
    why: str
    reference: str | None
    case_id: str | None
    """The draft or the sent case, once there is one."""


@dataclass(frozen=True)
class IntakeList:
    """Some intakes, the latest first; `more_after` is the last one's id where the list goes on."""

    lines: tuple[IntakeLine, ...]
    waiting: bool
    """Whether only those are shown that wait for a person or for an answer."""
    more_after: str | None = None
    is_first: bool = True


@dataclass(frozen=True)
class SuggestionLine:
    """Something that was read, but not for certain, or that differs from what was answered since."""

    suggestion_id: str
    section: str
    label: str
    suggested: str = field(repr=False)
    current: str = field(repr=False)
    """The answer as it stands, in words; empty if there is none."""


@dataclass(frozen=True)
class KeptText:
    """What somebody wrote that found no question; the label is empty for text under no label."""

    label: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True)
class IntakeScreen:
    """One intake opened: what was read, what is only likely, what matched nothing, and what may be done with it."""

    intake_id: str
    number: str
    state: State
    sender: str = field(repr=False)
    is_trusted: bool
    arrived_at: datetime
    why: str
    case_id: str | None
    reference: str | None
    needed: int
    """How many questions still need an answer."""
    texts: tuple[str, ...] = field(repr=False)
    """What the person wrote in each of their letters, the first one first."""
    sections: tuple[ReviewedSection, ...] = field(repr=False)
    suggestions: tuple[SuggestionLine, ...] = field(repr=False)
    unmatched: tuple[KeptText, ...] = field(repr=False)
    troubles: tuple[str, ...]
    """What could not be read and why, in words."""
    files: tuple[FileLine, ...] = field(repr=False)
    proposals: tuple[ProposalLine, ...] = field(repr=False)
    same_child: tuple[str, ...]
    """References and intake numbers of what may be about the same child."""
    may: frozenset[State]
    """What may follow, for this person: `SUBMITTED` to accept as it stands, `ATTACHED`, `NOT_A_REFERRAL`, `AGAIN` to
    let it be read again (from quarantine: as a referral)."""
    asks_purpose: bool = False
    """Whether the kind of referral must be chosen when it is accepted, because nothing says it."""


@dataclass(frozen=True)
class AttachScreen:
    """Where the case is named to which a letter belongs; `error` says what to put right."""

    intake_id: str
    number: str
    reference: str = ""
    error: str = ""


@dataclass(frozen=True)
class IntakeDone:
    """What became of an intake: `message` says it in words without content."""

    intake_id: str
    number: str
    state: State
    message: str
