"""``prp people``: who has which role. The business unit is told of every grant and removal."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.office import at_the_terminal, opened
from bot.cli.tables import print_table
from forms.words import say

app = typer.Typer(no_args_is_help=True)


@app.command(help=say("help.people_add"))
def add(
    name: Annotated[str, typer.Argument(help=say("help.people_name"))],
    role: Annotated[list[str], typer.Option(help=say("help.people_role"))],
    agency: Annotated[str, typer.Option(help=say("help.people_agency"))] = "",
    slack: Annotated[str | None, typer.Option(help=say("help.people_slack"))] = None,
    email: Annotated[str | None, typer.Option(help=say("help.people_email"))] = None,
) -> None:
    """Give a person one role or more."""
    from handlers import people

    with opened() as office, office.begin(at_the_terminal()) as work:
        asked = people.AddPerson(name=name, roles=tuple(role), agency=agency, slack=slack, email=email)
        added = people.add(work, asked)
    print(say("command_line.people.added", name=added.name))


@app.command("list", help=say("help.people_list"))
def list_() -> None:
    """List everyone with a role."""
    from handlers import people

    with opened() as office, office.read(at_the_terminal()) as work:
        everyone = people.everyone(work)
    print_table(
        ("name", "roles", "agency", "slack", "email"),
        [
            (each.name, ", ".join(sorted(each.roles)), each.agency, each.slack or "", each.email or "")
            for each in everyone
        ],
        empty=say("command_line.people.nobody"),
    )


@app.command(help=say("help.people_remove"))
def remove(who: Annotated[str, typer.Argument(help=say("help.people_who"))]) -> None:
    """Take every role from a person."""
    from handlers import people

    with opened() as office, office.begin(at_the_terminal()) as work:
        people.remove(work, who)
    print(say("command_line.people.removed"))
