"""What is written back by email: that a letter is here, what is still needed, that a referral is sent.

Nothing of what a letter says is repeated, and no address is sent more than a few mails a day, whatever it sends us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.intake.needed import needed_in_words
from handlers.intake.numbers import number_of
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.referral.drafts import Draft
from handlers.work import Work
from storage import audit, intakes, mail_counts
from storage.tables import Case, Intake

MOST_A_DAY = 12
"""Mails to one address on one day: more than anybody needs, and an end to two machines that answer each other."""


def acknowledge(work: Work, intake: Intake, case: Case, *, occasion: str) -> None:
    """Tell a sender that their letter is here, with its number."""
    _write(work, intake, "mail_received", case=case, occasion=occasion, data=_named(intake))


def ask(work: Work, intake: Intake, draft: Draft, *, occasion: str) -> None:
    """Tell a sender what is still needed, with the blank form; or that nothing is and the business unit has it."""
    needed = needed_in_words(draft)
    intakes.change(work.tx, intake, asked_revision=draft.case.revision, asked_at=work.now if needed else None)
    if needed:
        data = _named(intake) | {"needed": list(needed), "in_slack": slack_of(draft.case.owner) is not None}
        _write(work, intake, "mail_needed", case=draft.case, occasion=occasion, data=data)
    else:
        _write(work, intake, "mail_complete", case=draft.case, occasion=occasion, data=_named(intake))


def remind(work: Work, intake: Intake, draft: Draft) -> None:
    """Remind a sender of what is still needed."""
    intakes.change(work.tx, intake, reminded_at=work.now)
    data = _named(intake) | {"needed": list(needed_in_words(draft))}
    _write(work, intake, "mail_reminder", case=draft.case, occasion=work.now.isoformat(), data=data)


def thank_for_more(work: Work, case: Case, address: str, *, occasion: str) -> None:
    """Tell a sender that what they wrote about a referral that was sent is with the business unit."""
    write(work, "mail_about_case", address, case=case, occasion=occasion, data={})


def acknowledge_stranger(work: Work, address: str) -> None:
    """Tell somebody who is not known that a person will look, once a day however often they write."""
    write(work, "mail_stranger", address, case=None, occasion=work.today.isoformat(), data={})


def send_form(work: Work, address: str, *, occasion: str) -> None:
    """Send the blank form to whoever asks for it."""
    write(work, "mail_form", address, case=None, occasion=occasion, data={})


def write(work: Work, kind: str, address: str, *, case: Case | None, occasion: str, data: Mapping[str, Any]) -> None:
    """Queue a mail to an address, unless there is none or it has had as many today as it may have."""
    if not address:
        return
    if not mail_counts.count_one(work.tx, address, work.today, most=MOST_A_DAY):
        audit.note(
            work.tx,
            actor=work.actor.address,
            action="mail_held_back",
            case_id=case.id if case else None,
            kind=kind,
            count=MOST_A_DAY,
        )
        return
    tell(work, kind, case=case, occasion=occasion, data=data, to=[Recipient(Audience.SENDER, email=address)])


def _write(work: Work, intake: Intake, kind: str, *, case: Case, occasion: str, data: Mapping[str, Any]) -> None:
    write(work, kind, intake.sender, case=case, occasion=occasion, data=data)


def _named(intake: Intake) -> dict[str, Any]:
    return {"intake_id": intake.id, "number": number_of(intake)}
