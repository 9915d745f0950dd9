"""The files of a case in a list, and the page on which a referrer gives them. Shown in modals only."""

from __future__ import annotations

from forms.words import say
from handlers.files.giving import room
from handlers.screens import FileLine, FilesScreen
from handlers.work import LONDON, Work
from storage import attachments, handovers, people
from storage.tables import Case


def file_lines(work: Work, case: Case) -> tuple[FileLine, ...]:
    """Give the files of a case that were not removed. Asks for no right: its callers do."""
    return tuple(
        FileLine(
            file_id=file.id,
            number=file.number,
            name=file.name,
            kind=file.kind,
            size=file.size,
            state=file.state,
            trouble=file.trouble,
            added_on=file.added_at.astimezone(LONDON).date(),
            added_by=_who(work, case, file.added_by),
        )
        for file in attachments.of_case(work.tx, case.id)
    )


def files_screen(work: Work, case: Case) -> FilesScreen:
    """Draw the page of the files of a draft. Asks for no right: its callers do."""
    return FilesScreen(case.id, file_lines(work, case), room(work, case))


def _who(work: Work, case: Case, address: str) -> str:
    """Say who gave a file: the referrer, somebody of the Board by name, or whoever else had the draft."""
    if address == case.referrer:
        return say("screens.files.by.referrer")
    person = people.by_slack(work.tx, address.removeprefix("slack:"))
    if person:
        return person.name
    had_it = {case.owner, *(handed.handed_from for handed in handovers.of_case(work.tx, case.id))}
    return say("screens.files.by.had_draft" if address in had_it else "screens.files.by.colleague")
