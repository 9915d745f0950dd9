"""``prp audit``: whether the audit is whole, a case's history, and accepting that the database is an older one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.office import at_the_terminal, opened, reading_as
from bot.cli.refusals import AuditWrong
from bot.cli.tables import print_table
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office
    from handlers.history import HistoryLine
    from storage.audit_chain import Finding, Verdict
    from storage.audit_head import Link

app = typer.Typer(no_args_is_help=True)


@app.command(help=say("help.audit_verify"))
def verify() -> None:
    """Go through every entry; ends with exit code 8 if one was changed, removed, added or put elsewhere."""
    from storage import audit_chain

    with opened() as office:
        head, trouble = _head(office)
        with office.database.snapshot(office.clock()) as tx:
            verdict = audit_chain.verify(tx, head)
    for finding in verdict.findings:
        print(_in_words(finding))
    if trouble:
        print(trouble)
    if verdict.wrong or trouble:
        raise AuditWrong(say("command_line.audit.not_whole", count=verdict.wrong + bool(trouble)))
    print(_whole(verdict))


@app.command(help=say("help.audit_accept"))
def accept(reason: Annotated[str, typer.Option("--reason", help=say("help.audit_reason"))]) -> None:
    """Let the head file follow the database as it is now, and note that and why in the audit."""
    from storage import audit

    with opened() as office:
        head, _trouble = _head(office)
        with office.begin(at_the_terminal()) as work:
            last = audit.last(work.tx)
            audit.note(
                work.tx,
                actor=work.actor.address,
                action="audit_accepted",
                stated_reason=reason,
                number=last.number,
                lost=max(0, head.number - last.number) if head else None,
            )
        with office.read(at_the_terminal()) as work:
            office.heads.replace(audit.last(work.tx))
    print(say("command_line.audit.accepted"))


@app.command("list", help=say("help.audit_list"))
def list_(
    reference: Annotated[str, typer.Argument(metavar="REF", help=say("help.cases_reference"))],
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.audit_as"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=say("help.cases_reason"))] = "",
) -> None:
    """List what happened with a case: when, who, what; with ``--as`` and ``--reason`` also the reasons stated."""
    from handlers.history import history

    if bool(as_person.strip()) != bool(reason.strip()):
        raise typer.BadParameter(say("command_line.cases.as_with_reason"))
    with opened() as office, office.begin(at_the_terminal()) as work:
        reading = reading_as(office, work, reference, as_person.strip(), reason.strip()) if as_person else work
        lines = history(reading, reference)
    print_table(
        ("number", "when", "who", "what"),
        [(str(line.number), f"{line.at:%d.%m.%Y %H:%M}", str(line.who), _what(line)) for line in lines],
        empty=say("command_line.audit.nothing"),
    )


def _what(line: HistoryLine) -> str:
    link, whom = line.whom or ("", "")
    reason = say("command_line.audit.reason", reason=line.reason) if line.reason else ""
    return " ".join(filter(None, (line.what, link, str(whom), reason)))


def _head(office: Office) -> tuple[Link | None, str]:
    """Give what the head file says, or what is wrong with it."""
    from storage.audit_head import HeadFileMistake

    try:
        head = office.heads.read()
    except HeadFileMistake as mistake:
        return None, str(mistake)
    return head, "" if head else say("command_line.audit.no_head", path=office.heads.path)


def _in_words(finding: Finding) -> str:
    from handlers.work import LONDON

    at = finding.at.astimezone(LONDON).strftime("%d.%m.%Y %H:%M:%S") if finding.at else ""
    return say(f"command_line.audit_finding.{finding.kind}", number=finding.number, to=finding.to, at=at)


def _whole(verdict: Verdict) -> str:
    whole = say("command_line.audit.whole", count=verdict.entries)
    return f"{whole} {say('command_line.audit.ahead', count=verdict.ahead)}" if verdict.ahead else whole
