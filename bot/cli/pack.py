"""``prp pack``: a case as a document, for the panel and for a chair outside Slack.

It is made for somebody of the business unit, with a reason, audited; they send it by the Board's own secure route
(docs/procedure.md, section 7, rule 9).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.office import acting_as, at_the_terminal, opened
from bot.cli.refusals import NotDone
from forms.words import say

_FORMATS = (".pdf", ".docx")


def pack(
    reference: Annotated[str, typer.Argument(metavar="REF", help=say("command_line.help.cases_reference"))],
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("command_line.help.pack_as"))],
    reason: Annotated[str, typer.Option("--reason", help=say("command_line.help.pack_reason"))],
    output: Annotated[Path | None, typer.Option("-o", "--output", help=say("command_line.help.pack_output"))] = None,
) -> None:
    """Write the case pack into a file that only the user at the terminal may read."""
    path = output or Path(f"{reference}.pdf")
    if path.suffix not in _FORMATS:
        raise typer.BadParameter(say("command_line.pack.which_format", name=path.name))
    if path.exists():
        raise NotDone(say("command_line.pack.is_there", path=path))
    _write(path, _made(reference, as_person.strip(), reason, path.suffix))
    print(say("command_line.pack.made", path=path))


def _made(reference: str, who: str, reason: str, suffix: str) -> bytes:
    """Make the pack; that it was exported is committed before anybody has it."""
    from forms.documents.pdf import pdf
    from forms.documents.word import word
    from handlers.case_pack import case_pack
    from storage import cases

    with opened() as office, office.begin(at_the_terminal()) as work:
        case = cases.by_reference(work.tx, reference)
        person = acting_as(work, who)
        document = case_pack(office.work(work.tx, person), case.id, reason=reason)
        return (pdf if suffix == ".pdf" else word)(document, made_at=work.now)


def _write(path: Path, made: bytes) -> None:
    """Write a new file that only its owner may read; raises `NotDone` if one is there or it cannot be written."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
    except FileExistsError:
        raise NotDone(say("command_line.pack.is_there", path=path)) from None
    except OSError as error:
        raise NotDone(say("command_line.pack.not_written", path=path, reason=error.strerror)) from None
