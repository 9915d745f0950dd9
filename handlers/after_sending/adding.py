"""Add further information to a referral that was sent, with files if there are any: numbered, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms.answers.problem import AnswerProblem
from forms.answers.text import LONG_TEXT_LIMIT, is_blank, read_text
from forms.words import say
from handlers.access import Act
from handlers.after_sending.screens import AdditionScreen, InformationAdded
from handlers.after_sending.told import tell_added
from handlers.files.giving import GivenFile, give, problem_with, room
from handlers.submitted_case import locked_case, require_going_on, submitted_case
from handlers.work import Work
from storage import additions, audit
from storage.database import NotFound
from storage.tables import Case, new_id


@dataclass(frozen=True)
class AddInformation:
    """Further information as typed, and the files given with it; `addition_id` is that of the `AdditionScreen`."""

    case_id: str
    addition_id: str
    text: str = field(repr=False)
    files: Sequence[GivenFile] = ()


def addition_form(work: Work, case_id: str) -> AdditionScreen:
    """Show where further information is given, before a decision or after it.

    Raises `NotFound`, and `Refused` for anyone but the referrer and the business unit, or if it was withdrawn.
    """
    case = submitted_case(work, case_id, Act.ADD_INFORMATION)
    require_going_on(work, case)
    return _screen(work, case, new_id())


def add_information(work: Work, command: AddInformation) -> InformationAdded | AdditionScreen:
    """Keep further information and tell those concerned that there is some, or say what is to be put right.

    Its files are noted as wanted in the same commit, or nothing is kept where one of them does not do. The same
    `addition_id` again changes nothing. Raises `NotFound` and `Refused` like `addition_form`.
    """
    case = locked_case(work, command.case_id, Act.ADD_INFORMATION)
    already = additions.find(work.tx, command.addition_id)
    if already is not None:
        if already.case_id != case.id:
            raise NotFound(say("refusals.case.no_such_case"))
        return InformationAdded(case.id, str(case.reference), already.number)
    require_going_on(work, case)
    text, error = _read(command.text)
    file_error = problem_with(work, case, command.files) if command.files else ""
    if error or file_error:
        return _screen(work, case, command.addition_id, error=error, file_error=file_error)
    give(work, case, command.files)
    added = additions.add(work.tx, addition_id=command.addition_id, case_id=case.id, text=text, by=work.actor.address)
    audit.note(work.tx, actor=work.actor.address, action="information_added", case_id=case.id, number=added.number)
    tell_added(work, case, command.addition_id)
    return InformationAdded(case.id, str(case.reference), added.number)


def _read(typed: str) -> tuple[str, str]:
    """Give the text, and what is to be put right about it."""
    if is_blank(typed):
        return "", say("refusals.after_sending.information_missing")
    try:
        return read_text(typed, LONG_TEXT_LIMIT), ""
    except AnswerProblem as problem:
        return "", problem.message


def _screen(work: Work, case: Case, addition_id: str, *, error: str = "", file_error: str = "") -> AdditionScreen:
    number = len(additions.of_case(work.tx, case.id)) + 1
    left = room(work, case)
    return AdditionScreen(case.id, str(case.reference), addition_id, number, left, error, file_error)
