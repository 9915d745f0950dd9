"""Declare and send a referral (docs/procedure.md, sections 2 to 4 and 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forms.answers import Typed
from forms.regimes import regime_on
from forms.stable_ids import REFERRAL_DATE
from forms.vocabulary import Answers, Value, is_unread
from forms.walk import Missing, missing
from forms.words import say
from handlers import conflicts, duties
from handlers.intake.states import State
from handlers.notices.on_submission import tell_submission
from handlers.referral.drafts import Draft, draft_of, own_case, own_case_to_change
from handlers.referral.pages import draw
from handlers.referral.receipts import receipt
from handlers.referral.review import missing_before_declaration, show_review
from handlers.referral.route import DECLARATION, declaration_page, declaration_page_id
from handlers.referral.saving import take
from handlers.referral.seen import arrangement, changed_since
from handlers.screens import PageScreen, Receipt, Review
from handlers.work import Work
from storage import answers, audit, cases, intakes, references
from storage.tables import Case

REFERRER_NAME = "referrer_name"


@dataclass(frozen=True)
class SubmitReferral:
    """The declarations as typed, on a screen drawn when the case had this `revision`.

    `seen` is that of the screen; None from one that remembers none.
    """

    case_id: str
    revision: int
    typed: Mapping[str, Typed] = field(repr=False)
    seen: str | None = None


def declaration(
    work: Work, case_id: str, *, reviewed: tuple[int, str | None] | None = None
) -> PageScreen | Review | Receipt:
    """Give the page of the declarations, or the review again while anything before it is missing.

    `reviewed` is the revision and the arrangement of the review from which it is asked for: if something was changed
    on another screen since, the review comes again and says what.

    The lead's declaration may be typed by the referrer. Their own is filled in with the name they gave and today's
    date, for them to check: it is kept when they send it, as any other answer. A case already sent gives its receipt.
    Raises `Refused`, and `NotFound` if there is no such case.
    """
    case = own_case(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    changed = changed_since(work, draft, *reviewed) if reviewed else ()
    if changed or missing_before_declaration(draft):
        return show_review(work, draft, newer=changed)
    return _declaration(work, _with_own_declaration(work, draft))


def submit(work: Work, command: SubmitReferral) -> Receipt | PageScreen | Review:
    """Send the referral: all of it in this one transaction, or none of it. A second time gives the same receipt.

    The declarations are saved first, whatever comes after. The page comes back if they are not complete, and the
    review if anything else is missing or was changed on another screen since: nobody sends what they have not seen.
    Raises `Refused`, and `NotFound` if there is no such case.
    """
    case = own_case_to_change(work, command.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    page_id = declaration_page_id(work.forms.of(work.tx, case))
    taken = take(work, case, page_id=page_id, row_id="", revision=command.revision, typed=command.typed)
    draft = taken.draft
    errors = {lack.question.id: say(f"refusals.referral.declaration_{lack.reason}") for lack in _undeclared(draft)}
    errors |= taken.problems
    changed = changed_since(work, draft, command.revision, command.seen)
    if changed or missing_before_declaration(draft):
        return show_review(work, draft, newer=changed)
    if errors or taken.newer:
        return _declaration(work, draft, errors=errors, newer=taken.newer)
    return receipt(work, send(work, draft))


def _declaration(
    work: Work, draft: Draft, *, errors: Mapping[str, str] | None = None, newer: tuple[str, ...] = ()
) -> PageScreen:
    screen = draw(work, draft, declaration_page(draft), errors=errors, newer=newer)
    return replace(screen, seen=arrangement(work, draft))


def _with_own_declaration(work: Work, draft: Draft) -> Draft:
    """Give the draft with the referrer's declaration filled in as it stands today, unless it was not understood.

    What was declared on paper or by phone is typed as it was declared.
    """
    given = draft.answers.get(DECLARATION)
    if is_unread(given) or cases.is_entered_for_somebody(draft.case):
        return draft
    name = given["name"] if isinstance(given, dict) else draft.answers.get(REFERRER_NAME)
    if not isinstance(name, str):
        return draft
    today: Value = {"name": name, "date": work.today.isoformat()}
    values = {**draft.answers.values, (DECLARATION, ""): today}
    return replace(draft, answers=Answers(values, draft.answers.row_ids))


def _undeclared(draft: Draft) -> list[Missing]:
    page_id = declaration_page_id(draft.form)
    return [lack for lack in missing(draft.form, draft.answers) if lack.section.page == page_id]


def send(work: Work, draft: Draft) -> Case:
    """Turn the draft into a case and have everyone told who is to be told.

    It is received today, or was on the day on which it arrived from outside: every clock runs from there. The caller
    holds the case's lock, and has seen that it may be sent as it is.
    """
    received_on = draft.case.arrived_on or work.today
    answers.save(work.tx, draft.case, {(REFERRAL_DATE, ""): received_on.isoformat()})
    cases.submit(
        work.tx,
        draft.case,
        reference=references.next_reference(work.tx, received_on.year),
        regime=regime_on(received_on, work.board.regime).id,
        received_on=received_on,
    )
    case = cases.lock(work.tx, draft.case.id)
    if case.came_by == cases.EMAIL:
        intakes.case_sent(work.tx, case.id, before=State.WAITING, after=State.SUBMITTED)
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="submitted",
        case_id=case.id,
        reference=case.reference,
        received_on=received_on.isoformat(),
        regime=case.regime,
        form_version=case.form_version,
        revision=case.revision,
    )
    conflicts.mark_possible(work, case)
    duties.open_chair_duty(work, case)
    tell_submission(work, case)
    return case
