"""What the business unit does with a letter: confirm what was read, accept it, attach it, refuse it, read it again.

Each of these is done once: a second click finds the intake where the first one left it, and is told so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from forms.vocabulary import AnswerKey, Value
from forms.words import say
from handlers.access import Act, Refused, require
from handlers.intake import settling
from handlers.intake.looking import PURPOSE, case_of, screen_of
from handlers.intake.numbers import number_of
from handlers.intake.same_child import mark_and_tell
from handlers.intake.screens import AttachScreen, IntakeDone, IntakeScreen
from handlers.intake.states import State, may_follow
from handlers.referral.drafts import draft_of
from handlers.referral.saving import save
from handlers.referral.submit import send
from handlers.work import Work
from storage import audit, cases, intakes, letters, suggestions
from storage.database import NotFound
from storage.tables import Case, Intake

_NUMBER = re.compile(r"IN-(\d{1,9})")


def settle(work: Work, intake_id: str, *, confirm: Sequence[str] = (), refuse: Sequence[str] = ()) -> IntakeScreen:
    """Confirm and refuse suggestions, by their ids, and give the intake as it is then.

    A suggestion that was settled before, or is of another intake, changes nothing. Once nothing is missing and none
    waits, a referral from a trusted sender is sent. Raises `NotFound` and `Refused`.
    """
    intake, case = _locked(work, intake_id)
    if case is None or case.state != cases.DRAFT:
        return screen_of(work, intake, case)
    draft = draft_of(work, case)
    chosen: dict[AnswerKey, Value | None] = {}
    settled = 0
    for suggested in suggestions.waiting(work.tx, case.id):
        if suggested.id not in confirm and suggested.id not in refuse:
            continue
        settled += suggestions.settle(work.tx, suggested.id, confirmed=suggested.id in confirm, by=work.actor.address)
        if suggested.id in confirm:
            chosen[suggested.place] = suggested.value
    if settled:
        _note(work, intake, "suggestions_settled", count=settled)
        draft = save(work, draft, chosen)
        mark_and_tell(work, draft.case)
        settling.send_if_complete(work, intake, draft)
    return screen_of(work, intake, case_of(work, intake))


def accept(work: Work, intake_id: str, purpose: str = "") -> IntakeDone | IntakeScreen:
    """Make a referral of a draft as it stands: a child's case does not wait for what is missing.

    Where nothing says what kind of referral it is, `purpose` does; without it the screen comes back and asks. Raises
    `NotFound` and `Refused`.
    """
    intake, case = _locked(work, intake_id)
    _require_may_follow(intake, State.SUBMITTED)
    if case is None or case.state != cases.DRAFT:
        raise Refused(say("refusals.intake.not_read_yet", number=number_of(intake)))
    draft = draft_of(work, case)
    kinds = {choice.id for choice in draft.form.question(PURPOSE).choices}
    if not draft.answers.chosen(PURPOSE) & kinds:
        if purpose not in kinds:
            return screen_of(work, intake, case, asks_purpose=True)
        draft = save(work, draft, {(PURPOSE, ""): purpose})
    sent = send(work, draft)
    _note(work, intake, "letter_settled", state=State.SUBMITTED)
    return _done(intakes.get(work.tx, intake.id), reference=sent.reference)


def attach_form(work: Work, intake_id: str) -> AttachScreen:
    """Ask to which case a letter belongs. Raises `NotFound` and `Refused`."""
    intake, _ = _locked(work, intake_id)
    _require_may_follow(intake, State.ATTACHED)
    return AttachScreen(intake.id, number_of(intake), _suggested_reference(work, intake))


def attach(work: Work, intake_id: str, reference: str) -> IntakeDone | AttachScreen:
    """Attach a letter to a case, named by its reference, or to another intake's draft, named by its number.

    Its letters are read again as part of that case; a draft that was made of them is set aside. Raises `NotFound` and
    `Refused`.
    """
    intake, case = _locked(work, intake_id)
    _require_may_follow(intake, State.ATTACHED)
    target = _target(work, intake, reference)
    if target is None:
        error = say("refusals.intake.no_such_case")
        return AttachScreen(intake.id, number_of(intake), reference.strip(), error)
    require(work.tx, work.actor, Act.WORK_INTAKE, target)
    _set_aside(work, case)
    intakes.change(work.tx, intake, case_id=target.id)
    for letter in letters.of_intake(work.tx, intake.id):
        letters.move(work.tx, letter, state=State.AGAIN, case_id=target.id)
        letters.let_read_again(work.tx, letter, state=State.AGAIN, bound_for=target.id)
    _move(work, intake, State.ATTACHED)
    return _done(intake, reference=target.reference or reference.strip().upper())


def not_a_referral(work: Work, intake_id: str) -> IntakeDone:
    """Say that a letter is no referral. It is kept, and can be read again. Raises `NotFound` and `Refused`."""
    intake, case = _locked(work, intake_id)
    _require_may_follow(intake, State.NOT_A_REFERRAL)
    _set_aside(work, case)
    for letter in letters.of_intake(work.tx, intake.id):
        letters.move(work.tx, letter, state=State.NOT_A_REFERRAL, case_id=letter.case_id)
    _move(work, intake, State.NOT_A_REFERRAL)
    return _done(intake)


def read_again(work: Work, intake_id: str) -> IntakeDone:
    """Have the letters of an intake read again, as a referral: also what was in quarantine, or was no referral.

    Raises `NotFound` and `Refused`.
    """
    intake, case = _locked(work, intake_id)
    _require_may_follow(intake, State.AGAIN)
    if case is not None and case.state == cases.SET_ASIDE:
        cases.take_out_again(work.tx, case)
    for letter in letters.of_intake(work.tx, intake.id):
        letters.let_read_again(work.tx, letter, state=State.AGAIN, bound_for="")
    _move(work, intake, State.WAITING)
    return IntakeDone(intake.id, number_of(intake), State.WAITING, say("intake.done.again", number=number_of(intake)))


def _locked(work: Work, intake_id: str) -> tuple[Intake, Case | None]:
    intake, case = intakes.lock_with_case(work.tx, intake_id)
    require(work.tx, work.actor, Act.WORK_INTAKE, case)
    return intake, case


def _require_may_follow(intake: Intake, after: State) -> None:
    if not may_follow(State(intake.state), after):
        raise Refused(say(f"refusals.intake.is_{intake.state}", number=number_of(intake)))


def _target(work: Work, intake: Intake, named: str) -> Case | None:
    """Give the case that is meant; None where there is none to which a letter can be attached."""
    wanted = named.strip().upper()
    number = _NUMBER.fullmatch(wanted)
    try:
        if number:
            other = intakes.numbered(work.tx, int(number[1]))
            found = cases.lock(work.tx, other.case_id) if other.case_id else None
        else:
            found = cases.lock(work.tx, cases.by_reference(work.tx, wanted).id)
    except NotFound:
        return None
    is_there = found is not None and found.state not in cases.NOBODYS and found.state != cases.WITHDRAWN
    return found if is_there and found is not None and found.id != intake.case_id else None


def _suggested_reference(work: Work, intake: Intake) -> str:
    """Give the reference of the case that the letter's own token names, if it does."""
    about, _, case_id = intake.thread.partition(":")
    try:
        return (cases.get(work.tx, case_id).reference or "") if about == "case" else ""
    except NotFound:
        return ""


def _set_aside(work: Work, case: Case | None) -> None:
    if case is not None:
        cases.set_aside(work.tx, case)
        suggestions.forget(work.tx, case.id)


def _move(work: Work, intake: Intake, state: State) -> None:
    before = intake.state
    intakes.change(work.tx, intake, state=state, asked_at=None)
    if before != state or state is State.WAITING:
        _note(work, intake, "letter_settled", state=str(state))


def _note(work: Work, intake: Intake, action: str, *, state: str | None = None, count: int | None = None) -> None:
    audit.note(
        work.tx,
        actor=work.actor.address,
        action=action,
        case_id=intake.case_id,
        intake=number_of(intake),
        state=state,
        count=count,
    )


def _done(intake: Intake, *, reference: str | None = None) -> IntakeDone:
    number = number_of(intake)
    message = say(f"intake.done.{intake.state}", number=number, reference=reference or "")
    return IntakeDone(intake.id, number, State(intake.state), message)
