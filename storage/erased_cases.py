"""The register of sent cases that were erased: by which rule, with which outcome, when. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import Case, ErasedCase


@dataclass(frozen=True)
class Erased:
    """A line of the register, opened. `erased_at` is None while the case is being erased."""

    reference: str
    purpose: str
    outcome: str = field(repr=False)
    rule: str = field(repr=False)
    begun_at: datetime
    erased_at: datetime | None


def begin(tx: Transaction, case: Case, *, outcome: str, rule: str) -> None:
    """Write a case into the register as one that is being erased."""
    told = {"outcome": outcome, "rule": rule}
    line = ErasedCase(
        case_id=case.id,
        reference=str(case.reference),
        purpose=case.purpose or "",
        told_sealed=tx.vault.seal_json(told, table="erased_case", column="told_sealed", row=case.id),
        begun_at=tx.now,
    )
    insert_if_absent(tx, line)


def end(tx: Transaction, case: Case) -> None:
    """Write down that nothing is left of a case."""
    tx.session.exec(select(ErasedCase).where(ErasedCase.case_id == case.id)).one().erased_at = tx.now


def everything(tx: Transaction) -> tuple[Erased, ...]:
    """Give the whole register, what was erased last first; raises `Unreadable`."""
    statement = select(ErasedCase).order_by(col(ErasedCase.begun_at).desc(), col(ErasedCase.reference))
    return tuple(_opened(tx, line) for line in tx.session.exec(statement))


def _opened(tx: Transaction, line: ErasedCase) -> Erased:
    told = tx.vault.open_json(line.told_sealed, table="erased_case", column="told_sealed", row=line.case_id)
    return Erased(
        reference=line.reference,
        purpose=line.purpose,
        outcome=told["outcome"],
        rule=told["rule"],
        begun_at=line.begun_at,
        erased_at=line.erased_at,
    )
