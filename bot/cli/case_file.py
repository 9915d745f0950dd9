"""``prp cases file``: one file of a case, written where only the user at the terminal may read it.

Files are never put into Slack. Reading one needs a person whose role allows it and a reason, and is noted
(docs/procedure.md, section 7, rules 6 and 7).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.office import acting_as, at_the_terminal, opened
from bot.cli.refusals import NotDone
from forms.words import say

if TYPE_CHECKING:
    from storage.attachments import StoredAttachment

_LONGEST_NAME = 100


def file(
    reference: Annotated[str, typer.Argument(metavar="REF", help=say("command_line.help.cases_reference"))],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=say("command_line.help.cases_file_number"))],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="PATH", help=say("command_line.help.cases_file_output"))
    ],
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("command_line.help.cases_as"))],
    reason: Annotated[str, typer.Option("--reason", help=say("command_line.help.cases_reason"))],
) -> None:
    """Write the file; that it was exported is committed before anybody has it."""
    if not (as_person.strip() and reason.strip()):
        raise typer.BadParameter(say("command_line.cases.as_with_reason"))
    if output.exists() and not output.is_dir():
        raise NotDone(say("command_line.cases.file_is_there", path=output))
    kept, content = _read(reference, number, as_person.strip(), reason.strip())
    path = output / safe_name(kept.name, kept.kind) if output.is_dir() else output
    _write(path, content)
    print(say("command_line.cases.file_written", path=path))


def safe_name(name: str, kind: str) -> str:
    """Give a name that is safe on any disk: no folders, no signs that mean something, and the ending of its kind."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    plain = re.sub(r"[^\w ().-]+", "_", stem, flags=re.ASCII).strip(" .-_")
    return f"{plain[:_LONGEST_NAME] or 'file'}.{kind}"


def _read(reference: str, number: int, who: str, reason: str) -> tuple[StoredAttachment, bytes]:
    from handlers.files.reading import read_file
    from storage import audit, cases

    with opened() as office, office.begin(at_the_terminal()) as work:
        case = cases.by_reference(work.tx, reference)
        person = acting_as(work, who)
        audit.note(
            work.tx,
            actor=work.actor.address,
            action="exported_at_command_line",
            case_id=case.id,
            who=person.address,
            number=number,
            stated_reason=reason[: audit.LONGEST],
        )
        return read_file(office.work(work.tx, person), case.id, number)


def _write(path: Path, content: bytes) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(content)
    except FileExistsError:
        raise NotDone(say("command_line.cases.file_is_there", path=path)) from None
    except OSError as trouble:
        raise NotDone(say("command_line.cases.file_not_written", path=path, reason=trouble.strerror)) from None
