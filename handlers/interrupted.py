"""Tell somebody whose screen was lost in a restart that what they did is saved."""

from __future__ import annotations

from handlers.access import Act, require
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.work import Work
from storage import cases


def tell_saved(work: Work, *, occasion: str, case_id: str) -> None:
    """Queue a message to the actor, with a button to go on: in their draft, or in a case that was sent.

    It says nothing of the content. The screen itself cannot be shown any more: the moment in which Slack takes one has
    passed. `occasion` is the id of what was interrupted. Raises `Refused` for anyone else's draft or a case that the
    actor may not open, and `NotFound` if there is no such case.
    """
    case = cases.get(work.tx, case_id)
    is_draft = case.state == cases.DRAFT
    require(work.tx, work.actor, Act.CHANGE_DRAFT if is_draft else Act.OPEN_CASE, case)
    kind = "continue_after_interruption" if is_draft else "open_after_interruption"
    writer = Recipient(Audience.WRITER, slack=slack_of(work.actor.address))
    tell(work, kind, case=case, occasion=occasion, to=[writer])
