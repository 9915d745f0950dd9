"""Files that came with a letter: kept with the case, whatever they are (docs/procedure.md, section 7, rule 1)."""

from __future__ import annotations

from handlers.intake.letter import Letter
from handlers.work import Work
from storage import attachments, audit
from storage.tables import Case


def keep_files(work: Work, case: Case, letter: Letter) -> None:
    """Keep what was attached to a letter with a case, each file once; the caller holds the case's lock."""
    for number, attached in enumerate(letter.attached, start=1):
        origin = f"mail:{letter.item_id}:{number}"
        wanted = attachments.want(work.tx, case_id=case.id, origin=origin, name=attached.name, by=work.actor.address)
        if not wanted:
            continue
        file = next(each for each in attachments.of_case(work.tx, case.id) if each.origin == origin)
        attachments.keep(work.tx, file.id, kind=attached.kind, content=attached.content)
        audit.note(
            work.tx,
            actor=work.actor.address,
            action="file_kept",
            case_id=case.id,
            number=file.number,
            kind=attached.kind,
        )
