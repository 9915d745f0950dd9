"""Which closed cases may be erased when, which are held, and which were erased: without any content.

With which outcome and by which rule a case was erased is told to the business unit alone, as an outcome is confidential
(docs/procedure.md, section 3, and section 7, rule 8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from forms.calendar import day_in_london
from handlers.access import Act, may, require
from handlers.work import Work
from storage import audit, erased_cases, retention
from storage.erased_cases import Erased
from storage.tables import Case


@dataclass(frozen=True)
class RetentionLine:
    """One case. `state` is kept, warned, held, being_erased or erased.

    `on` is the day from which it may be erased, or on which it was; None where no schedule says so. `outcome` and
    `rule` are those by which it was erased, and empty for those who may not know them.
    """

    reference: str
    state: str
    on: date | None
    purpose: str
    outcome: str = field(default="", repr=False)
    rule: str = field(default="", repr=False)


def retention_lines(work: Work) -> tuple[RetentionLine, ...]:
    """Give every closed case, the one to be erased first first, then those that were erased; raises `Refused`.

    That somebody was told outcomes is noted in the audit.
    """
    require(work.tx, work.actor, Act.SEE_RETENTION)
    with_outcomes = may(work.tx, work.actor, Act.SEE_ERASED)
    if with_outcomes:
        audit.note(work.tx, actor=work.actor.address, action="erased_opened")
    kept = tuple(_kept(work, case) for case in retention.closed(work.tx))
    gone = tuple(_gone(each, with_outcome=with_outcomes) for each in erased_cases.everything(work.tx))
    return kept + gone


def erase_on(work: Work, case: Case) -> date | None:
    """Give the day from which a closed case may be erased; None if it is kept for good or that is not worked out."""
    schedule = work.board.retention
    worked_out = schedule is not None and case.state in retention.CLOSED and case.schedule == schedule.edition
    return case.erase_on if worked_out else None


def _kept(work: Work, case: Case) -> RetentionLine:
    on = erase_on(work, case)
    state = "held" if case.held else "warned" if on and case.warned_at else "kept"
    return RetentionLine(str(case.reference), state, on, case.purpose or "")


def _gone(erased: Erased, *, with_outcome: bool) -> RetentionLine:
    return RetentionLine(
        reference=erased.reference,
        state="erased" if erased.erased_at else "being_erased",
        on=day_in_london(erased.erased_at or erased.begun_at),
        purpose=erased.purpose,
        outcome=erased.outcome if with_outcome else "",
        rule=erased.rule if with_outcome else "",
    )
