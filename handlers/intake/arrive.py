"""A letter arrived: it is dealt with in one commit, and the business unit knows of it in the same.

What may be a referral is never turned away: it is read into a draft, or waits in quarantine for a person. What a
machine wrote, what came twice and what asks for the form is kept too, each with its state (`handlers.intake.states`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.access import Actor
from handlers.delivery import bounced
from handlers.intake import dialogue, told
from handlers.intake.about_case import take_about_case
from handlers.intake.files import keep_files
from handlers.intake.filling import fill
from handlers.intake.kept import as_json
from handlers.intake.letter import Letter, Nature
from handlers.intake.same_child import mark_and_tell
from handlers.intake.senders import decides, is_trusted, known_as, takes_part
from handlers.intake.settling import settle
from handlers.intake.states import State
from handlers.referral.drafts import draft_of
from handlers.work import Work
from storage import audit, cases, inbox, intakes, letters
from storage.cases import FromOutside
from storage.database import NotFound
from storage.tables import Case, Intake
from storage.tables import Letter as LetterRow


@dataclass(frozen=True)
class Arrived:
    """What became of a letter, and the intake and the case that it belongs to, where there is one."""

    state: State
    intake_id: str | None = None
    case_id: str | None = None

    @property
    def is_quarantined(self) -> bool:
        """Whether the mail goes into the mailbox's folder of what waits for a person."""
        return self.state == State.QUARANTINED


def arrive(work: Work, letter: Letter, *, slack_user: str | None = None) -> Arrived:
    """Deal with a letter, and mark the inbox row that keeps it as dealt with. The same letter again changes nothing.

    `slack_user` is the id that Slack gave for the sender's address, if it was asked.
    """
    before = letters.find(work.tx, letter.item_id)
    if before is not None and before.state != State.AGAIN:
        # somebody may have said what it is while it waited to be read again
        inbox.done(work.tx, letter.item_id, inbox.Concern(before.case_id or ""))
        return Arrived(State(before.state), before.intake_id, before.case_id)
    sender = known_as(work, letter, slack_user)
    if before is not None:
        return _read_again(work, letter, before, sender)
    arrived = _of_a_machine(work, letter) or _of_a_person(work, letter, sender)
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="letter_arrived",
        case_id=arrived.case_id,
        state=str(arrived.state),
        message=letter.item_id,
    )
    return arrived


def is_quarantined(work: Work, item_id: str) -> bool:
    """Tell whether the letter that an inbox row keeps waits for a person, so that its mail goes where such mails go."""
    letter = letters.find(work.tx, item_id)
    return letter is not None and letter.state == State.QUARANTINED


def _of_a_machine(work: Work, letter: Letter) -> Arrived | None:
    match letter.nature:
        case Nature.OWN:
            return _keep(work, letter, State.OWN)
        case Nature.AUTOMATIC if letter.attached:
            return _quarantine(work, letter, "machine")  # a scanner's mail may bring a form
        case Nature.AUTOMATIC:
            return _keep(work, letter, State.AUTOMATIC)
        case Nature.BOUNCE if letter.bounced and bounced(work, letter.bounced):
            return _keep(work, letter, State.BOUNCE)
        case Nature.BOUNCE:
            return _quarantine(work, letter, "bounce")
        case Nature.PERSON:
            return None


def _of_a_person(work: Work, letter: Letter, sender: str) -> Arrived:
    known = letters.is_known(
        work.tx, item_id=letter.item_id, sender=letter.sender, message_id=letter.message_id, digest=letter.digest
    )
    if known:
        return _keep(work, letter, State.DUPLICATE)
    if letter.thread is not None:
        return _answer(work, letter, sender)
    if letter.answers_ours:
        return _quarantine(work, letter, "no_part")
    if letter.asks_for_form and not letter.reading.fields and not letter.reading.tables:
        dialogue.send_form(work, letter.sender, occasion=letter.item_id)
        return _keep(work, letter, State.FORM_SENT)
    if not is_trusted(work, letter):
        dialogue.acknowledge_stranger(work, letter.sender)
        return _quarantine(work, letter, "stranger" if letter.authentic else "not_authentic")
    return _begin(work, letter, sender)


def _begin(work: Work, letter: Letter, sender: str) -> Arrived:
    """Begin an intake with a draft, and tell the business unit and the sender."""
    intake = intakes.begin(
        work.tx, state=State.WAITING, sender=letter.sender, is_trusted=True, case_id=None, thread=letter.thread or ""
    )
    case = _draft_for(work, intake, letter, sender)
    dialogue.acknowledge(work, intake, case, occasion=letter.item_id)
    return _read_into(work, intake, case, letter, sender, is_first=True)


