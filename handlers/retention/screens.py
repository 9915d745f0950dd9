"""What is shown about keeping and erasing cases, as plain values that Slack and the command line each render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HoldScreen:
    """Where a case is held. `hold_id` is made when the screen is drawn, so that a doubled submission holds it once."""

    case_id: str
    reference: str
    hold_id: str
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Held:
    """The case is held: it is not erased until that is lifted."""

    case_id: str
    reference: str


@dataclass(frozen=True)
class LiftScreen:
    """Where the legal hold `hold_id` is lifted."""

    case_id: str
    reference: str
    hold_id: str
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Lifted:
    """No legal hold stands on the case."""

    case_id: str
    reference: str
