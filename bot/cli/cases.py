"""``prp cases``: the register; and with ``--as PERSON --reason TEXT`` a whole case, for one who may read it.

An administrator may not read cases by that fact alone (docs/procedure.md, section 1): without ``--as`` nothing
confidential is printed, with it the person's role is checked and the opening audited with its reason (section 7,
rule 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import case_file
from bot.cli.json_text import print_json
from bot.cli.office import at_the_terminal, opened, reading_as
from bot.cli.tables import print_table
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office
    from handlers.screens import CaseView

app = typer.Typer(no_args_is_help=True)
app.command("file", help=say("help.cases_file"))(case_file.file)

_COLUMNS = ("reference", "state", "received_on", "due_on", "purpose", "urgent")

Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]


@app.command("list", help=say("help.cases_list"))
def list_(as_json: Json = False) -> None:
    """List every case that was sent, with no content."""
    from bot.cli.case_text import cell, line_as_data
    from handlers.register import register

    with opened() as office, office.read(at_the_terminal()) as work:
        lines = register(work)
    if as_json:
        print_json([line_as_data(line) for line in lines])
        return
    print_table(
        _COLUMNS,
        [tuple(cell(getattr(line, column)) for column in _COLUMNS) for line in lines],
        empty=say("command_line.cases.empty"),
    )


@app.command(help=say("help.cases_show"))
def show(
    reference: Annotated[str, typer.Argument(metavar="REF", help=say("help.cases_reference"))],
    as_json: Json = False,
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.cases_as"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=say("help.cases_reason"))] = "",
) -> None:
    """Show one case: its line in the register, and all of it with ``--as`` and ``--reason``."""
    from bot.cli.case_text import case_as_data, case_as_text, line_as_data, line_as_text
    from forms.answers.text import tidy
    from handlers.register import entry

    if bool(as_person.strip()) != bool(reason.strip()):
        raise typer.BadParameter(say("command_line.cases.as_with_reason"))
    with opened() as office:
        with office.read(at_the_terminal()) as work:
            line = entry(work, reference)
        view = _opened_as(office, reference, as_person.strip(), reason.strip()) if as_person else None
    if as_json:
        print_json(line_as_data(line) | (case_as_data(view) if view else {}))
        return
    print(tidy("\n".join([*line_as_text(line), *(case_as_text(view) if view else ())])))


def _opened_as(office: Office, reference: str, who: str, reason: str) -> CaseView:
    from handlers.reading import open_case
    from storage import cases

    with office.begin(at_the_terminal()) as work:
        reading = reading_as(office, work, reference, who, reason)
        return open_case(reading, cases.by_reference(work.tx, reference).id)