def _draft_for(work: Work, intake: Intake, letter: Letter, sender: str) -> Case:
    work.forms.remember_current(work.tx)
    case = cases.begin_draft(
        work.tx,
        origin=f"intake:{intake.id}",
        owner=sender,
        form_version=work.forms.current.version,
        outside=FromOutside(cases.EMAIL, letter.arrived_on, sender),
    )
    intakes.change(work.tx, intake, case_id=case.id)
    return cases.lock(work.tx, case.id)


def _read_into(
    work: Work, intake: Intake, case: Case, letter: Letter, sender: str, *, is_first: bool = False
) -> Arrived:
    """Read a letter into the draft of its intake, and go on from there."""
    as_sender = replace(work, actor=Actor(sender))
    arrived = _keep(work, letter, State.WAITING, intake=intake, case=case)
    keep_files(as_sender, case, letter)
    filled = fill(
        as_sender, draft_of(work, case), letter.reading, letter_id=letter.item_id, asked_revision=intake.asked_revision
    )
    mark_and_tell(work, filled.draft.case)
    state = settle(as_sender, intake, filled.draft, occasion=letter.item_id)
    if state is State.WAITING:
        if is_first:
            told.tell_arrived(work, intake, filled.draft, suggested=filled.suggested)
        return arrived
    if is_first:
        told.tell_sent(work, intake, cases.get(work.tx, case.id))
    return _keep(work, letter, state, intake=intake, case=case)


def _answer(work: Work, letter: Letter, sender: str) -> Arrived:
    """Take a letter that follows on one of ours: into the draft, or as something said of a case that was sent.

    It needs its token, and truly comes from somebody who takes part; else a person looks (docs/procedure.md,
    section 7, rule 4).
    """
    intake, case = _named(work, letter.thread or "")
    is_chair_s = case is not None and case.reference is not None and decides(work, case, letter)
    if case is None or case.state in cases.NOBODYS or (case.state == cases.DRAFT and intake is None):
        return _quarantine(work, letter, "closed")
    if not is_chair_s and not takes_part(intake, case, letter, sender):
        return _quarantine(work, letter, "no_part")
    if case.state == cases.DRAFT and intake is not None:
        return _read_into(work, intake, case, letter, sender)
    _keep(work, letter, State.PROPOSED, intake=intake, case=case)
    take_about_case(work, case, letter, by=sender, is_decision=is_chair_s)
    return Arrived(State.PROPOSED, intake.id if intake else None, case.id)


def _read_again(work: Work, letter: Letter, before: LetterRow, sender: str) -> Arrived:
    """Take a letter as a person wants it: as a referral, or as part of a case."""
    if before.intake_id is None:
        raise ValueError("only a letter of an intake is read again")
    intake, _ = intakes.lock_with_case(work.tx, before.intake_id)
    case_id = before.bound_for or intake.case_id
    if case_id is None:
        case = _draft_for(work, intake, letter, sender)
        dialogue.acknowledge(work, intake, case, occasion=letter.item_id)
        return _read_into(work, intake, case, letter, sender, is_first=True)
    case = cases.lock(work.tx, case_id)
    if case.state == cases.DRAFT and not before.bound_for:
        return _read_into(work, intake, case, letter, sender)
    arrived = _keep(work, letter, State.ATTACHED, intake=intake, case=case)
    if case.state == cases.DRAFT:
        keep_files(work, case, letter)
        fill(work, draft_of(work, case), letter.reading, letter_id=letter.item_id, asked_revision=0)
    else:
        take_about_case(work, case, letter, by=sender, is_decision=False)
    return arrived


def _quarantine(work: Work, letter: Letter, why: str) -> Arrived:
    intake = intakes.begin(
        work.tx,
        state=State.QUARANTINED,
        sender=letter.sender,
        is_trusted=False,
        why=why,
        thread=letter.thread or "",
        case_id=None,
    )
    told.tell_quarantined(work, intake)
    return _keep(work, letter, State.QUARANTINED, intake=intake)


def _named(work: Work, thread: str) -> tuple[Intake | None, Case | None]:
    """Give the intake and the case that a token names; what is not there any more is None."""
    about, _, name = thread.partition(":")
    try:
        if about == "case":
            return None, cases.lock(work.tx, name)
        return intakes.lock_with_case(work.tx, name)
    except NotFound:
        return None, None


def _keep(
    work: Work, letter: Letter, state: State, *, intake: Intake | None = None, case: Case | None = None
) -> Arrived:
    letters.keep(
        work.tx,
        item_id=letter.item_id,
        state=state,
        mailbox=letter.mailbox,
        message_id=letter.message_id,
        digest=letter.digest,
        sender=letter.sender,
        arrived_on=letter.arrived_on,
        read=as_json(letter),
        intake_id=intake.id if intake else None,
        case_id=case.id if case else None,
    )
    return Arrived(state, intake.id if intake else None, case.id if case else None)
