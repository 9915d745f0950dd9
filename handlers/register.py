"""The register: every case that was sent, by reference, state and dates. Nothing confidential is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.work import Work
from storage import actions, cases, decisions, duties
from storage.tables import Case


@dataclass(frozen=True)
class RegisterLine:
    """One case in the register. `purpose` is the route it was referred by, which is not confidential."""

    reference: str
    state: str
    received_on: date | None
    purpose: str
    regime: str
    urgent: bool
    due_on: date | None
    """By when the chair's decision is due."""
    decisions: int
    """How many are recorded; never which."""
    actions: int
    actions_done: int


def register(work: Work) -> tuple[RegisterLine, ...]:
    """Give every case that was sent, the latest first. For the administrator too: there is no content in it."""
    return tuple(_line(work, case) for case in cases.all_sent(work.tx))


def entry(work: Work, reference: str) -> RegisterLine:
    """Give one case's line; raises `NotFound`."""
    return _line(work, cases.by_reference(work.tx, reference))


def _line(work: Work, case: Case) -> RegisterLine:
    owed = [duty for duty in duties.of_case(work.tx, case.id) if duty.kind == "decide"]
    found = actions.of_case(work.tx, case.id)
    return RegisterLine(
        reference=case.reference or "",
        state=case.state,
        received_on=case.received_on,
        purpose=case.purpose or "",
        regime=case.regime or "",
        urgent=case.urgent,
        due_on=owed[0].due_on if owed else None,
        decisions=len(decisions.of_case(work.tx, case.id)),
        actions=len(found),
        actions_done=sum(action.done_at is not None for action in found),
    )
