"""Who is told at once that a letter came, and of what: never of what it says (docs/procedure.md, section 7, rule 2).

A sender's name is not said either: whoever is to know it opens the intake.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.intake.needed import counted
from handlers.intake.numbers import number_of
from handlers.notices import recipients
from handlers.notices.sending import tell
from handlers.referral.drafts import Draft
from handlers.work import Work
from storage.proposals import StoredProposal
from storage.tables import Case, Intake


def tell_arrived(work: Work, intake: Intake, draft: Draft, *, suggested: int) -> None:
    """Tell the business unit that a referral came by email, and how complete it is."""
    answered, of_all = counted(draft)
    data = {"answered": answered, "needed_in_all": of_all, "suggested": suggested, "urgent": draft.case.urgent}
    _tell_unit(work, "letter_arrived", intake, draft.case, data)


def tell_sent(work: Work, intake: Intake, case: Case) -> None:
    """Tell the business unit that a referral came by email with everything in it, and was sent."""
    _tell_unit(work, "letter_sent", intake, case, {"urgent": case.urgent})


def tell_quarantined(work: Work, intake: Intake) -> None:
    """Tell the business unit that a letter came of which nobody knows for certain from whom it is or what it is."""
    _tell_unit(work, "letter_quarantined", intake, None, {"why": intake.why})


def tell_complete(work: Work, intake: Intake, draft: Draft) -> None:
    """Tell the business unit that nothing is missing any more, and that they say whether it is taken."""
    _tell_unit(work, "letter_complete", intake, draft.case, {"urgent": draft.case.urgent})


def tell_about_case(work: Work, case: Case, proposal: StoredProposal) -> None:
    """Tell the business unit that a letter says something of a case that was sent."""
    kind = f"letter_with_{proposal.kind}"
    tell(work, kind, case=case, occasion=proposal.id, to=recipients.business_unit(work, case))


def _tell_unit(work: Work, kind: str, intake: Intake, case: Case | None, data: Mapping[str, Any]) -> None:
    carried = {"intake_id": intake.id, "number": number_of(intake), **data}
    # a case tells its notices apart by itself; without one, the intake's id does
    occasion = f"{intake.id}:{case.revision}" if case else intake.id
    tell(work, kind, case=case, occasion=occasion, data=carried, to=recipients.business_unit(work, case))
