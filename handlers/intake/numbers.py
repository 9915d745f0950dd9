"""The number of an intake, as people say it."""

from __future__ import annotations

from storage import intakes
from storage.tables import Intake


def number_of(intake: Intake) -> str:
    """Give ``IN-0042``."""
    return intakes.named(intake.number)
