"""What letters say of cases that were sent: kept sealed until the business unit takes it over or puts it aside."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import NotFound, Transaction
from storage.tables import Proposal, new_id

INFORMATION, DECISION = "information", "decision"
WAITING, TAKEN_OVER, PUT_ASIDE = "waiting", "taken_over", "put_aside"


@dataclass(frozen=True)
class StoredProposal:
    """One proposal, opened."""

    id: str
    case_id: str
    letter_id: str
    kind: str
    text: str = field(repr=False)
    state: str


def make(tx: Transaction, *, case_id: str, letter_id: str, kind: str, text: str) -> StoredProposal:
    """Keep what a letter says of a case."""
    proposal_id = new_id()
    made = Proposal(
        id=proposal_id,
        case_id=case_id,
        letter_id=letter_id,
        kind=kind,
        text_sealed=tx.vault.seal_json(text, table="proposal", column="text_sealed", row=proposal_id),
        made_at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    return _opened(tx, made)


def get(tx: Transaction, proposal_id: str) -> StoredProposal:
    """Give a proposal; raises `NotFound`."""
    found = tx.session.get(Proposal, proposal_id, populate_existing=True)
    if found is None:
        raise NotFound("There is no such proposal.")
    return _opened(tx, found)


def waiting(tx: Transaction, case_id: str) -> tuple[StoredProposal, ...]:
    """Give what the business unit has not dealt with in a case, the first one first."""
    statement = select(Proposal).where(Proposal.case_id == case_id, Proposal.state == WAITING)
    return tuple(_opened(tx, each) for each in tx.session.exec(statement.order_by(col(Proposal.made_at), Proposal.id)))


def settle(tx: Transaction, proposal_id: str, *, state: str, by: str) -> bool:
    """Note what the business unit did with a proposal; False, and nothing changed, if that was done before."""
    statement = update(Proposal).where(col(Proposal.id) == proposal_id, col(Proposal.state) == WAITING)
    return tx.session.exec(statement.values(state=state, settled_by=by, settled_at=tx.now)).rowcount == 1


def _opened(tx: Transaction, row: Proposal) -> StoredProposal:
    text = tx.vault.open_json(row.text_sealed, table="proposal", column="text_sealed", row=row.id)
    return StoredProposal(row.id, row.case_id, row.letter_id, row.kind, text, row.state)
