"""What is shown about a submitted case, as plain values that Slack, console and pages each render in their own way.

Content (outcome, reasons, action text, notes) appears only here, in what a modal shows after a role check, and never
in a `repr` (docs/procedure.md, section 7, rule 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forms.regimes import Outcome
from handlers.access import Role


@dataclass(frozen=True)
class PersonChoice:
    """Somebody who can be chosen as the owner of an action or of information: a person's id, or ``referrer``."""

    who: str
    label: str = field(repr=False)


@dataclass(frozen=True)
class PriorDecision:
    """The decision that a new one follows or corrects, in words."""

    decision_id: str
    outcome: str = field(repr=False)
    decided_on: date
    final: bool


@dataclass(frozen=True)
class DecisionScreen:
    """Where a decision of the independent chair is recorded, or corrected.

    `decision_id` is made when the screen is drawn, so that a doubled submission records one decision. `prior` is the
    decision that counts now: where it is final, the new one corrects it (`corrects`) and says why. `errors` holds a
    sentence per field of `handlers.decisions.RecordDecision`; under ``""`` what concerns the whole screen. `typed`
    gives back what was typed, under the same names.
    """

    case_id: str
    reference: str
    decision_id: str
    outcomes: tuple[Outcome, ...]
    suppliers: tuple[PersonChoice, ...]
    """Who can be asked for more information."""
    today: date
    corrects: bool = False
    prior: PriorDecision | None = None
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class DecisionRecorded:
    """A decision is recorded. `final`: the chair's duty is done; otherwise it keeps its date, `due_on`."""

    case_id: str
    reference: str
    decision_id: str
    corrected: bool
    final: bool
    due_on: date | None


@dataclass(frozen=True)
class SupplyScreen:
    """What is wanted of somebody for the decision, and by when; where they say that they have supplied it."""

    case_id: str
    duty_id: str
    reference: str
    due_on: date
    wanted: str = field(repr=False)


@dataclass(frozen=True)
class Supplied:
    """The information that was wanted has been supplied."""

    case_id: str
    duty_id: str
    reference: str


@dataclass(frozen=True)
class ActionScreen:
    """Where an action that follows a decision is added. `action_id` is made when the screen is drawn.

    `left_out` counts people who cannot be chosen until the business unit clears their possible conflict.
    """

    case_id: str
    reference: str
    action_id: str
    people: tuple[PersonChoice, ...]
    left_out: int = 0
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ActionAdded:
    """An action is added, and its owner is told."""

    case_id: str
    reference: str
    action_id: str
    duty_id: str
    number: int
    due_on: date


@dataclass(frozen=True)
class DoneScreen:
    """Where the owner of an action says what was done."""

    case_id: str
    duty_id: str
    reference: str
    number: int
    due_on: date
    text: str = field(repr=False)
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ActionDone:
    """An action is done; the business unit is told."""

    case_id: str
    duty_id: str
    reference: str
    number: int


@dataclass(frozen=True)
class EventScreen:
    """Where the business unit enters the day from which the chair's time runs.

    `event` is the start event of the case's regime as docs/procedure.md, section 4, names it (“notification”);
    `event_in_words` fits a sentence (“the date of notification”).
    """

    case_id: str
    reference: str
    event: str
    event_in_words: str
    happened_on: date | None
    due_on: date
    provisional: bool
    today: date
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EventEntered:
    """The day of the start event is entered; `due_on` is the chair's date that follows from it."""

    case_id: str
    reference: str
    due_on: date
    moved: bool


@dataclass(frozen=True)
class ConflictCleared:
    """The business unit has cleared a possible conflict."""

    case_id: str
    reference: str


@dataclass(frozen=True)
class PersonLine:
    """A person with a role in the process, as the business unit's list shows them."""

    person_id: str
    name: str
    roles: frozenset[Role]
    agency: str
    slack: str | None
    email: str | None
