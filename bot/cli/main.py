"""``prp``: reads the command line, runs one command, and ends with an exit code and at most one sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from bot.cli import (
    audit,
    backup,
    cases,
    db,
    doctor,
    form,
    inbox,
    init,
    keys,
    outbox,
    pack,
    people,
    retention,
    run,
    subject_access,
    try_,
)
from bot.cli.exit_codes import ExitCode, exit_code
from forms.words import say

app = typer.Typer(
    name="prp",
    help=say("help.prp"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("try", help=say("help.try"))(try_.try_)
app.command("run", help=say("help.run"))(run.run)
app.command("init", help=say("help.init"))(init.init)
app.command("doctor", help=say("help.doctor"))(doctor.doctor)
app.add_typer(form.app, name="form", help=say("help.form"))
app.add_typer(db.app, name="db", help=say("help.db"))
app.add_typer(people.app, name="people", help=say("help.people"))
app.add_typer(cases.app, name="cases", help=say("help.cases"))
app.command("pack", help=say("help.pack"))(pack.pack)
app.command("subject-access", help=say("help.subject_access"))(subject_access.subject_access)
app.add_typer(inbox.app, name="inbox", help=say("help.inbox"))
app.add_typer(outbox.app, name="outbox", help=say("help.outbox"))
app.command("backup", help=say("help.backup"))(backup.backup)
app.command("restore", help=say("help.restore"))(backup.restore)
app.add_typer(audit.app, name="audit", help=say("help.audit"))
app.add_typer(retention.app, name="retention", help=say("help.retention"))
app.add_typer(keys.app, name="keys", help=say("help.keys"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``prp`` with the arguments of the process, or those given. Ends by `SystemExit`, never by a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark for it
    try:
        app(args=arguments)
    except Exception as error:  # noqa: BLE001 -- whatever happens is said in one sentence
        from forms.answers.text import tidy

        code = exit_code(error)
        print(tidy(_sentence(error, code)), file=sys.stderr)
        sys.exit(code)


def _sentence(error: Exception, code: ExitCode) -> str:
    if code is not ExitCode.UNFORESEEN:
        return str(error)
    from bot.logs import describe

    where = describe(error)
    return say("command_line.unforeseen", kind=where["error"][0], place=(where["frames"] or ["?"])[-1])


if __name__ == "__main__":
    main()
