"""Who is told that something happened to a referral after it was sent: that it did, never what it says or why.

Everybody who is told of a new referral is told of what follows (docs/procedure.md, section 7, rules 2 and 5): those
with a possible conflict of interest are not, and the panel's channel is told by reference alone. Nobody is told of
what they did themselves, unless as one of the business unit.
"""

from __future__ import annotations

from collections.abc import Iterable

from handlers.duties import chair_duty_of
from handlers.notices import recipients
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import clock_data, tell
from handlers.work import Work
from storage.tables import Case, Duty


def tell_added(work: Work, case: Case, addition_id: str) -> None:
    """Tell that further information was added."""
    to = _concerned(work, case) + recipients.business_unit(work, case)
    tell(work, "information_added", case=case, occasion=addition_id, data={"urgent": case.urgent}, to=to)


def tell_corrected(work: Work, case: Case) -> None:
    """Tell that answers were corrected: once for several corrections, while the notice of the first still waits."""
    to = _concerned(work, case) + recipients.business_unit(work, case)
    data = {"urgent": case.urgent}
    tell(work, "answers_corrected", case=case, occasion=str(case.revision), data=data, to=to, joins=True)


def tell_withdrawn(work: Work, case: Case, withdrawal_id: str, dropped: Iterable[Duty]) -> None:
    """Tell that a referral was withdrawn: those who owed something in it too, and the business unit what it means."""
    concerned = _concerned(work, case)
    to = concerned + _owners(work, case, dropped, besides=concerned)
    tell(work, "referral_withdrawn", case=case, occasion=withdrawal_id, to=to)
    unit = recipients.business_unit(work, case)
    tell(work, "referral_withdrawn_business_unit", case=case, occasion=withdrawal_id, to=unit)


def tell_reopened(work: Work, case: Case, withdrawal_id: str, opened: Iterable[Duty]) -> None:
    """Tell that a withdrawn referral waits for its decision again: those who owe something in it too."""
    concerned = _concerned(work, case) + recipients.business_unit(work, case)
    to = concerned + _owners(work, case, opened, besides=concerned)
    data = clock_data(chair_duty_of(work, case))
    tell(work, "referral_reopened", case=case, occasion=withdrawal_id, data=data, to=to)


def _concerned(work: Work, case: Case) -> tuple[Recipient, ...]:
    """Give the panel's channel, whoever decides, and the referrer unless it is they who did it."""
    referrer = () if work.actor.address == case.referrer else recipients.referrer(case)
    return recipients.panel_channel(work) + recipients.chair(work, case) + referrer


def _owners(work: Work, case: Case, owed: Iterable[Duty], *, besides: tuple[Recipient, ...]) -> tuple[Recipient, ...]:
    """Give those who owe these duties and can be reached, but for those who are told in another part."""
    told = {(other.slack, other.email) for other in besides} | {(slack_of(work.actor.address), None), (None, None)}
    found = (owner for duty in owed for owner in recipients.owner(work, case, duty))
    return tuple(owner for owner in found if (owner.slack, owner.email) not in told)
