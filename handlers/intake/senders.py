"""Who wrote a letter, and whether the Board trusts them (docs/procedure.md, section 7, rules 3 and 4)."""

from __future__ import annotations

from handlers.access import deciding_chair
from handlers.intake.letter import Letter
from handlers.work import Work
from storage import people
from storage.tables import Case, Intake


def is_trusted(work: Work, letter: Letter) -> bool:
    """Tell whether a letter truly comes from somebody whom the Board trusts: by address or domain, or by a role."""
    if not letter.authentic or not letter.sender:
        return False
    return work.board.trusts(letter.sender) or people.by_email(work.tx, letter.sender) is not None


def known_as(work: Work, letter: Letter, slack_user: str | None) -> str:
    """Give the one name of a sender: ``slack:U123`` where they are known in Slack, else ``email:ADDRESS``.

    `slack_user` is the id that Slack gave for the address, if it was asked.
    """
    person = people.by_email(work.tx, letter.sender)
    slack = (person.slack if person else None) or slack_user
    return f"slack:{slack}" if slack else f"email:{letter.sender}"


def takes_part(intake: Intake | None, case: Case | None, letter: Letter, sender: str) -> bool:
    """Tell whether a letter truly comes from somebody who takes part in what its token names; `sender` is their one
    name."""
    if not letter.authentic:
        return False
    wrote_first = intake is not None and intake.sender == letter.sender
    return wrote_first or (case is not None and sender in (case.owner, case.referrer))


def decides(work: Work, case: Case, letter: Letter) -> bool:
    """Tell whether a letter truly comes from whoever decides a case."""
    deciding = deciding_chair(work.tx, work.board, case)
    address = deciding[1].email if deciding else None
    return letter.authentic and address is not None and address.lower() == letter.sender
