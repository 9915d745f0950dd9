"""``prp doctor``: tries everything that the bot needs, and says what to do about each thing that does not work."""

from __future__ import annotations

from bot.cli.refusals import CheckFailed
from forms.words import say


def doctor() -> None:
    """Print a line for each check, and each advice once; ends with exit code 1 if one failed."""
    from bot.cli.checks import check_all

    advised: set[str] = set()
    for checked in check_all():
        name = say(f"command_line.check.{checked.name}")
        if not checked.advice:
            print(say("command_line.doctor.ok", name=name))
        elif checked.advice in advised:
            print(say("command_line.doctor.failed_too", name=name))
        else:
            advised.add(checked.advice)
            print(say("command_line.doctor.failed", name=name, advice=checked.advice))
        if checked.note:
            print(checked.note)
    if advised:
        raise CheckFailed(say("command_line.doctor.some_failed", count=len(advised)))
    print(say("command_line.doctor.all_ok"))
