"""Possible conflicts of interest (docs/procedure.md, section 7, rule 5).

Whoever belongs to the referrer's agency or to one that is involved, or refers the case themselves, is marked in the
commit of the submission, and hears nothing directly until the business unit clears them. Whoever is given a role later
is marked in that commit, in each case in which something is still owed; in the others, when they are opened again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.vocabulary import NOT_KNOWN
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
from storage import answers, audit, conflicts, duties, people
from storage.answers import Place
from storage.tables import Case, Person

_AGENCIES = frozenset({"referrer_agency", "agencies.agency"})
_EMAIL = ("referrer_email", "")
_COMPARED = (*sorted(_AGENCIES), _EMAIL[0])


@dataclass(frozen=True)
class _Involved:
    """The agencies of a case, as they are compared, and by what its referrer is known."""

    agencies: frozenset[str]
    slack: str | None
    email: str

    def has(self, somebody: Contact | Person) -> bool:
        same_slack = self.slack is not None and somebody.slack == self.slack
        same_email = self.email != "" and (somebody.email or "").casefold() == self.email
        return same_slack or same_email or _comparable(somebody.agency) in self.agencies


def mark_possible(work: Work, case: Case) -> tuple[str, ...]:
    """Mark everyone with a possible conflict in a case that is being sent, corrected or opened again.

    Gives who is marked now and was not before: people's ids, ``chair``, ``deputy_chair``. Whom the business unit has
    cleared stays cleared.
    """
    conflicts.take_turn_for_case(work.tx)
    involved = _involved(case, answers.load_some(work.tx, case.id, _COMPARED))
    everyone: dict[str, Contact | Person | None] = {
        Role.CHAIR.value: work.board.chair,
        Role.DEPUTY_CHAIR.value: work.board.deputy_chair,
    } | {person.id: person for person in people.everyone(work.tx)}
    found = tuple(who for who, somebody in everyone.items() if somebody is not None and involved.has(somebody))
    return tuple(who for who in found if _mark(work, case, who))


def mark_newcomer(work: Work, person: Person) -> int:
    """Mark somebody who is given a role in every case in which something is owed and where they may have a conflict.

    Gives in how many they are marked now and were not before. A case that is being corrected at this moment is waited
    for, and one that is being sent: in that order, since who corrects a case holds it and then takes a turn.
    """
    duties.cases_with_open(work.tx)
    conflicts.take_turn_for_newcomer(work.tx)
    concerned = (
        case
        for case in duties.cases_with_open(work.tx)
        if _involved(case, answers.load_some(work.tx, case.id, _COMPARED)).has(person)
    )
    return sum(_mark(work, case, person.id) for case in concerned)


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


def _mark(work: Work, case: Case, who: str) -> bool:
    marked = conflicts.mark(work.tx, case.id, who)
    if marked:
        audit.note(work.tx, actor=work.actor.address, action="conflict_marked", case_id=case.id, who=who)
    return marked


def _involved(case: Case, said: Mapping[Place, Any]) -> _Involved:
    """Give the referrer's agency and every one in section F, and who refers."""
    named = {_comparable(_text(value)) for (question_id, _), value in said.items() if question_id in _AGENCIES}
    return _Involved(frozenset(named) - {""}, slack_of(case.referrer), _text(said.get(_EMAIL)).casefold())


def _comparable(agency: str) -> str:
    """Give a name as it is compared: small letters and figures, without punctuation and spaces."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", agency).casefold() if letter.isalnum())


def _text(value: object) -> str:
    return value if isinstance(value, str) and value != NOT_KNOWN else ""
