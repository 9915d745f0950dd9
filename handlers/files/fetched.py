"""What came of fetching a file: it is kept, or refused for a reason, and whoever gave it is told which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from handlers.notices import recipients
from handlers.notices.sending import tell
from handlers.work import Work
from storage import attachments, audit, cases
from storage.attachments import StoredAttachment


class FileTrouble(StrEnum):
    """Why a file was refused."""

    EMPTY = "empty"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    MACROS = "macros"
    PROTECTED = "protected"
    """Said of a file that is kept, too: then it may need a password."""
    KIND_NOT_TAKEN = "kind_not_taken"
    TOO_LARGE = "too_large"
    DELETED = "deleted"
    """It was gone before it was fetched."""
    ELSEWHERE = "elsewhere"
    """Slack has only a link to it."""
    NOT_FETCHED = "not_fetched"
    """It could not be fetched, however often it was tried."""
    NOT_TAKEN = "not_taken"
    """The Board does not take files in Slack any more."""


def keep(work: Work, file: StoredAttachment, *, kind: str, content: bytes, protected: bool) -> bool:
    """Keep the content of a wanted file and tell who gave it; False if it is not wanted any more."""
    trouble = FileTrouble.PROTECTED if protected else ""
    if not attachments.keep(work.tx, file.id, kind=kind, content=content, trouble=trouble):
        return False
    audit.note(
        work.tx, actor=work.actor.address, action="file_kept", case_id=file.case_id, number=file.number, kind=kind
    )
    _tell(work, "file_kept", file, {"protected": protected})
    return True


def refuse(work: Work, file: StoredAttachment, trouble: FileTrouble) -> bool:
    """Refuse a wanted file and tell who gave it why and what to do; False if it is not wanted any more."""
    if not attachments.refuse(work.tx, file.id, trouble=trouble):
        return False
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="file_refused",
        case_id=file.case_id,
        number=file.number,
        trouble=str(trouble),
    )
    _tell(work, "file_refused", file, {"file_trouble": str(trouble)} | _where_to_give_another(work, file))
    return True


def say_unreadable(work: Work) -> None:
    """Tell the business unit, once a day, that Slack does not let the bot read files."""
    tell(
        work,
        "files_unreadable",
        case=None,
        occasion=work.today.isoformat(),
        to=recipients.business_unit(work, None),
    )


def _where_to_give_another(work: Work, file: StoredAttachment) -> dict[str, str]:
    """Give the draft, to who still has it, or the case that was sent: its button leads to where files are given."""
    case = cases.get(work.tx, file.case_id)
    if case.state != cases.DRAFT:
        return {"sent_id": case.id}
    return {"draft_id": case.id} if case.owner == file.added_by else {}


def _tell(work: Work, kind: str, file: StoredAttachment, data: Mapping[str, object]) -> None:
    case = cases.get(work.tx, file.case_id)
    giver = recipients.writer_in(work, case, file.added_by)
    tell(work, kind, case=case, occasion=file.id, data={**data, "number": file.number}, to=[giver])
