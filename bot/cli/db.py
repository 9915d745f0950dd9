"""``prp db upgrade``: bring the database to this version."""

from __future__ import annotations

import typer

from forms.words import say

app = typer.Typer(no_args_is_help=True)


@app.callback()
def db() -> None:
    """Keep `upgrade` a command of its own, though it is the only one."""


@app.command(help=say("help.db_upgrade"))
def upgrade() -> None:
    """Make the tables, or change them to those of this version, and let the audit's head file follow."""
    from bot.settings import load_settings
    from storage import migrate
    from storage.audit_head import HeadFile
    from storage.envelope import Vault

    settings = load_settings()
    url = settings.database_url.get_secret_value()
    vault = Vault.of_file(settings.keys_file) if settings.keys_file.exists() else None
    chained = migrate.upgrade(url, vault)
    if chained is not None and vault is not None:
        HeadFile(settings.audit_head(), vault).replace(chained)
    print(say("command_line.database.upgraded", version=migrate.head()))
