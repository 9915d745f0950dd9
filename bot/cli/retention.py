"""``prp retention``: how long cases are kept, which may be erased when, legal holds, and what was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.office import acting_as, at_the_terminal, opened
from bot.cli.tables import print_table
from forms.words import say

if TYPE_CHECKING:
    from bot.compose import Office
    from forms.retention import Rule
    from handlers.retention.register import RetentionLine
    from handlers.work import Work

app = typer.Typer(no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="REF", help=say("help.cases_reference"))]
Person = Annotated[str, typer.Option("--as", metavar="PERSON", help=say("help.retention_as"))]


@app.command("list", help=say("help.retention_list"))
def list_(
    as_person: Person = "",
    reason: Annotated[str, typer.Option("--reason", help=say("help.retention_reason"))] = "",
) -> None:
    """List closed cases and the register of what was erased, with no content."""
    from bot.cli.case_text import cell

    if bool(as_person.strip()) != bool(reason.strip()):
        raise typer.BadParameter(say("command_line.cases.as_with_reason"))
    with opened() as office:
        lines = _lines(office, as_person.strip(), reason.strip())
    columns = ["reference", "state", "on", "purpose", *(("outcome", "rule") if as_person else ())]
    rows = [
        tuple(
            say(f"command_line.retention.{line.state}") if name == "state" else cell(getattr(line, name))
            for name in columns
        )
        for line in lines
    ]
    print_table(columns, rows, empty=say("command_line.retention.empty"))


@app.command(help=say("help.retention_hold"))
def hold(
    reference: Reference,
    as_person: Person,
    reason: Annotated[str, typer.Option("--reason", help=say("help.retention_hold_reason"))],
) -> None:
    """Hold a case, as somebody of the business unit."""
    from bot.cli.refusals import NotDone
    from handlers.retention import holding
    from handlers.retention.screens import Held, HoldScreen

    with opened() as office, office.begin(at_the_terminal()) as work:
        person, case_id = _as_person(office, work, as_person, reference)
        screen = holding.hold_form(person, case_id)
        if isinstance(screen, HoldScreen):
            screen = holding.hold(person, holding.Hold(case_id, screen.hold_id, reason))
        if not isinstance(screen, Held):
            raise NotDone(screen.errors["reason"])
    print(say("command_line.retention.is_held", reference=reference))


@app.command(help=say("help.retention_lift"))
def lift(
    reference: Reference,
    as_person: Person,
    reason: Annotated[str, typer.Option("--reason", help=say("help.retention_lift_reason"))],
) -> None:
    """Lift the legal hold on a case, as somebody of the business unit."""
    from bot.cli.refusals import NotDone
    from handlers.retention import holding
    from handlers.retention.screens import Lifted, LiftScreen

    with opened() as office, office.begin(at_the_terminal()) as work:
        person, case_id = _as_person(office, work, as_person, reference)
        screen = holding.lifting_form(person, case_id)
        if isinstance(screen, LiftScreen):
            screen = holding.lift(person, holding.Lift(case_id, screen.hold_id, reason))
        if not isinstance(screen, Lifted):
            raise NotDone(screen.errors["reason"])
    print(say("command_line.retention.is_lifted", reference=reference))


@app.command(help=say("help.retention_rules"))
def rules() -> None:
    """Show the schedule, used or not."""
    from bot.compose import read_schedule
    from bot.settings import load_settings

    settings = load_settings()
    schedule = read_schedule(settings)
    print(say(f"command_line.retention.{'used' if settings.retention else 'not_used'}"))
    print(say("command_line.retention.warned_before", days=schedule.warned_days_before))
    columns = ("rule", "purpose", "outcome", "kept", "grade", "source")
    print_table(columns, [_rule(rule) for rule in schedule.rules], empty="")


def _lines(office: Office, who: str, reason: str) -> tuple[RetentionLine, ...]:
    """Give the lines; with outcomes, where somebody is named who may know them: that is noted with the reason."""
    from handlers.access import Act, require
    from handlers.retention.register import retention_lines
    from storage import audit

    if not who:
        with office.read(at_the_terminal()) as work:
            return retention_lines(work)
    with office.begin(at_the_terminal()) as work:
        person = acting_as(work, who)
        require(work.tx, person, Act.SEE_ERASED)
        audit.note(
            work.tx,
            actor=work.actor.address,
            action="erased_opened_at_command_line",
            who=person.address,
            stated_reason=reason,
        )
        return retention_lines(office.work(work.tx, person))


def _as_person(office: Office, work: Work, who: str, reference: str) -> tuple[Work, str]:
    from storage import cases

    case = cases.by_reference(work.tx, reference)
    return office.work(work.tx, acting_as(work, who.strip())), case.id


def _rule(rule: Rule) -> tuple[str, ...]:
    starts = say(f"command_line.retention.starts.{rule.starts}")
    kept = say("command_line.retention.for_good")
    if rule.years is not None:
        kept = say("command_line.retention.years", years=rule.years, starts=starts)
    if rule.years is not None and rule.after_closing:
        kept += " " + say("command_line.retention.after_closing", years=rule.after_closing)
    any_ = say("command_line.retention.any")
    return rule.id, ", ".join(rule.purposes) or any_, ", ".join(rule.outcomes) or any_, kept, rule.grade, rule.source
