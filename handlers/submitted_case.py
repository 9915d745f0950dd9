"""Finding a case that has been sent. A draft is nobody's but its owner's: here it is not found."""

from __future__ import annotations

from forms.words import say
from handlers.access import Act, Refused, require
from handlers.work import Work
from storage import cases
from storage.database import NotFound
from storage.tables import Case


def submitted_case(work: Work, case_id: str, act: Act) -> Case:
    """Give a sent case to somebody who may do `act` in it; raises `NotFound` and `Refused`."""
    return _sent(work, cases.get(work.tx, case_id), act)


def locked_case(work: Work, case_id: str, act: Act | None = None) -> Case:
    """Give a sent case and keep other writers from it until this work ends; raises `NotFound` and `Refused`."""
    return _sent(work, cases.lock(work.tx, case_id), act)


def require_going_on(work: Work, case: Case) -> None:
    """Raise `Refused`, with what to do, if the case was withdrawn: until it is opened again nothing is done in it."""
    if case.state == cases.WITHDRAWN:
        raise Refused(say("refusals.case.withdrawn", unit=work.board.business_unit_email))


def _sent(work: Work, case: Case, act: Act | None) -> Case:
    if case.state == cases.DRAFT or case.state in cases.NOBODYS:
        raise NotFound(say("refusals.case.no_such_case"))
    if act is not None:
        require(work.tx, work.actor, act, case)
    return case
