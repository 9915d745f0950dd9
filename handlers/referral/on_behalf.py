"""Enter a referral that came by phone, post or paper, for the person who truly refers (docs/procedure.md, section 2).

The business unit types it. The regime, the chair's time and every reminder run from the day on which it arrived.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from forms.answers.problem import AnswerProblem
from forms.words import say
from handlers.access import Act, require
from handlers.case_dates import happened_on
from handlers.referral.begin import begin_draft
from handlers.referral.drafts import draft_of, own_case_to_change
from handlers.referral.pages import resume
from handlers.referral.route import pages_to_answer
from handlers.screens import OnBehalfScreen, PageScreen, Receipt, Review
from handlers.work import Work
from storage import audit, cases

WAYS = (cases.PHONE, cases.POST, cases.PAPER)
"""How a referral comes from outside: by telephone, by post, or on paper that somebody brought."""


@dataclass(frozen=True)
class BeginOnBehalf:
    """How it came and when, as chosen and typed; `referrer` is the Slack id of who truly refers, or empty.

    `linked` tells whether that id is a person's. `origin` names the screen, so that two submissions begin one draft.
    """

    origin: str
    came_by: str = ""
    arrived_on: str = ""
    referrer: str = ""
    linked: bool = False


def on_behalf_form(work: Work) -> OnBehalfScreen:
    """Ask how it came. Raises `Refused` for anyone but the business unit."""
    require(work.tx, work.actor, Act.ENTER_ON_BEHALF)
    return OnBehalfScreen(work.today)


def begin_on_behalf(work: Work, command: BeginOnBehalf) -> OnBehalfScreen | PageScreen | Review | Receipt:
    """Begin the draft and give its first page, or ask again with what is to be put right.

    A second time gives the same draft. Raises `Refused` for anyone but the business unit.
    """
    require(work.tx, work.actor, Act.ENTER_ON_BEHALF)
    errors: dict[str, str] = {}
    if command.came_by not in WAYS:
        errors["came_by"] = say("refusals.referral.came_by_missing")
    if command.referrer and not command.linked:
        errors["referrer"] = say("refusals.referral.cannot_be_linked")
    arrived_on = work.today
    try:
        arrived_on = happened_on(command.arrived_on, today=work.today)
    except AnswerProblem as problem:
        errors["arrived_on"] = problem.message
    if errors:
        typed = {name: value for name, value in asdict(command).items() if isinstance(value, str)}
        return OnBehalfScreen(work.today, errors, typed)
    referrer = f"slack:{command.referrer}" if command.referrer else None
    outside = cases.FromOutside(command.came_by, arrived_on, referrer)
    case = own_case_to_change(work, begin_draft(work, command.origin, outside))
    if not case.page:
        cases.remember_page(work.tx, case, pages_to_answer(draft_of(work, case))[0].id)
        audit.note(
            work.tx,
            actor=work.actor.address,
            action="begun_on_behalf",
            case_id=case.id,
            who=case.referrer,
            came_by=case.came_by,
            received_on=str(case.arrived_on),
        )
    return resume(work, case.id)
