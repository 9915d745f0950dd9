"""``prp inbox``: what came by email and what became of it, and letting it be read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.office import acting_as, at_the_terminal, opened
from bot.cli.refusals import NotDone
from bot.cli.tables import print_table
from forms.words import say

if TYPE_CHECKING:
    from handlers.access import Actor
    from handlers.intake.screens import IntakeLine, IntakeScreen
    from handlers.work import Work
    from storage.tables import InboxItem, Intake

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("number", "when", "state", "why", "reference")
_NUMBER = re.compile(r"IN-(\d{1,9})", re.IGNORECASE)
_SHORT = 8
"""Characters of the id by which a mail is named that has no number."""

AsPerson = Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.cases_as"))]
Reason = Annotated[str, typer.Option("--reason", help=say("help.cases_reason"))]
Number = Annotated[str, typer.Argument(help=say("help.inbox_number"))]


@app.command("list", help=say("help.inbox_list"))
def list_(
    everything: Annotated[bool, typer.Option("--all", help=say("help.inbox_all"))] = False,
) -> None:
    """List what waits, and with ``--all`` what was dealt with, with no content; then mails that were not dealt with."""
    from storage import inbox

    with opened() as office, office.read(at_the_terminal()) as work:
        rows = [_row(line) for waiting in ((True, False) if everything else (True,)) for line in _lines(work, waiting)]
        left = [_row_of_mail(item) for item in inbox.failures(work.tx, source="mail")]
    print_table(_COLUMNS, [*rows, *left], empty=say("command_line.inbox.empty"))
    if left:
        print(say("command_line.inbox.left", count=len(left)))


@app.command(help=say("help.inbox_show"))
def show(number: Number, as_person: AsPerson = "", reason: Reason = "") -> None:
    """Show one of them: its line in the list, and what was read with ``--as`` and ``--reason``."""
    from forms.answers.text import tidy
    from handlers.intake.looking import line_of, open_intake

    if bool(as_person.strip()) != bool(reason.strip()):
        raise typer.BadParameter(say("command_line.cases.as_with_reason"))
    with opened() as office:
        with office.read(at_the_terminal()) as work:
            intake = _intake(work, number)
            row = _row(line_of(work, intake))
        lines = [f"{say(f'command_line.column.{name}')}: {cell}" for name, cell in zip(_COLUMNS, row, strict=True)]
        if as_person:
            with office.begin(at_the_terminal()) as work:
                person = _reading(work, intake, as_person.strip(), reason.strip())
                lines += _as_text(open_intake(office.work(work.tx, person), intake.id))
    print(tidy("\n".join(lines)))


@app.command(help=say("help.inbox_retry"))
def retry(number: Number, as_person: AsPerson = "") -> None:
    """Let one be read again: a mail that was not dealt with, or, for somebody of the business unit, an intake."""
    from handlers.intake import working
    from storage import inbox

    with opened() as office, office.begin(at_the_terminal()) as work:
        if _NUMBER.fullmatch(number.strip()):
            if not as_person.strip():
                raise typer.BadParameter(say("command_line.inbox.retry_as"))
            person = office.work(work.tx, acting_as(work, as_person.strip()))
            said = working.read_again(person, _intake(work, number).id).message
        else:
            found = [each for each in inbox.failures(work.tx, source="mail") if each.id.startswith(number)]
            if len(found) != 1 or not inbox.take_again(work.tx, found[0].id):
                raise NotDone(say("command_line.inbox.no_such", number=number))
            said = say("command_line.inbox.again", count=1)
    print(said)


@app.command(help=say("help.inbox_reprocess"))
def reprocess() -> None:
    """Let every mail be read again that was not dealt with."""
    from storage import inbox

    with opened() as office, office.begin(at_the_terminal()) as work:
        again = [each for each in inbox.failures(work.tx, source="mail") if inbox.take_again(work.tx, each.id)]
    print(say("command_line.inbox.again", count=len(again)))


def _lines(work: Work, waiting: bool) -> Iterator[IntakeLine]:
    from handlers.intake.looking import intakes_page

    after = None
    while True:
        page = intakes_page(work, waiting=waiting, after=after)
        yield from page.lines
        after = page.more_after
        if after is None:
            return


def _row(line: IntakeLine) -> tuple[str, ...]:
    state = say(f"screens.intakes.state.{line.state}")
    return line.number, _when(line.arrived_at), state, line.why, line.reference or ""


def _row_of_mail(item: InboxItem) -> tuple[str, ...]:
    return item.id[:_SHORT], _when(item.received_at), say("command_line.inbox.not_handled"), "", ""


def _when(moment: datetime) -> str:
    from forms.calendar import LONDON

    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"


def _intake(work: Work, number: str) -> Intake:
    from storage import intakes
    from storage.database import NotFound

    named = _NUMBER.fullmatch(number.strip())
    try:
        return intakes.numbered(work.tx, int(named[1])) if named else _nothing(number)
    except NotFound:
        return _nothing(number)


def _nothing(number: str) -> Intake:
    raise NotDone(say("command_line.inbox.no_such", number=number))


def _reading(work: Work, intake: Intake, who: str, reason: str) -> Actor:
    """Note that the user at the terminal opens an intake for a person, and why; give the person as who acts."""
    from storage import audit

    person = acting_as(work, who)
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="opened_at_command_line",
        case_id=intake.case_id,
        who=person.address,
        stated_reason=reason,
    )
    return person


def _as_text(screen: IntakeScreen) -> Iterator[str]:
    from bot.cli.case_text import sections_as_text

    yield say("command_line.inbox.sender", sender=screen.sender)
    yield from screen.troubles
    for each in screen.suggestions:
        yield say("command_line.inbox.likely", section=each.section, label=each.label, text=each.suggested)
    for kept in screen.unmatched:
        yield f"{kept.label}: {kept.text}" if kept.label else kept.text
    yield from sections_as_text(screen.sections)
    yield from screen.texts
