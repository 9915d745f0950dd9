"""Answers of a case. Every value is sealed, confidential or not; the rows of repeatable sections are kept in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from storage import cases
from storage.database import NotFound, Transaction
from storage.tables import Answer, AnswerRow, Case, new_id

Place = tuple[str, str]
"""A question's id and the row's id, which is empty outside repeatable sections."""


@dataclass(frozen=True)
class StoredAnswer:
    """One answer, opened. `revision` is the case's revision at which it last changed."""

    value: Any = field(repr=False)
    revision: int
    saved_at: datetime


def load(tx: Transaction, case_id: str) -> dict[Place, StoredAnswer]:
    """Give every answer of a case; raises `Unreadable` if one cannot be opened."""
    return {place: answer for place, answer in load_all(tx, case_id).items() if answer.value is not None}


def load_all(tx: Transaction, case_id: str) -> dict[Place, StoredAnswer]:
    """Give every answer of a case, with None for those that were cleared since; raises like `load`."""
    return {
        (answer.question_id, answer.row_id): StoredAnswer(_open(tx, answer), answer.revision, answer.saved_at)
        for answer in _stored(tx, case_id)
    }


def save(tx: Transaction, case: Case, changes: Mapping[Place, Any]) -> int:
    """Save what differs in `changes` (None clears an answer) and give the case's revision, one higher if anything did.

    The case is locked until the transaction ends. Raises `NotFound` for a row that was removed.
    """
    fresh = cases.lock(tx, case.id)
    stored = {(answer.question_id, answer.row_id): answer for answer in _stored(tx, case.id)}
    if {row_id for _, row_id in changes if row_id} - {row_id for ids in rows(tx, case.id).values() for row_id in ids}:
        raise NotFound("There is no such row any more.")
    current = {place: _open(tx, answer) for place, answer in stored.items() if place in changes}
    differing = {place: value for place, value in changes.items() if value != current.get(place)}
    if not differing:
        return fresh.revision
    revision = _next_revision(tx, fresh)
    for place, value in differing.items():
        if place in stored:
            _overwrite(tx, stored[place], value, revision)
        else:
            _add(tx, case.id, place, value, revision)
    tx.session.flush()
    return revision


def rows(tx: Transaction, case_id: str) -> dict[str, tuple[str, ...]]:
    """Give the ids of the rows of each repeatable section, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    statement = select(AnswerRow).where(AnswerRow.case_id == case_id)
    for row in tx.session.exec(statement.order_by(col(AnswerRow.section_group), col(AnswerRow.position))):
        found[row.section_group] = (*found.get(row.section_group, ()), row.id)
    return found


def ensure_row(tx: Transaction, case: Case, group: str, row_id: str) -> None:
    """Add a row at the end of a repeatable section, unless it is there; raises `NotFound` if it is elsewhere."""
    cases.lock(tx, case.id)
    row = tx.session.get(AnswerRow, row_id)
    if row is not None:
        if (row.case_id, row.section_group) != (case.id, group):
            raise NotFound("There is no such row in this section.")
        return
    of_group = (AnswerRow.case_id == case.id, AnswerRow.section_group == group)
    last = tx.session.exec(select(func.max(col(AnswerRow.position))).where(*of_group)).one()
    tx.session.add(AnswerRow(id=row_id, case_id=case.id, section_group=group, position=(last or 0) + 1))
    tx.session.flush()


def remove_row(tx: Transaction, case: Case, row_id: str) -> int:
    """Remove a row with its answers, if it is there, and give the case's revision, one higher if it was."""
    fresh = cases.lock(tx, case.id)
    tx.session.exec(delete(Answer).where(col(Answer.case_id) == case.id, col(Answer.row_id) == row_id))
    removed = tx.session.exec(
        delete(AnswerRow).where(col(AnswerRow.id) == row_id, col(AnswerRow.case_id) == case.id)
    ).rowcount
    return _next_revision(tx, fresh) if removed else fresh.revision


def _stored(tx: Transaction, case_id: str) -> tuple[Answer, ...]:
    return tuple(tx.session.exec(select(Answer).where(Answer.case_id == case_id)))


def _next_revision(tx: Transaction, case: Case) -> int:
    revision = case.revision + 1
    tx.session.exec(update(Case).where(col(Case.id) == case.id).values(revision=revision, changed_at=tx.now))
    return revision


def _add(tx: Transaction, case_id: str, place: Place, value: Any, revision: int) -> None:
    answer_id = new_id()
    tx.session.add(
        Answer(
            id=answer_id,
            case_id=case_id,
            question_id=place[0],
            row_id=place[1],
            value_sealed=_seal(tx, answer_id, value),
            revision=revision,
            saved_at=tx.now,
        )
    )


def _overwrite(tx: Transaction, answer: Answer, value: Any, revision: int) -> None:
    answer.value_sealed = _seal(tx, answer.id, value)
    answer.revision = revision
    answer.saved_at = tx.now


def _seal(tx: Transaction, answer_id: str, value: Any) -> bytes:
    return tx.vault.seal_json(value, table="answer", column="value_sealed", row=answer_id)


def _open(tx: Transaction, answer: Answer) -> Any:
    return tx.vault.open_json(answer.value_sealed, table="answer", column="value_sealed", row=answer.id)
