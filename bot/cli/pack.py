"""``prp pack``: a case as a document, for the panel and for a chair outside Slack; on request its files beside it.

It is made for somebody of the business unit, with a reason, audited; they send it by the Board's own secure route
(docs/procedure.md, section 7, rule 9).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.case_file import taken_out
from bot.cli.new_file import must_be_new, safe_name, write_new
from bot.cli.office import acting_as, at_the_terminal, opened
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office

_FORMATS = (".pdf", ".docx")


def pack(
    reference: Annotated[str, typer.Argument(metavar="REF", help=say("help.cases_reference"))],
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.pack_as"))],
    reason: Annotated[str, typer.Option("--reason", help=say("help.pack_reason"))],
    output: Annotated[Path | None, typer.Option("-o", "--output", help=say("help.pack_output"))] = None,
    with_files: Annotated[bool, typer.Option("--files", help=say("help.pack_files"))] = False,
) -> None:
    """Write the case pack, and with ``--files`` the case's files, where only the user at the terminal may read them."""
    path = output or Path(f"{reference}.pdf")
    if path.suffix not in _FORMATS:
        raise typer.BadParameter(say("command_line.pack.which_format", name=path.name))
    must_be_new(path)
    with opened() as office:
        document, files = _made(office, reference, as_person.strip(), reason, path.suffix)
        beside = {number: path.parent / name for number, name in files.items()} if with_files else {}
        for place in beside.values():
            must_be_new(place)
        write_new(path, document)
        for number, place in beside.items():
            _, content = taken_out(office, reference, number, who=as_person.strip(), reason=reason.strip())
            write_new(place, content)
    print(say("command_line.pack.made", path=path))
    for place in beside.values():
        print(say("command_line.pack.file_beside", path=place))


def _made(office: Office, reference: str, who: str, reason: str, suffix: str) -> tuple[bytes, dict[int, str]]:
    """Make the pack, and name the files of the case; that it was exported is committed before anybody has it."""
    from forms.documents.pdf import pdf
    from forms.documents.word import word
    from handlers.case_pack import case_pack
    from storage import attachments, cases

    with office.begin(at_the_terminal()) as work:
        case = cases.by_reference(work.tx, reference)
        document = case_pack(office.work(work.tx, acting_as(work, who)), case.id, reason=reason)
        files = {
            file.number: f"{reference}-file-{file.number}-{safe_name(file.name, file.kind)}"
            for file in attachments.of_case(work.tx, case.id)
            if file.state == attachments.KEPT
        }
        return (pdf if suffix == ".pdf" else word)(document, made_at=work.now), files
