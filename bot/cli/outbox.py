"""``prp outbox list`` and ``prp outbox retry``: what is still to be sent, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.office import at_the_terminal, opened
from bot.cli.refusals import NotDone
from bot.cli.tables import print_table
from forms.words import say

if TYPE_CHECKING:
    from storage.tables import OutboxMessage

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=say("help.outbox_list"))
def list_() -> None:
    """List what failed for good, then what is waiting, with no content."""
    from storage import outbox

    with opened() as office, office.read(at_the_terminal()) as work:
        failed = outbox.failures(work.tx)
        held = outbox.held(work.tx)
        waiting = outbox.waiting(work.tx)
    print_table(
        ("number", "notice", "reference", "to", "state", "attempts", "trouble"),
        [_row(message) for message in (*failed, *held, *waiting)],
        empty=say("command_line.outbox.empty"),
    )
    if failed:
        print(say("command_line.outbox.failed", count=len(failed)))


@app.command(help=say("help.outbox_release"))
def release(
    number: Annotated[str, typer.Argument(help=say("help.outbox_number"))],
) -> None:
    """Let a message go out that is held since a backup was restored."""
    from handlers import delivery
    from storage import outbox

    with opened() as office, office.begin(at_the_terminal()) as work:
        found = [message for message in outbox.held(work.tx) if message.id.startswith(number)]
        if len(found) != 1 or not delivery.release(work, found[0].id):
            raise NotDone(say("command_line.outbox.not_held", number=number))
    print(say("command_line.outbox.released"))


@app.command(help=say("help.outbox_retry"))
def retry(
    number: Annotated[str, typer.Argument(help=say("help.outbox_number"))],
) -> None:
    """Try a failed message again."""
    from handlers import delivery
    from storage import outbox

    with opened() as office, office.begin(at_the_terminal()) as work:
        found = [message for message in outbox.failures(work.tx) if message.id.startswith(number)]
        if len(found) != 1 or not delivery.retry(work, found[0].id):
            raise NotDone(say("command_line.outbox.no_such_message", number=number))
    print(say("command_line.outbox.retried"))


def _row(message: OutboxMessage) -> tuple[str, ...]:
    from handlers.notices.rendering import about

    return (
        message.id[:8],
        about(message.kind),
        str(message.data.get("reference", "")),
        message.address,
        say(f"command_line.message_state.{message.state}"),
        str(message.attempts),
        message.trouble,
    )
