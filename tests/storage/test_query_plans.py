"""What a step costs does not grow with the number of old cases: every query finds its rows by an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from storage import (
    actions,
    answers,
    attachments,
    audit,
    cases,
    child_marks,
    conflicts,
    decisions,
    drafts,
    duties,
    erased_cases,
    erasing,
    handovers,
    holds,
    inbox,
    intakes,
    letters,
    mail_counts,
    outbox,
    proposals,
    reminders,
    retention,
    stated_reasons,
    suggestions,
)
from storage.counts import counts
from storage.database import Database, Transaction
from storage.references import next_reference
from storage.tables import Case, Duty, new_id
from tests.conftest import Clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SMALL = (
    *("person", "person_role", "key_check", "reference_counter", "form_version"),
    *("intake_counter", "child_mark_secret"),
)
"""Tables that do not grow with the cases."""

Step = Callable[[Transaction, Case, Duty], object]
LEASE = timedelta(minutes=2)


def deliver(tx: Transaction, case: Case, duty: Duty) -> None:
    to: dict[str, Any] = {"channel": "slack", "address": "C1", "case_id": case.id, "duty_id": duty.id}
    outbox.queue(tx, kind="card", occasion="on", data={}, **to)
    (claimed,) = outbox.claim(tx, worker="w1", lease=LEASE)
    outbox.uncertain(tx, claimed.message.id)
    (claimed,) = outbox.claim(tx, worker="w1", lease=LEASE)
    outbox.failed(tx, claimed.message.id, "x")
    outbox.retry(tx, claimed.message.id)
    outbox.get(tx, claimed.message.id)


def remind(tx: Transaction, case: Case, duty: Duty) -> None:
    reminders.replace(tx, duty, [("on", tx.now)])
    for reminder in reminders.due(tx):
        reminders.mark_sent(tx, reminder.id)
    reminders.of_duty(tx, duty.id)
    reminders.next_due(tx)


def receive(tx: Transaction, case: Case, duty: Duty) -> None:
    received = inbox.receive(tx, key="1", source="slack", kind="event", actor="a", payload=b"x")
    inbox.unprocessed(tx)
    inbox.done(tx, received.item_id)
    inbox.forget(tx, kind="event", received_before=tx.now, limit=5)


def answer(tx: Transaction, case: Case, duty: Duty) -> None:
    answers.ensure_row(tx, case, "children", "1")
    answers.save(tx, case, {("last_name", "1"): "A", ("outline", ""): "B"})
    answers.save(tx, case, {("outline", ""): "C"})
    answers.load(tx, case.id)
    answers.load_some(tx, case.id, ["last_name", "outline"])
    answers.remove_row(tx, case, "1")


def decide(tx: Transaction, case: Case, duty: Duty) -> None:
    decisions.record(
        tx,
        decision_id=new_id(),
        case_id=case.id,
        outcome={},
        reasons="",
        decided_by="chair",
        recorded_by="a",
        decided_on=date(2026, 3, 2),
    )
    decisions.latest(tx, case.id)
    action = actions.add(tx, action_id=new_id(), case_id=case.id, duty_id=duty.id, text="", added_by="a")
    actions.of_case(tx, case.id)
    actions.of_duty(tx, duty.id)
    actions.finish(tx, action.id, note="", by="a")


def move(tx: Transaction, case: Case, duty: Duty) -> None:
    duties.of_case(tx, case.id)
    duties.owed_by(tx, ["chair", "p1"])
    duties.cases_with_open(tx)
    duties.move(tx, duty, due_on=date(2026, 4, 9), by="a", reason="")
    duties.close(tx, duty.id)
    reminders.drop(tx, duty.id)
    outbox.drop_for_duty(tx, duty.id)


def submit(tx: Transaction, case: Case, duty: Duty) -> None:
    cases.lock(tx, case.id)
    reference = next_reference(tx, 2026)
    cases.submit(tx, case, reference=reference, regime="WT2023", received_on=date(2026, 3, 2))
    cases.by_reference(tx, reference)
    conflicts.mark(tx, case.id, "chair")
    conflicts.of_case(tx, case.id)
    conflicts.state(tx, case.id, "chair")
    conflicts.clear(tx, case.id, "chair", by="a")
    cases.open_cases(tx, after=case.id)
    cases.decide(tx, case)


def look(tx: Transaction, case: Case, duty: Duty) -> None:
    cases.drafts_of(tx, "slack:U1")
    cases.sent_by(tx, "slack:U1", 9)
    cases.count_sent_by(tx, "slack:U1")
    duties.owed_by_referrer(tx, "slack:U1")
    cases.open_cases(tx)
    outbox.waiting(tx)
    outbox.failures(tx)
    outbox.next_due(tx)
    counts(tx, date(2026, 3, 2))
    audit.history(tx, case.id)
    audit.latest(tx, case.id, before=9, limit=9, but=("notice_queued",))
    stated_reasons.of_case(tx, case.id)


def begin(tx: Transaction, case: Case, duty: Duty) -> None:
    cases.begin_draft(tx, origin="view:V2", owner="slack:U1", form_version="1")
    cases.remember_page(tx, case, "children")
    cases.remember_for_lists(tx, case, purpose="scr", urgent=False)


def fetch(tx: Transaction, case: Case, duty: Duty) -> None:
    for origin in ("slack:F1", "slack:F2"):
        attachments.want(tx, case_id=case.id, origin=origin, name="a.pdf", by="slack:U1")
    attachments.next_due(tx)
    claimed = attachments.claim(tx, lease=LEASE)
    assert claimed is not None
    attachments.try_later(tx, claimed.id, trouble="x", not_before=tx.now)
    attachments.keep(tx, claimed.id, kind="txt", content=b"x")
    attachments.open_content(tx, claimed.id)
    attachments.of_case(tx, case.id)
    attachments.remove(tx, claimed.id)


def wait_unsent(tx: Transaction, case: Case, duty: Duty) -> None:
    """What the clock asks about drafts that wait, and the erasing of one."""
    drafts.to_nudge(tx, unchanged_since=tx.now, changed_after=tx.now, limit=5)
    drafts.to_warn(tx, unchanged_since=tx.now, limit=5)
    drafts.to_remind_unit_of(tx, unchanged_since=tx.now, reminded_before=tx.now, limit=5)
    drafts.owner_not_reached(tx, warning="warning", instead="instead", limit=5)
    drafts.to_erase(tx, unchanged_since=tx.now, warned=("warning",), delivered_before=tx.now, limit=5)
    cases.drafts(tx, after=case.id)
    handovers.hand_over(tx, case, to="slack:U2", by="slack:U3")
    received = inbox.receive(tx, key="2", source="slack", kind="event", actor="a", payload=b"x")
    inbox.done(tx, received.item_id, inbox.Concern(case.id))
    inbox.concerns(tx, received.item_id, case.id)
    case = cases.lock(tx, case.id)
    erasing.begin(tx, case)
    assert erasing.next_one(tx) is not None
    while erasing.erase_some(tx, case, 50):
        pass
    erasing.end_draft(case)
    inbox.erase_payload_of_erased(tx, received.item_id)


def keep(tx: Transaction, case: Case, duty: Duty) -> None:
    """What the clock asks about closed cases, a legal hold, and the erasing of a case."""
    cases.submit(tx, case, reference="PRP-2026-0007", regime="WT2023", received_on=date(2026, 3, 2))
    cases.decide(tx, case)
    retention.to_work_out(tx, "edition", 5)
    retention.worked_out(cases.lock(tx, case.id), "edition", date(2026, 1, 1))
    retention.to_work_out(tx, "another", 5)
    retention.to_warn(tx, "edition", erased_by=date(2026, 3, 2), warned_before=tx.now, limit=5)
    early, late = tx.now - timedelta(days=90), tx.now
    retention.to_erase(
        tx, "edition", today=date(2026, 3, 2), warning="w", warned_after=early, delivered_before=late, limit=5
    )
    holds.hold(tx, hold_id="h", case_id=case.id, reason="", by="a")
    holds.standing(tx, case.id)
    holds.lift(tx, "h", reason="", by="a")
    erased_cases.begin(tx, case, outcome="", rule="")
    erasing.begin(tx, cases.lock(tx, case.id))
    assert not outbox.is_being_sent(tx, case.id)
    while erasing.erase_some(tx, case, 5):
        pass
    erased_cases.end(tx, case)
    erasing.end_sent(case, tx.now)


def letter(tx: Transaction, case: Case, duty: Duty) -> None:
    """What is asked when a letter arrives, when people look at what waits, and by the clock."""
    received = inbox.receive(tx, key="3", source="mail", kind="mail", actor="a", payload=b"x")
    assert not letters.is_known(tx, item_id=received.item_id, sender="a@b.org", message_id="<1@b.org>", digest="0")
    mail_counts.count_one(tx, "a@b.org", date(2026, 3, 2), most=1)
    mail_counts.forget(tx, before=date(2026, 3, 2))
    intake = intakes.begin(tx, state="waiting", sender="a@b.org", is_trusted=True, case_id=case.id)
    kept = letters.keep(
        tx,
        item_id=received.item_id,
        state="waiting",
        mailbox="m",
        message_id="<1@b.org>",
        digest="0",
        sender="a@b.org",
        arrived_on=date(2026, 3, 2),
        read={},
        intake_id=intake.id,
        case_id=case.id,
    )
    letters.of_intake(tx, intake.id)
    letters.let_read_again(tx, kept, state="again", bound_for="")
    suggestions.make(tx, case, kept.id, ("outline", ""), "x")
    suggestions.waiting(tx, case.id)
    suggestions.forget(tx, case.id)
    made = proposals.make(tx, case_id=case.id, letter_id=kept.id, kind="decision", text="x")
    proposals.waiting(tx, case.id)
    proposals.settle(tx, made.id, state="put_aside", by="a")
    intakes.of_case(tx, case.id)
    intakes.lock(tx, intake.id)
    intakes.numbered(tx, intake.number)
    intakes.count(tx, ("waiting",))
    intakes.page(tx, states=("waiting", "quarantined"), after=intake.id, limit=5)
    intakes.to_remind(tx, state="waiting", asked_before=tx.now, limit=5)
    child_marks.put(tx, case.id, ["x"])
    child_marks.others(tx, case.id)
    child_marks.unmarked(tx, 5)


@contextmanager
def plans(tx: Transaction) -> Iterator[list[str]]:
    """Gather how SQLite goes about every statement of a transaction."""
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in cursor.fetchall())

    connection: Connection = tx.session.connection()
    event.listen(connection, "before_cursor_execute", explain)
    yield found
    event.remove(connection, "before_cursor_execute", explain)


STEPS: tuple[Step, ...] = (
    wait_unsent,
    keep,
    look,
    begin,
    answer,
    submit,
    decide,
    move,
    remind,
    deliver,
    receive,
    fetch,
    letter,
)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_scans_no_table_that_grows(database: Database, clock: Clock, case: Case, duty: Duty, step: Step) -> None:
    with database.begin(clock.now()) as tx, plans(tx) as found:
        step(tx, case, duty)
    scans = [line for line in found if line.startswith("SCAN") and line.split()[1] not in SMALL]
    assert scans == []
    assert any(line.startswith("SEARCH") for line in found)


def test_a_query_without_an_index_would_be_found(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx, plans(tx) as found:
        tx.session.connection().exec_driver_sql("""SELECT * FROM "case" WHERE page = 'x'""")
    assert found == ["SCAN case"]
