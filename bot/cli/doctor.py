"""``prp doctor``: tries everything that the bot needs, and says what to do about each thing that does not work."""

from __future__ import annotations

from bot.cli.refusals import CheckFailed
from forms.words import say


def doctor() -> None:
    """Print a line for each check; ends with exit code 1 if one failed."""
    from bot.cli.checks import check_all

    failed = 0
    for checked in check_all():
        name = say(f"command_line.check.{checked.name}")
        if checked.advice:
            failed += 1
            print(say("command_line.doctor.failed", name=name, advice=checked.advice))
        else:
            print(say("command_line.doctor.ok", name=name))
        if checked.note:
            print(checked.note)
    if failed:
        raise CheckFailed(say("command_line.doctor.some_failed", count=failed))
    print(say("command_line.doctor.all_ok"))
