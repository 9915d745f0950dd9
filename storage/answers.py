"""Answers of a case. Every value is sealed, confidential or not; the rows of repeatable sections are kept in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy import case as case_when
from sqlalchemy import select as core_select
from sqlmodel import col, select

from storage import cases
from storage.database import NotFound, Transaction
from storage.inserting import Row, insert_if_absent, insert_or_replace
from storage.tables import Answer, AnswerRow, Case, core, new_id

_ANSWER = core(Answer).c
_ANSWERS = core_select(
    _ANSWER.id, _ANSWER.question_id, _ANSWER.row_id, _ANSWER.value_sealed, _ANSWER.revision, _ANSWER.saved_at
).where(_ANSWER.case_id == bindparam("case_id"))
_SOME = _ANSWERS.where(_ANSWER.question_id.in_(bindparam("question_ids", expanding=True)))
_ROWS = (
    core_select(core(AnswerRow).c.id, core(AnswerRow).c.section_group)
    .where(core(AnswerRow).c.case_id == bindparam("case_id"))
    .order_by(core(AnswerRow).c.section_group, core(AnswerRow).c.position)
)

Found = TypeVar("Found")
Place = tuple[str, str]
"""A question's id and the row's id, which is empty outside repeatable sections."""


@dataclass(frozen=True)
class StoredAnswer:
    """One answer, opened. `revision` is the case's revision at which it last changed."""

    id: str
    value: Any = field(repr=False)
    revision: int
    saved_at: datetime


def load(tx: Transaction, case_id: str) -> dict[Place, StoredAnswer]:
    """Give every answer of a case; raises `Unreadable` if one cannot be opened."""
    return {place: answer for place, answer in load_all(tx, case_id).items() if answer.value is not None}


def load_all(tx: Transaction, case_id: str) -> dict[Place, StoredAnswer]:
    """Give every answer of a case, with None for those that were cleared since; raises like `load`."""
    return _held(tx, "answers", case_id, _load_all)


def load_some(tx: Transaction, case_id: str, question_ids: Iterable[str]) -> dict[Place, Any]:
    """Give the answers to a few questions of a case, without opening the others; raises like `load`."""
    found = tx.connection.execute(_SOME, {"case_id": case_id, "question_ids": tuple(question_ids)}).all()
    opened = {(row.question_id, row.row_id): _opened(tx, row.id, row.value_sealed) for row in found}
    return {place: value for place, value in opened.items() if value is not None}


def save(tx: Transaction, case: Case, changes: Mapping[Place, Any]) -> int:
    """Save what differs in `changes` (None clears an answer) and give the case's revision, one higher if anything did.

    The case is locked until the transaction ends. Raises `NotFound` for a row that was removed.
    """
    locked = cases.lock(tx, case.id)
    if {row_id for _, row_id in changes if row_id} - {row_id for ids in rows(tx, case.id).values() for row_id in ids}:
        raise NotFound("There is no such row any more.")
    stored = load_all(tx, case.id)
    differing = {place: value for place, value in changes.items() if value != _value(stored.get(place))}
    if not differing:
        return locked.revision
    revision = cases.next_revision(tx, locked)
    given = {
        place: StoredAnswer(stored[place].id if place in stored else new_id(), value, revision, tx.now)
        for place, value in differing.items()
    }
    insert_or_replace(tx, Answer, [_row(tx, case.id, place, answer) for place, answer in given.items()])
    _hold(tx, "answers", case.id, stored | given)
    return revision


def rows(tx: Transaction, case_id: str) -> dict[str, tuple[str, ...]]:
    """Give the ids of the rows of each repeatable section, in their order."""
    return _held(tx, "rows", case_id, _load_rows)


