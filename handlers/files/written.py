"""Files that somebody sends the bot in a direct message: for the one draft they have open, or for one they choose.

No reply names a file: a name can tell of a case (docs/procedure.md, section 7, rules 1 and 2).
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.access import Act, may
from handlers.files.giving import GivenFile, give
from handlers.files.lines import files_screen
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.referral.begin import begin_draft
from handlers.referral.drafts import draft_lines, draft_of, own_case_to_change
from handlers.referral.pages import page
from handlers.referral.receipts import receipt
from handlers.referral.route import pages_to_answer
from handlers.screens import FilesScreen, PageScreen, Receipt, Review, WhichReferral
from handlers.work import Work
from storage import cases


def take_files(work: Work, given: Sequence[GivenFile], *, item_id: str) -> None:
    """Take files from a direct message, or say why they are not taken and what to do.

    `item_id` is the inbox item that keeps the message: until it is known for which referral they are, it keeps them.
    """
    if work.board.files is None or not may(work.tx, work.actor, Act.REFER):
        _reply(work, "files_not_taken", item_id)
        return
    drafts = cases.drafts_of(work.tx, work.actor.address)
    if len(drafts) != 1:
        _reply(work, "files_to_place", item_id, data={"item_id": item_id})
        return
    case = own_case_to_change(work, drafts[0].id)
    left_out = give(work, case, given)
    _reply(work, "files_noted", item_id, case_id=case.id, data={"count": len(given) - left_out, "left_out": left_out})


def which_referral(work: Work, item_id: str) -> WhichReferral:
    """Ask for which of the actor's drafts the files of a message are, or whether they begin a new one."""
    return WhichReferral(item_id, draft_lines(work))


def put_in_draft(work: Work, case_id: str, given: Sequence[GivenFile]) -> FilesScreen | Receipt:
    """Put the files of a message into the actor's own draft. Raises `Refused`, `NotFound`."""
    case = own_case_to_change(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    give(work, case, given)
    return files_screen(work, case)


def put_in_new(work: Work, item_id: str, given: Sequence[GivenFile]) -> PageScreen | Review | Receipt:
    """Begin a draft with the files of a message, once, and show its first page. Raises `Refused`."""
    case = own_case_to_change(work, begin_draft(work, f"files:{item_id}"))
    if case.state == cases.DRAFT:
        give(work, case, given)
        if not case.page:
            cases.remember_page(work.tx, case, pages_to_answer(draft_of(work, case))[0].id)
    return page(work, case.id, cases.lock(work.tx, case.id).page)


def _reply(work: Work, kind: str, item_id: str, *, case_id: str = "", data: dict[str, object] | None = None) -> None:
    writer = Recipient(Audience.WRITER, slack=slack_of(work.actor.address))
    case = cases.get(work.tx, case_id) if case_id else None
    tell(work, kind, case=case, occasion=item_id, data=data, to=[writer])
