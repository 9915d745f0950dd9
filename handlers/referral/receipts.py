"""The receipt: what a referrer is given when the referral is sent (docs/procedure.md, section 7, rule 2)."""

from __future__ import annotations

from handlers.duties import chair_duty_of
from handlers.screens import Receipt
from handlers.work import Work
from storage import cases
from storage.tables import Case


def receipt(work: Work, case: Case) -> Receipt:
    """Give the reference of a case that was sent, and when a decision is due; nothing of its content.

    Raises `ValueError` for a draft, which has neither.
    """
    if case.reference is None or case.received_on is None:
        raise ValueError("a draft has no receipt")
    return Receipt(
        case_id=case.id,
        reference=case.reference,
        received_on=case.received_on,
        decision_due_on=chair_duty_of(work, case).due_on,
        urgent=case.urgent,
        on_behalf=cases.is_entered_for_somebody(case),
    )
