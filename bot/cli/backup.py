"""``prp backup`` and ``prp restore``: everything in one sealed file, and back into an empty place."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot.cli.office import at_the_terminal, opened
from bot.cli.refusals import NotDone
from forms.words import say


def backup(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("help.backup_output"))],
) -> None:
    """Write a new file with all that the database holds at this moment, while the bot goes on working."""
    from storage import audit
    from storage import backup as backups
    from storage.keys import KeyRing
    from storage.private_files import sync_folder

    if os.path.lexists(output):
        raise NotDone(say("command_line.backup.is_there", path=output))
    begun = output.with_name(f"{output.name}.part")
    with opened() as office:
        keys = KeyRing.load(office.settings.keys_file)
        with office.begin(at_the_terminal()) as work:
            audit.note(work.tx, actor=work.actor.address, action="backed_up")
        try:
            with _begun(begun) as file:
                made = backups.back_up(office.database, keys, file, now=office.clock())
                file.flush()
                os.fsync(file.fileno())
            begun.rename(output)
            sync_folder(output.absolute().parent)
        except OSError as error:
            with suppress(OSError):  # what stops the writing may stop this too
                begun.unlink(missing_ok=True)
            raise NotDone(say("command_line.backup.not_written", path=output, reason=error.strerror)) from None
    print(say("command_line.backup.made", path=output, count=made.rows))


def _begun(path: Path) -> BinaryIO:
    """Begin a file for its owner alone. What is there, left by a stop or laid by somebody, is not written into."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.restore_file"))]) -> None:
    """Put a backup into an empty database, after all of it was found whole; messages in it are held."""
    from bot.clock import system_clock
    from bot.compose import board_of, read_forms
    from bot.files import why_unreadable
    from bot.settings import load_settings
    from handlers.erasing import begin_again, go_on
    from handlers.work import Work
    from storage import audit, migrate, outbox
    from storage import backup as backups
    from storage.audit_head import HeadFile, HeadFileMistake
    from storage.database import Database
    from storage.envelope import Vault
    from storage.erased_file import ErasedFile
    from storage.keys import KeyRing

    settings = load_settings()
    board, forms = board_of(settings), read_forms(settings)
    keys = KeyRing.load(settings.keys_file)
    try:
        contents = backups.look_through(file, keys)
    except OSError as error:
        raise NotDone(say("command_line.backup.unreadable", path=file, reason=why_unreadable(error))) from None
    vault = Vault.of_file(settings.keys_file)
    heads = HeadFile(settings.audit_head(), vault)
    try:
        head = heads.read()
    except HeadFileMistake:
        head = None
    migrate.upgrade(settings.database_url.get_secret_value(), vault)
    erased = ErasedFile(settings.erased_file())
    database = Database(settings.database_url.get_secret_value(), vault, erased=erased)
    try:
        with database.begin(system_clock()) as tx:
            backups.restore(tx, file, keys)
            held = outbox.hold_all(tx)
            last = audit.last(tx)
            audit.note(
                tx,
                actor=at_the_terminal().address,
                action="restored",
                made_at=contents.made_at.isoformat(timespec="seconds"),
                number=last.number,
                lost=max(0, head.number - last.number) if head else None,
                held=held,
            )
            # in the same commit, so that nobody sees for a moment what was erased since the backup was made
            again = begin_again(Work(tx, board, forms, at_the_terminal()), erased.case_ids())
        erasing = bool(again)
        while erasing:
            with database.begin(system_clock()) as tx:
                erasing = go_on(Work(tx, board, forms, at_the_terminal()))
        database.write_over_erased()
        with database.read(system_clock()) as tx:
            heads.replace(audit.last(tx))
    finally:
        database.close()
    print(
        say("command_line.backup.restored", count=contents.rows, made_at=contents.made_at.isoformat(timespec="minutes"))
    )
    if again:
        print(say("command_line.backup.erased_again", count=again))
    if held:
        print(say("command_line.backup.held", count=held))
