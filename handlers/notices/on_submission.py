"""Who is told that a referral has been sent (docs/procedure.md, sections 1, 5 and 7)."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.access import Role, deciding_chair
from handlers.duties import chair_duty_of
from handlers.notices import recipients
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient
from handlers.notices.sending import clock_data, tell
from handlers.work import Work
from storage import conflicts, duties
from storage.tables import Case


def tell_submission(work: Work, case: Case) -> None:
    """Tell panel, chair, business unit and referrer, in the commit of the submission.

    The case has its reference, its date received, its chair's duty and the marks of possible conflicts.
    """
    tell(work, "referral_sent_panel", case=case, occasion=_OCCASION, to=recipients.panel_channel(work))
    tell_chair(work, case)
    tell_business_unit(work, case, recipients.business_unit(work, case))
    _tell_referrer(work, case)
    _tell_possible_conflicts(work, case, _OCCASION)


def _tell_referrer(work: Work, case: Case) -> None:
    """Give whoever referred the case its reference: by mail to somebody who is known by their address alone."""
    by_mail = recipients.email_of(case.referrer)
    tell(
        work,
        "mail_sent" if by_mail else "referral_receipt",
        case=case,
        occasion=_OCCASION,
        data=clock_data(chair_duty_of(work, case)) | _received(case),
        to=[Recipient(Audience.SENDER, email=by_mail)] if by_mail else recipients.referrer(case),
    )


def tell_new_conflicts(work: Work, case: Case) -> None:
    """Tell the business unit of people who were marked because an answer was corrected, and whoever decides now."""
    _tell_possible_conflicts(work, case, f"{_OCCASION}:{case.revision}")
    if chair_duty_of(work, case).state == duties.OPEN:
        tell_chair(work, case)


def tell_chair(work: Work, case: Case) -> None:
    """Tell whoever decides this case, unless they were told; nobody where neither chair nor deputy can decide."""
    deciding = deciding_chair(work.tx, work.board, case)
    as_deputy = deciding is not None and deciding[0] == Role.DEPUTY_CHAIR
    tell(
        work,
        "referral_sent_chair",
        case=case,
        occasion=_OCCASION,
        data=clock_data(chair_duty_of(work, case)) | _received(case) | {"urgent": case.urgent, "as_deputy": as_deputy},
        to=recipients.chair(work, case),
    )


def tell_business_unit(work: Work, case: Case, to: Iterable[Recipient]) -> None:
    """Tell the business unit, or those of it who are named, unless they were told."""
    tell(
        work,
        "referral_sent_business_unit",
        case=case,
        occasion=_OCCASION,
        data=clock_data(chair_duty_of(work, case)) | _received(case) | {"urgent": case.urgent},
        to=to,
    )


_OCCASION = "submitted"


def _received(case: Case) -> dict[str, str]:
    return {"received_on": str(case.received_on)}


def _tell_possible_conflicts(work: Work, case: Case, occasion: str) -> None:
    marked = [conflict.who for conflict in conflicts.of_case(work.tx, case.id) if conflict.state == conflicts.POSSIBLE]
    if not marked:
        return
    deciding = deciding_chair(work.tx, work.board, case)
    tell(
        work,
        "possible_conflict",
        case=case,
        occasion=occasion,
        data={
            "count": len(marked),
            "decided_by": deciding[0] if deciding else "nobody",
            "urgent": deciding is None,
        },
        to=recipients.business_unit(work, case),
    )
