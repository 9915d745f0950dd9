"""``prp subject-access``: what is held about a person, as a document for the business unit to check and redact.

It is made for somebody of the business unit, with a reason, audited, and never put into Slack (docs/procedure.md,
section 7, rules 6 and 7). It reads everything, while the bot goes on working.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.new_file import must_be_new, write_new
from bot.cli.office import acting_as, at_the_terminal, opened
from forms.words import say


def subject_access(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("help.subject_access_output"))],
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.pack_as"))],
    reason: Annotated[str, typer.Option("--reason", help=say("help.subject_access_reason"))],
    known_as: Annotated[
        list[str] | None, typer.Argument(metavar="[KNOWN_AS]...", help=say("help.subject_access_known_as"))
    ] = None,
) -> None:
    """Write the document into a file that only the user at the terminal may read."""
    from forms.documents.word import word
    from handlers.access import Act, require
    from handlers.subject_access import known
    from handlers.subject_access.answer import answer
    from handlers.subject_access.finding import find

    if output.suffix != ".docx":
        raise typer.BadParameter(say("command_line.subject_access.which_format", name=output.name))
    must_be_new(output)
    looked_for = [term.strip() for term in known_as or _typed() if term.strip()]
    person_known = known.known_as(looked_for)
    with opened() as office:
        with office.read(at_the_terminal()) as work:
            person = acting_as(work, as_person.strip())
            require(work.tx, person, Act.EXPORT_PERSON)
        with office.database.snapshot(office.clock()) as tx:
            found = find(tx, person_known)
        with office.begin(at_the_terminal()) as work:
            document = answer(office.work(work.tx, person), found, looked_for=looked_for, reason=reason)
    write_new(output, word(document, made_at=office.clock()))
    print(say("command_line.subject_access.made", path=output))


def _typed() -> list[str]:
    """Read what is typed, a line for each: other users of the machine can see a command's arguments, not this."""
    if sys.stdin.isatty():
        print(say("command_line.subject_access.type"))
    return sys.stdin.read().splitlines()
