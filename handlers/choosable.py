"""Who can be asked for something in a case: everyone with a role, except those with a possible conflict of interest."""

from __future__ import annotations

from dataclasses import dataclass

from forms.words import say
from handlers.access import Role
from handlers.case_screens import PersonChoice
from handlers.work import Work
from storage import conflicts, people
from storage.tables import Case, Person


@dataclass(frozen=True)
class Choosable:
    """Who can be chosen, by name, and how many are left out until the business unit clears them."""

    people: tuple[PersonChoice, ...]
    left_out: int

    def has(self, who: str) -> bool:
        """Tell whether `who`, a person's id, can be chosen."""
        return any(choice.who == who for choice in self.people)


def people_to_choose(work: Work, case: Case) -> Choosable:
    """Give who can be asked to do something in this case (docs/procedure.md, section 7, rule 5)."""
    everyone = people.everyone(work.tx)
    conflicted = {mark.who for mark in conflicts.of_case(work.tx, case.id) if mark.state == conflicts.POSSIBLE}
    free = tuple(PersonChoice(person.id, _label(person)) for person in everyone if person.id not in conflicted)
    return Choosable(free, left_out=len(everyone) - len(free))


def referrer_choice() -> PersonChoice:
    """Give the choice of the person who referred the case."""
    return PersonChoice(Role.REFERRER, say("case.who.referrer"))


def _label(person: Person) -> str:
    return say("case.who.person", name=person.name, agency=person.agency) if person.agency else person.name
