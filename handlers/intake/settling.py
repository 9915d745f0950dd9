"""What follows once something more is known of a referral that came by email: it is sent, or somebody is asked."""

from __future__ import annotations

from forms.walk import missing
from handlers.intake import dialogue, told
from handlers.intake.states import State
from handlers.referral.drafts import Draft
from handlers.referral.submit import send
from handlers.work import Work
from storage import suggestions
from storage.tables import Intake


def settle(work: Work, intake: Intake, draft: Draft, *, occasion: str) -> State:
    """Send a referral that is complete and comes from a trusted sender, as one from Slack; else say what it waits for.

    What was read, but not for certain, waits for a person first. The sender is asked for what is missing; where
    nothing is, the business unit is told that it is theirs to take.
    """
    if send_if_complete(work, intake, draft):
        return State.SUBMITTED
    dialogue.ask(work, intake, draft, occasion=occasion)
    if not missing(draft.form, draft.answers):
        told.tell_complete(work, intake, draft)
    return State.WAITING


def send_if_complete(work: Work, intake: Intake, draft: Draft) -> bool:
    """Send a referral of a trusted sender in which nothing is missing and nothing waits for a person; tells whether."""
    waits = missing(draft.form, draft.answers) or suggestions.waiting(work.tx, draft.case.id)
    if waits or not intake.is_trusted:
        return False
    send(work, draft)
    return True
