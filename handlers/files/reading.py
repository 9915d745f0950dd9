"""Read a file outside Slack: given to who may open its case, and noted as exported (docs/procedure.md, section 7)."""

from __future__ import annotations

from forms.words import say
from handlers.access import Act
from handlers.submitted_case import submitted_case
from handlers.work import Work
from storage import attachments, audit
from storage.attachments import StoredAttachment
from storage.database import NotFound


def read_file(work: Work, case_id: str, number: int) -> tuple[StoredAttachment, bytes]:
    """Give a file of a sent case with its content.

    Raises `Refused` for somebody who may not open the case, and `NotFound` where there is no such case or file, or the
    file is not kept.
    """
    case = submitted_case(work, case_id, Act.OPEN_CASE)
    for file in attachments.of_case(work.tx, case.id):
        if file.number == number and file.state == attachments.KEPT:
            audit.note(
                work.tx,
                actor=work.actor.address,
                action="file_exported",
                case_id=case.id,
                reference=case.reference,
                number=number,
                kind=file.kind,
            )
            return file, attachments.open_content(work.tx, file.id)
    raise NotFound(say("refusals.files.no_such_file", number=number))
