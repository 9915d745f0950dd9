"""Confidential content is unreadable in the database, and every column that may hold some is sealed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, func, select, update
from sqlmodel import col

from storage import (
    actions,
    additions,
    answers,
    attachments,
    cases,
    child_marks,
    decisions,
    duties,
    earlier_answers,
    erased_cases,
    holds,
    inbox,
    intakes,
    letters,
    proposals,
    stated_reasons,
    suggestions,
    withdrawals,
)
from storage.database import Database, Transaction
from storage.envelope import Unreadable
from storage.tables import Answer, Case, Table, new_id
from tests.conftest import Clock

MARK = "Zebedee Quillfeather"
"""A name that would be found if it were anywhere."""

SEALED = {
    "action.note_sealed",
    "action.text_sealed",
    "addition.text_sealed",
    "answer.value_sealed",
    "attachment.name_sealed",
    "attachment_content.content_sealed",
    "child_mark_secret.secret_sealed",
    "decision.correction_reason_sealed",
    "decision.outcome_sealed",
    "decision.reasons_sealed",
    "duty.details_sealed",
    "duty.history_sealed",
    "earlier_answer.value_sealed",
    "erased_case.told_sealed",
    "inbox.payload_sealed",
    "key_check.check_sealed",
    "letter.read_sealed",
    "legal_hold.lifting_reason_sealed",
    "legal_hold.reason_sealed",
    "proposal.text_sealed",
    "stated_reason.reason_sealed",
    "suggestion.value_sealed",
    "withdrawal.reason_sealed",
    "withdrawal.reopening_reason_sealed",
}


def columns() -> dict[str, bool]:
    """Tell of every column whether it holds bytes."""
    return {
        f"{table.name}.{column.name}": isinstance(column.type, LargeBinary)
        for table in Table.metadata.tables.values()
        for column in table.columns
    }


def mailed(tx: Transaction, case: Case) -> None:
    """Put the marked name into everything that is kept of a letter."""
    item = inbox.receive(tx, key="mail", source="mail", kind="mail", actor="email:a@b.org", payload=MARK.encode())
    intake = intakes.begin(tx, state="waiting", sender="a@b.org", is_trusted=True, case_id=case.id)
    letters.keep(
        tx,
        item_id=item.item_id,
        state="waiting",
        mailbox="referrals@example.org",
        message_id="<1@b.org>",
        digest="0",
        sender="a@b.org",
        arrived_on=date(2026, 3, 2),
        read={"text": MARK},
        intake_id=intake.id,
        case_id=case.id,
    )
    suggestions.make(tx, case, item.item_id, ("outline", ""), MARK)
    proposals.make(tx, case_id=case.id, letter_id=item.item_id, kind="decision", text=MARK)
    child_marks.put(tx, case.id, [MARK])


def fill(database: Database, clock: Clock, case: Case) -> None:
    """Put the marked name wherever content may go."""
    with database.begin(clock.now()) as tx:
        answers.ensure_row(tx, case, "children", "row")
        answers.save(tx, case, {("last_name", "row"): MARK, ("outline", ""): {"unread": MARK}})
        duty = duties.open_duty(
            tx,
            case_id=case.id,
            kind="action",
            owed_by="p1",
            due_on=date(2026, 4, 2),
            set_by="chair",
            details={"what": MARK},
        )
        duties.move(tx, duty, due_on=date(2026, 4, 9), by="chair", reason=MARK)
        decisions.record(
            tx,
            decision_id=new_id(),
            case_id=case.id,
            outcome={"id": "refer_elsewhere", "where": MARK},
            reasons=MARK,
            decided_by="chair",
            recorded_by="slack:U9",
            decided_on=date(2026, 3, 2),
            correction_reason=MARK,
        )
        action = actions.add(tx, action_id=new_id(), case_id=case.id, duty_id=duty.id, text=MARK, added_by="slack:U9")
        actions.finish(tx, action.id, note=MARK, by="slack:U9")
        earlier_answers.keep(tx, case.id, ("outline", ""), answers.load(tx, case.id)[("outline", "")], by="slack:U1")
        additions.add(tx, addition_id=new_id(), case_id=case.id, text=MARK, by="slack:U1")
        attachments.want(tx, case_id=case.id, origin="slack:F1", name=f"{MARK}.pdf", by="slack:U1")
        (file,) = attachments.of_case(tx, case.id)
        attachments.keep(tx, file.id, kind="pdf", content=MARK.encode())
        cases.submit(tx, case, reference="PRP-2026-0001", regime="WT2023", received_on=date(2026, 3, 2))
        withdrawals.withdraw(tx, withdrawal_id="w", case_id=case.id, reason=MARK, by="slack:U1")
        withdrawals.reopen(tx, "w", reason=MARK, by="slack:U9")
        holds.hold(tx, hold_id="h", case_id=case.id, reason=MARK, by="slack:U9")
        holds.lift(tx, "h", reason=MARK, by="slack:U9")
        erased_cases.begin(tx, cases.lock(tx, case.id), outcome=MARK, rule=MARK)
        stated_reasons.keep(tx, f"Asked for by {MARK}", case_id=case.id)
        mailed(tx, case)
        inbox.receive(tx, key="1", source="slack", kind="event", actor="slack:U1", payload=MARK.encode())


def test_every_column_of_bytes_is_sealed_and_every_sealed_column_is_known() -> None:
    found = columns()
    assert {name for name, is_bytes in found.items() if is_bytes} == SEALED
    assert {name for name in found if name.endswith("_sealed")} == SEALED


def test_every_sealed_column_is_filled_by_this_test(database: Database, clock: Clock, case: Case) -> None:
    fill(database, clock, case)
    with database.read(clock.now()) as tx:
        for name in sorted(SEALED - {"key_check.check_sealed"}):
            table, column = name.split(".")
            filled = select(func.count(Table.metadata.tables[table].columns[column]))
            assert tx.session.connection().execute(filled).scalar(), name


def test_no_row_shows_what_it_holds(database: Database, clock: Clock, case: Case) -> None:
    fill(database, clock, case)
    with database.read(clock.now()) as tx:
        connection = tx.session.connection()
        tables = Table.metadata.tables.values()
        cells = [cell for table in tables for row in connection.execute(select(table)) for cell in row]
    dump = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
    assert b"view:V1" in dump  # what is not confidential is there to be found
    for word in MARK.split():
        assert word.encode() not in dump


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_file_of_sqlite_shows_what_it_holds(database: Database, database_url: str, clock: Clock, case: Case) -> None:
    fill(database, clock, case)
    path = Path(database_url.removeprefix("sqlite:///"))
    files = {each.name: each.read_bytes() for each in path.parent.glob("prp.db*")}
    assert b"view:V1" in b"".join(files.values())
    assert "prp.db-wal" in files
    for word in MARK.split():
        assert all(word.encode() not in content for content in files.values())


def test_an_answer_moved_to_another_case_does_not_open(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        other = cases.begin_draft(tx, origin="view:V2", owner="slack:U2", form_version="1")
        answers.save(tx, case, {("outline", ""): MARK})
        answers.save(tx, other, {("outline", ""): "harmless"})
    with database.begin(clock.now()) as tx:
        moved = select(col(Answer.value_sealed)).where(col(Answer.case_id) == case.id).scalar_subquery()
        tx.session.exec(update(Answer).where(col(Answer.case_id) == other.id).values(value_sealed=moved))
    with database.read(clock.now()) as tx, pytest.raises(Unreadable) as error:
        answers.load(tx, other.id)
    assert MARK not in str(error.value)
