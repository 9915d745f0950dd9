"""``prp cases file``: one file of a case, written where only the user at the terminal may read it.

Files are never put into Slack. Reading one needs a person whose role allows it and a reason, and is noted
(docs/procedure.md, section 7, rules 6 and 7).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.new_file import must_be_new, safe_name, write_new
from bot.cli.office import acting_as, at_the_terminal, opened
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office
    from storage.attachments import StoredAttachment


def file(
    reference: Annotated[str, typer.Argument(metavar="REF", help=say("help.cases_reference"))],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=say("help.cases_file_number"))],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help=say("help.cases_file_output"))],
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.cases_as"))],
    reason: Annotated[str, typer.Option("--reason", help=say("help.cases_reason"))],
) -> None:
    """Write the file; that it was exported is committed before anybody has it."""
    if not (as_person.strip() and reason.strip()):
        raise typer.BadParameter(say("command_line.cases.as_with_reason"))
    if not output.is_dir():
        must_be_new(output)
    with opened() as office:
        kept, content = taken_out(office, reference, number, who=as_person.strip(), reason=reason.strip())
    path = output / safe_name(kept.name, kept.kind) if output.is_dir() else output
    write_new(path, content)
    print(say("command_line.cases.file_written", path=path))


def taken_out(office: Office, reference: str, number: int, *, who: str, reason: str) -> tuple[StoredAttachment, bytes]:
    """Give a file of a case for a person, noted with the reason; raises like `handlers.files.reading.read_file`."""
    from handlers.files.reading import read_file
    from storage import audit, cases

    with office.begin(at_the_terminal()) as work:
        case = cases.by_reference(work.tx, reference)
        person = acting_as(work, who)
        audit.note(
            work.tx,
            actor=work.actor.address,
            action="exported_at_command_line",
            case_id=case.id,
            who=person.address,
            number=number,
            stated_reason=reason,
        )
        return read_file(office.work(work.tx, person), case.id, number)
