"""``prp``: reads the command line, runs one command, and ends with an exit code and at most one sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from bot.cli import audit, backup, cases, db, doctor, init, keys, outbox, pack, people, run, subject_access, try_
from bot.cli.exit_codes import ExitCode, exit_code
from forms.words import say

app = typer.Typer(
    name="prp",
    help=say("command_line.help.prp"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("try", help=say("command_line.help.try"))(try_.try_)
app.command("run", help=say("command_line.help.run"))(run.run)
app.command("init", help=say("command_line.help.init"))(init.init)
app.command("doctor", help=say("command_line.help.doctor"))(doctor.doctor)
app.add_typer(db.app, name="db", help=say("command_line.help.db"))
app.add_typer(people.app, name="people", help=say("command_line.help.people"))
app.add_typer(cases.app, name="cases", help=say("command_line.help.cases"))
app.command("pack", help=say("command_line.help.pack"))(pack.pack)
app.command("subject-access", help=say("command_line.help.subject_access"))(subject_access.subject_access)
app.add_typer(outbox.app, name="outbox", help=say("command_line.help.outbox"))
app.command("backup", help=say("command_line.help.backup"))(backup.backup)
app.command("restore", help=say("command_line.help.restore"))(backup.restore)
app.add_typer(audit.app, name="audit", help=say("command_line.help.audit"))
app.add_typer(keys.app, name="keys", help=say("command_line.help.keys"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``prp`` with the arguments of the process, or those given. Ends by `SystemExit`, never by a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark for it
    try:
        app(args=arguments)
    except Exception as error:  # noqa: BLE001 -- whatever happens is said in one sentence
        code = exit_code(error)
        print(_sentence(error, code), file=sys.stderr)
        sys.exit(code)


def _sentence(error: Exception, code: ExitCode) -> str:
    if code is not ExitCode.UNFORESEEN:
        return str(error)
    from bot.logs import describe

    where = describe(error)
    return say("command_line.unforeseen", kind=where["error"][0], place=(where["frames"] or ["?"])[-1])


if __name__ == "__main__":
    main()
