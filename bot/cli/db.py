"""``prp db upgrade``: bring the database to this version."""

from __future__ import annotations

import typer

from forms.words import say

app = typer.Typer(no_args_is_help=True)


@app.callback()
def db() -> None:
    """Keep `upgrade` a command of its own, though it is the only one."""


@app.command(help=say("command_line.help.db_upgrade"))
def upgrade() -> None:
    """Make the tables, or change them to those of this version."""
    from bot.settings import load_settings
    from storage import migrate

    migrate.upgrade(load_settings().database_url.get_secret_value())
    print(say("command_line.database.upgraded", version=migrate.head()))
