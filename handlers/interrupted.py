"""Tell somebody whose screen was lost in a restart that their answers are saved."""

from __future__ import annotations

from handlers.access import Act, require
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.work import Work
from storage import cases


def tell_saved(work: Work, *, occasion: str, case_id: str) -> None:
    """Queue a message to the draft's owner, with a button to go on. It says nothing of the content.

    The screen itself cannot be shown any more: the moment in which Slack takes one has passed. `occasion` is the id
    of what was interrupted. Raises `Refused` for anyone but the owner, and `NotFound` if there is no such case.
    """
    case = cases.get(work.tx, case_id)
    require(work.tx, work.actor, Act.CHANGE_DRAFT, case)
    owner = Recipient(Audience.WRITER, slack=slack_of(case.owner))
    tell(work, "continue_after_interruption", case=case, occasion=occasion, to=[owner])
