"""A letter about a case that was sent: kept until the business unit takes over what it says, or puts it aside.

A chair may answer with a decision and reasons: the business unit records it (docs/procedure.md, section 5).
"""

from __future__ import annotations

from dataclasses import replace

from handlers.access import Act, Actor, Refused
from handlers.after_sending.adding import AddInformation, add_information
from handlers.after_sending.screens import AdditionScreen, InformationAdded
from handlers.intake import dialogue
from handlers.intake.files import keep_files
from handlers.intake.letter import Letter
from handlers.intake.told import tell_about_case
from handlers.screens import ProposalLine
from handlers.submitted_case import submitted_case
from handlers.work import Work
from storage import audit, proposals
from storage.proposals import StoredProposal
from storage.tables import Case


def take_about_case(work: Work, case: Case, letter: Letter, *, by: str, is_decision: bool) -> None:
    """Keep what a letter says of a case, with its files, and tell the business unit that there is something.

    The caller holds the case's lock and keeps the letter.
    """
    keep_files(replace(work, actor=Actor(by)), case, letter)
    kind = proposals.DECISION if is_decision else proposals.INFORMATION
    made = proposals.make(work.tx, case_id=case.id, letter_id=letter.item_id, kind=kind, text=letter.text)
    audit.note(work.tx, actor=by, action="letter_about_case", case_id=case.id, kind=kind)
    tell_about_case(work, case, made)
    dialogue.thank_for_more(work, case, letter.sender, occasion=made.id)


def proposal_lines(work: Work, case: Case) -> tuple[ProposalLine, ...]:
    """Give what letters say of a case and nobody has dealt with. Asks for no right: its callers do."""
    return tuple(ProposalLine(each.id, each.kind, each.text) for each in proposals.waiting(work.tx, case.id))


def take_over(work: Work, proposal_id: str) -> InformationAdded | StoredProposal:
    """Add what a letter says to its case as further information, or note that the chair's decision was recorded.

    A second time changes nothing. Raises `NotFound`, and `Refused` for anyone but the business unit, and where what the
    letter says cannot be added as it is.
    """
    proposal = _own(work, proposal_id)
    if proposal.kind == proposals.INFORMATION:
        added = add_information(work, AddInformation(proposal.case_id, proposal.id, proposal.text))
        if isinstance(added, AdditionScreen):
            raise Refused(added.error)
        _settle(work, proposal, proposals.TAKEN_OVER)
        return added
    _settle(work, proposal, proposals.TAKEN_OVER)
    return proposals.get(work.tx, proposal.id)


def put_aside(work: Work, proposal_id: str) -> StoredProposal:
    """Put aside what a letter says: it stays with the case, and nothing is done with it. Raises like `take_over`."""
    proposal = _own(work, proposal_id)
    _settle(work, proposal, proposals.PUT_ASIDE)
    return proposals.get(work.tx, proposal.id)


def _own(work: Work, proposal_id: str) -> StoredProposal:
    proposal = proposals.get(work.tx, proposal_id)
    submitted_case(work, proposal.case_id, Act.WORK_INTAKE)
    return proposal


def _settle(work: Work, proposal: StoredProposal, state: str) -> None:
    if proposals.settle(work.tx, proposal.id, state=state, by=work.actor.address):
        audit.note(work.tx, actor=work.actor.address, action="letter_settled", case_id=proposal.case_id, state=state)
