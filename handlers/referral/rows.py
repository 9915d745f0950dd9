"""Remove a row of a repeatable section: a child, a relative, an agency, an event."""

from __future__ import annotations

from handlers.referral.drafts import draft_of, own_case_to_change
from handlers.referral.pages import draw
from handlers.referral.receipts import receipt
from handlers.referral.review import show_review
from handlers.referral.route import page_of_rows
from handlers.screens import PageScreen, Receipt, Review
from handlers.work import Work
from storage import answers, audit, cases


def remove_row(work: Work, case_id: str, page_id: str, row_id: str) -> PageScreen | Review | Receipt:
    """Remove a row of the actor's own draft and give its page without it; a row already removed changes nothing.

    The answers are cleared rather than forgotten: they keep their revision, so that an older screen of the same row
    does not bring the row back. Raises `Refused`, and `NotFound` if there is no such case.
    """
    case = own_case_to_change(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    groups = {section.group for section in draft.form.sections_of_page(page_id) if section.group}
    page = page_of_rows(draft, groups)
    if page is None:
        return show_review(work, draft)
    places = [place for place in draft.answers.values if place[1] == row_id and place[0].partition(".")[0] in groups]
    if places:
        revision = answers.save(work.tx, case, dict.fromkeys(places))
        audit.note(
            work.tx, actor=work.actor.address, action="row_removed", case_id=case.id, page=page_id, revision=revision
        )
    return draw(work, draft_of(work, cases.lock(work.tx, case_id)), page)
