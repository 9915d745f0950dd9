"""``prp keys``: a new key, everything sealed again with it while the bot runs, and taking out keys no longer needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.office import at_the_terminal, opened
from bot.cli.refusals import NotDone
from bot.cli.tables import print_table
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office

app = typer.Typer(no_args_is_help=True)


@app.command(help=say("help.keys_rotate"))
def rotate() -> None:
    """Make a new key unless an older one is still in use, and seal everything again with the one that seals now."""
    from storage import audit, rotation
    from storage.keys import add_key

    with opened() as office:
        if not _older(office):
            add_key(office.settings.keys_file)
    with opened() as office:
        with office.begin(at_the_terminal()) as work:
            key_id = work.tx.vault.sealing_id
            audit.note(work.tx, actor=work.actor.address, action="keys_rotated", key_id=key_id)
        print(say("command_line.keys.begun", number=key_id))
        unreadable = rotation.reseal(office.database, office.clock, _progress)
    if unreadable:
        raise NotDone(say("command_line.keys.unreadable", count=unreadable))
    print(say("command_line.keys.rotated"))


@app.command(help=say("help.keys_status"))
def status() -> None:
    """List every key with what is sealed with it."""
    from storage import rotation

    with opened() as office, office.read(at_the_terminal()) as work:
        used = rotation.sealed_with(work.tx)
        current, known = work.tx.vault.sealing_id, work.tx.vault.key_ids
    rows = [
        (
            each,
            say(f"command_line.keys.{'seals' if each == current else 'opens'}"),
            str(sum(used.get(each, {}).values())),
        )
        for each in sorted(known | used.keys(), key=lambda each: (each != current, each))
    ]
    print_table(("number", "state", "values"), rows, empty=say("command_line.keys.none"))


@app.command(help=say("help.keys_retire"))
def retire() -> None:
    """Take out of the key file every key that nothing is sealed with any more."""
    from storage import audit, key_check
    from storage.keys import retire_key

    with opened() as office:
        older = _older(office)
        unused = sorted(key for key in office.vault.key_ids if key != office.vault.sealing_id and key not in older)
        for key in unused:
            with office.begin(at_the_terminal()) as work:
                key_check.forget(work.tx, key)
                audit.note(work.tx, actor=work.actor.address, action="key_retired", key_id=key)
            retire_key(office.settings.keys_file, key)
    print(say("command_line.keys.retired", count=len(unused)))


def _older(office: Office) -> frozenset[str]:
    """Give the keys, but the one that seals, with which anything is sealed."""
    from storage import rotation

    with office.read(at_the_terminal()) as work:
        return frozenset(rotation.sealed_with(work.tx)) - {work.tx.vault.sealing_id}


def _progress(done: int) -> None:
    if done and done % 1_000 == 0:
        print(say("command_line.keys.progress", count=done))