def ensure_row(tx: Transaction, case: Case, group: str, row_id: str) -> None:
    """Add a row at the end of a repeatable section, unless it is there; raises `NotFound` if it is elsewhere."""
    cases.lock(tx, case.id)
    before = rows(tx, case.id)
    if row_id in before.get(group, ()):
        return
    of_group = (AnswerRow.case_id == case.id, AnswerRow.section_group == group)
    last = tx.session.exec(select(func.max(col(AnswerRow.position))).where(*of_group)).one()
    row = AnswerRow(id=row_id, case_id=case.id, section_group=group, position=(last or 0) + 1)
    if not insert_if_absent(tx, row):
        raise NotFound("There is no such row in this section.")
    _hold(tx, "rows", case.id, before | {group: (*before.get(group, ()), row_id)})


def remove_row(tx: Transaction, case: Case, row_id: str) -> int:
    """Remove a row with its answers, if it is there, and give the case's revision, one higher if it was."""
    locked = cases.lock(tx, case.id)
    tx.session.exec(delete(Answer).where(col(Answer.case_id) == case.id, col(Answer.row_id) == row_id))
    removed = tx.session.exec(
        delete(AnswerRow).where(col(AnswerRow.id) == row_id, col(AnswerRow.case_id) == case.id)
    ).rowcount
    _hold(tx, "answers", case.id, None)
    _hold(tx, "rows", case.id, None)
    return cases.next_revision(tx, locked) if removed else locked.revision


def put_in_order(tx: Transaction, case: Case, group: str, row_ids: Sequence[str]) -> int:
    """Put the rows of a repeatable section in this order and give the case's revision, one higher.

    Rows that are not named come after them as they were. Raises `NotFound` for a row that is not in the section.
    """
    locked = cases.lock(tx, case.id)
    before = rows(tx, case.id)
    others = [row_id for row_id in before.get(group, ()) if row_id not in row_ids]
    wanted = (*row_ids, *others)
    if set(wanted) != set(before.get(group, ())):
        raise NotFound("There is no such row in this section.")
    place = case_when({row_id: number for number, row_id in enumerate(wanted, start=1)}, value=col(AnswerRow.id))
    of_group = (col(AnswerRow.case_id) == case.id, col(AnswerRow.section_group) == group)
    tx.session.exec(update(AnswerRow).where(*of_group).values(position=place))
    _hold(tx, "rows", case.id, before | {group: wanted})
    return cases.next_revision(tx, locked)


def _value(answer: StoredAnswer | None) -> Any:
    return None if answer is None else answer.value


def _row(tx: Transaction, case_id: str, place: Place, answer: StoredAnswer) -> Row:
    return {
        "id": answer.id,
        "case_id": case_id,
        "question_id": place[0],
        "row_id": place[1],
        "value_sealed": tx.vault.seal_json(answer.value, table="answer", column="value_sealed", row=answer.id),
        "revision": answer.revision,
        "saved_at": answer.saved_at,
    }


def _load_all(tx: Transaction, case_id: str) -> dict[Place, StoredAnswer]:
    found = tx.connection.execute(_ANSWERS, {"case_id": case_id}).all()
    return {
        (question_id, row_id): StoredAnswer(
            answer_id,
            _opened(tx, answer_id, sealed),
            revision,
            saved_at,
        )
        for answer_id, question_id, row_id, sealed, revision, saved_at in found
    }


def _opened(tx: Transaction, answer_id: str, sealed: bytes) -> Any:
    return tx.vault.open_json(sealed, table="answer", column="value_sealed", row=answer_id)


def _load_rows(tx: Transaction, case_id: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row_id, group in tx.connection.execute(_ROWS, {"case_id": case_id}).all():
        found[group] = (*found.get(group, ()), row_id)
    return found


def _held(tx: Transaction, what: str, case_id: str, load: Callable[[Transaction, str], Found]) -> Found:
    """Give what is held of a case that is locked, so that it is read and opened once in a transaction."""
    held: Found | None = tx.held.get(f"{what} {case_id}")
    if held is None:
        held = load(tx, case_id)
        if cases.is_locked(tx, case_id):
            _hold(tx, what, case_id, held)
    return held


def _hold(tx: Transaction, what: str, case_id: str, found: object) -> None:
    tx.held[f"{what} {case_id}"] = found
