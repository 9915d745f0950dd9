"""Possible conflicts of interest (docs/procedure.md, section 7, rule 5).

Whoever belongs to the referrer's agency or to one that is involved, or refers the case themselves, is marked in the
commit of the submission, and hears nothing directly until the business unit clears them.
"""

from __future__ import annotations

import unicodedata

from forms.vocabulary import NOT_KNOWN, Answers, Form
from handlers.access import Act, Role, deciding_chair
from handlers.board import Contact
from handlers.case_screens import ConflictCleared
from handlers.duties import chair_duty_of
from handlers.notices import recipients
from handlers.notices.kinds import Audience
from handlers.notices.on_submission import tell_business_unit, tell_chair
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.submitted_case import locked_case
from handlers.work import Work
from storage import audit, conflicts, duties, people
from storage.tables import Case, Person

_AGENCY = "agencies.agency"


def mark_possible(work: Work, case: Case, form: Form, answers: Answers) -> tuple[str, ...]:
    """Mark everyone with a possible conflict in a case that is being sent, or whose answers are being corrected.

    Gives who is marked now and was not before: people's ids, ``chair``, ``deputy_chair``. Whom the business unit has
    cleared stays cleared.
    """
    agencies = _agencies(form, answers)
    referrer = (slack_of(case.referrer), _text(answers.get("referrer_email")).casefold())
    everyone: dict[str, Contact | Person | None] = {
        Role.CHAIR.value: work.board.chair,
        Role.DEPUTY_CHAIR.value: work.board.deputy_chair,
    } | {person.id: person for person in people.everyone(work.tx)}
    found = tuple(
        who
        for who, person in everyone.items()
        if person is not None and (_comparable(person.agency) in agencies or _is_referrer(person, *referrer))
    )
    marked = tuple(who for who in found if conflicts.mark(work.tx, case.id, who))
    for who in marked:
        audit.note(work.tx, actor=work.actor.address, action="conflict_marked", case_id=case.id, who=who)
    return marked


def clear(work: Work, case_id: str, who: str) -> ConflictCleared:
    """Clear somebody of a possible conflict and, while a decision is awaited, tell them what they missed; once.

    Where the chair is cleared, the deputy is told that the chair decides after all. Raises `NotFound`, and `Refused`
    for anyone but the business unit; somebody marked in this case cannot clear themselves.
    """
    case = locked_case(work, case_id, Act.CLEAR_CONFLICT)
    before = deciding_chair(work.tx, work.board, case)
    if conflicts.clear(work.tx, case.id, who, by=work.actor.address):
        audit.note(work.tx, actor=work.actor.address, action="conflict_cleared", case_id=case.id, who=who)
        if chair_duty_of(work, case).state == duties.OPEN:
            _tell_what_they_missed(work, case, who, before)
    return ConflictCleared(case.id, str(case.reference))


def _tell_what_they_missed(work: Work, case: Case, who: str, before: tuple[str, Contact] | None) -> None:
    """Tell somebody of the business unit, or whoever decides now if that has changed, and the deputy who need not."""
    of_unit = [person for person in recipients.of_business_unit(work) if person.id == who and person.slack]
    tell_business_unit(work, case, [Recipient(Audience.UNIT_PEOPLE, slack=person.slack) for person in of_unit])
    if deciding_chair(work.tx, work.board, case) == before:
        return
    tell_chair(work, case)
    if before is not None:
        _, deputy = before
        to = [Recipient(Audience.CHAIR, slack=deputy.slack, email=deputy.email)]
        tell(work, "chair_decides", case=case, occasion="conflict_cleared", to=to)


def _agencies(form: Form, answers: Answers) -> frozenset[str]:
    """Give the referrer's agency and every one in section F, as they are compared."""
    group = next(
        str(section.group) for section in form.sections for question in section.questions if question.id == _AGENCY
    )
    named = [answers.get("referrer_agency"), *(answers.get(_AGENCY, row) for row in answers.rows(group))]
    return frozenset(_comparable(_text(name)) for name in named) - {""}


def _comparable(agency: str) -> str:
    """Give a name as it is compared: small letters and figures, without punctuation and spaces."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", agency).casefold() if letter.isalnum())


def _text(value: object) -> str:
    return value if isinstance(value, str) and value != NOT_KNOWN else ""


def _is_referrer(person: Contact | Person, slack: str | None, email: str) -> bool:
    same_slack = slack is not None and person.slack == slack
    return same_slack or (email != "" and (person.email or "").casefold() == email)
