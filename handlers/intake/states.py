"""What may become of a letter: one table of states, what may follow, and who may let it follow."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from handlers.access import Act


class State(StrEnum):
    """Where a letter or an intake stands. Nothing that arrives is without one."""

    WAITING = "waiting"
    """Read into a draft that waits for answers, or for the business unit."""
    SUBMITTED = "submitted"
    """A referral now, with a reference."""
    ATTACHED = "attached"
    """Part of another case."""
    NOT_A_REFERRAL = "not_a_referral"
    QUARANTINED = "quarantined"
    """Nobody knows whether it comes from whom it says, or what it belongs to: a person looks."""
    AGAIN = "again"
    """To be read again, because a person asked."""
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    OWN = "own"
    DUPLICATE = "duplicate"
    FORM_SENT = "form_sent"
    """It asked for the form and nothing else, and got it."""
    PROPOSED = "proposed"
    """It says something of a case that was sent, which the business unit takes over or not."""


FOLLOWS: Mapping[State, Mapping[State, Act]] = MappingProxyType(
    {
        State.WAITING: MappingProxyType(
            {
                State.SUBMITTED: Act.WORK_INTAKE,
                State.ATTACHED: Act.WORK_INTAKE,
                State.NOT_A_REFERRAL: Act.WORK_INTAKE,
                State.AGAIN: Act.WORK_INTAKE,
            }
        ),
        State.QUARANTINED: MappingProxyType(
            {
                State.ATTACHED: Act.WORK_INTAKE,
                State.NOT_A_REFERRAL: Act.WORK_INTAKE,
                State.AGAIN: Act.WORK_INTAKE,
            }
        ),
        State.NOT_A_REFERRAL: MappingProxyType({State.AGAIN: Act.WORK_INTAKE}),
    }
)
"""What a person may let follow. What is not named here is an end: a letter that was dealt with is not dealt with again.

The clock and further letters move a waiting intake to `SUBMITTED` on their own, once it is complete.
"""

FOR_PEOPLE = (State.WAITING, State.QUARANTINED)
"""What waits for somebody."""


def may_follow(before: State, after: State) -> bool:
    """Tell whether a person may let `after` follow `before`."""
    return after in FOLLOWS.get(before, {})
