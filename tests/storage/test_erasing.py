"""What is left of a case that was erased, in every table and column there is; and the file that says so outside."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import (
    attachments,
    cases,
    conflicts,
    conversations,
    erased_cases,
    erasing,
    handovers,
    holds,
    inbox,
    outbox,
    reminders,
)
from storage.database import Database
from storage.erased_file import ErasedFile
from storage.tables import Case, Duty, Table
from tests.conftest import Clock
from tests.storage.test_sealed import MARK, fill

KEPT = {"key_check", "child_mark_secret", "erased_case"}
"""Tables whose sealed values are of no case, or say that there was one."""
WHO = ("slack:U1", "slack:U2", "slack:U9", "unit@example.org")


def fill_everything(database: Database, clock: Clock, case: Case, duty: Duty) -> None:
    """Put something about the case into every table that refers to one."""
    with database.begin(clock.now()) as tx:
        handovers.hand_over(tx, case, to="slack:U2", by="slack:U9")
        conversations.remember(tx, owner="slack:U2", case_id=case.id, question_id="purpose", occasion="o")
        used = {"owner": "slack:U2", "case_id": case.id, "question_id": "purpose"}
        conversations.remember_used(tx, "D1:1.1", **used, revision=1)
    fill(database, clock, case)
    with database.begin(clock.now()) as tx:
        item = inbox.receive(tx, key="2", source="slack", kind="event", actor="slack:U1", payload=MARK.encode())
        inbox.done(tx, item.item_id, inbox.Concern(case.id))
        conflicts.mark(tx, case.id, "chair")
        reminders.replace(tx, duty, [("on", tx.now)])
        outbox.queue(
            tx,
            kind="card",
            channel="email",
            address="unit@example.org",
            occasion="on",
            data={"reference": "PRP-2026-0001"},
            case_id=case.id,
            duty_id=duty.id,
        )


def rows_of(database: Database, clock: Clock, case_id: str) -> dict[str, int]:
    """Give how many rows each table has of a case."""
    with database.read(clock.now()) as tx:
        tables = [table for table in Table.metadata.sorted_tables if "case_id" in table.columns]
        found = {
            table.name: tx.connection.scalar(
                select(func.count()).select_from(table).where(table.columns.case_id == case_id)
            )
            for table in tables
        }
    return {name: int(count or 0) for name, count in found.items()}


def erase(database: Database, clock: Clock, case_id: str, *, at_most: int = 2) -> int:
    """Erase a case, a transaction for each step, and give how many steps it took."""
    with database.begin(clock.now()) as tx:
        erasing.begin(tx, cases.lock(tx, case_id))
    steps = 0
    while True:
        with database.begin(clock.now()) as tx:
            case = erasing.next_one(tx)
            assert case is not None
            if not erasing.erase_some(tx, case, at_most):
                erased_cases.end(tx, case)
                erasing.end_sent(case, tx.now)
                return steps
        steps += 1


def test_of_an_erased_case_nothing_is_left_in_any_table(
    database: Database, clock: Clock, case: Case, duty: Duty
) -> None:
    fill_everything(database, clock, case, duty)
    before = rows_of(database, clock, case.id)
    assert {name for name, count in before.items() if not count} == {"audit"}  # every table has to be tried
    clock.advance(timedelta(days=3))
    assert erase(database, clock, case.id) > 10
    after = rows_of(database, clock, case.id)
    assert {name for name, count in after.items() if count} == {"erased_case"}
    with database.read(clock.now()) as tx:
        kept = tx.connection.execute(select(Table.metadata.tables["case"])).mappings().one()
        cells = [
            str(cell)
            for table in Table.metadata.sorted_tables
            for row in tx.connection.execute(select(table))
            for cell in row
        ]
    filled = {name: value for name, value in kept.items() if value not in (None, "", 0)}
    assert filled == {
        "id": case.id,
        "origin": case.id,
        "state": "erased",
        "reference": "PRP-2026-0001",
        "form_version": "1",
        "begun_at": clock.now(),
        "changed_at": clock.now(),
    }
    # an arrival about no case stays: it is not known to be about this one
    assert [who for who in WHO if any(who in cell for cell in cells)] == ["slack:U1"]


def test_a_message_that_is_being_sent_is_waited_for(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        outbox.queue(tx, kind="card", channel="slack", address="C1", occasion="on", data={}, case_id=case.id)
        (claimed,) = outbox.claim(tx, worker="w", lease=timedelta(minutes=5))
        erasing.begin(tx, cases.lock(tx, case.id))
        assert outbox.is_being_sent(tx, case.id)
        outbox.sent(tx, claimed.message.id, "C1:1")
        assert not outbox.is_being_sent(tx, case.id)


def test_files_are_erased_one_in_a_step(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        for number in range(3):
            attachments.want(tx, case_id=case.id, origin=f"slack:F{number}", name="a.pdf", by="slack:U1")
        for file in attachments.of_case(tx, case.id):
            attachments.keep(tx, file.id, kind="pdf", content=b"x" * 1000)
        erasing.begin(tx, cases.lock(tx, case.id))
        locked = erasing.next_one(tx)
        assert locked is not None
        left = []
        for _ in range(3):
            assert erasing.erase_some(tx, locked, 50)
            left.append(
                tx.connection.scalar(select(func.count()).select_from(Table.metadata.tables["attachment_content"]))
            )
    assert left == [2, 1, 0]


def test_the_register_opens_what_it_was_told(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        cases.submit(tx, case, reference="PRP-2026-0001", regime="WT2023", received_on=date(2026, 3, 2))
        erased_cases.begin(tx, cases.lock(tx, case.id), outcome="scr", rule="review")
        erased_cases.begin(tx, cases.lock(tx, case.id), outcome="another", rule="another")
        (line,) = erased_cases.everything(tx)
    assert (line.reference, line.outcome, line.rule, line.erased_at) == ("PRP-2026-0001", "scr", "review", None)
    assert "scr" not in repr(line)


def test_a_hold_is_kept_once_and_lifted_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        assert holds.hold(tx, hold_id="h", case_id=case.id, reason="an inquiry", by="a")
        assert not holds.hold(tx, hold_id="h", case_id=case.id, reason="another", by="b")
        assert cases.get(tx, case.id).held
    with database.begin(clock.now()) as tx:
        standing = holds.standing(tx, case.id)
        assert standing is not None
        assert standing.reason == "an inquiry"
        assert holds.lift(tx, "h", reason="it is over", by="b")
        assert not holds.lift(tx, "h", reason="again", by="c")
        assert holds.standing(tx, case.id) is None
        assert not cases.get(tx, case.id).held
        assert [each.lifting_reason for each in holds.of_case(tx, case.id)] == ["it is over"]


def test_the_file_keeps_whole_lines_and_only_its_owner_reads_it(tmp_path: Path, clock: Clock) -> None:
    file = ErasedFile(tmp_path / "prp.keys.erased")
    assert file.case_ids() == ()
    for case_id in ("c1", "c2", "c1"):
        file.add(case_id, clock.now())
    with file.path.open("a") as torn:
        torn.write("2026-03-02T10:0")
    assert file.case_ids() == ("c1", "c2")
    file.add("c3", clock.now())
    assert file.case_ids() == ("c1", "c2", "c3")
    assert file.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_erased_is_not_in_any_file_of_sqlite(
    database: Database, database_url: str, clock: Clock, case: Case, duty: Duty
) -> None:
    fill_everything(database, clock, case, duty)
    with database.read(clock.now()) as tx:
        tables = [table for table in Table.metadata.sorted_tables if table.name not in KEPT]
        sealed = {
            bytes(value)
            for table in tables
            for row in tx.connection.execute(select(table)).mappings()
            for name, value in row.items()
            if name.endswith("_sealed") and value and row.get("key") != "1"
        }
    files = Path(database_url.removeprefix("sqlite:///")).parent
    assert any(envelope in file.read_bytes() for file in files.glob("prp.db*") for envelope in sealed)
    erase(database, clock, case.id)
    database.write_over_erased()
    left = b"".join(file.read_bytes() for file in files.glob("prp.db*"))
    assert len(sealed) > 12
    assert [envelope for envelope in sealed if envelope in left] == []
