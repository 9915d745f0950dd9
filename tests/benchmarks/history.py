"""One answered question beside 100,000 old cases, against the same beside ten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from storage.inserting import insert
from storage.tables import Answer, Case, Duty, InboxItem, Table
from tests.benchmarks.desk import NOW, Desk, answering, desk
from tests.benchmarks.measuring import Compared, compare

MANY = 100_000
FEW = 10
AT_ONCE = 10_000


def measure(*, rounds: int = 15, times: int = 10, many: int = MANY) -> Compared:
    """Give the seconds of one step beside many old cases and beside few, and their ratio."""
    with desk() as full, desk() as empty:
        sides = []
        for at, count in ((full, many), (empty, FEW)):
            submission = at.draft_of("U0BENCH")
            fill(at, count)
            sides.append(answering(at.app, submission))
        return compare(*sides, rounds=rounds, times=times)


def fill(at: Desk, count: int) -> None:
    """Add cases that were decided: each with answers, its duty, and what arrived about it."""
    for start in range(0, count, AT_ONCE):
        with at.database.begin(NOW) as tx:
            numbers = range(start, min(start + AT_ONCE, count))
            for table, rows in old_rows(numbers, at.forms.current.version).items():
                insert(tx, table, rows)


def old_rows(numbers: range, version: str) -> dict[type[Table], list[dict[str, Any]]]:
    """Give the rows of old cases, by table in the order in which they can be added."""
    sent = NOW - timedelta(days=400)
    case = Case(
        origin="",
        owner="slack:UOLD",
        referrer="slack:UOLD",
        state="decided",
        form_version=version,
        begun_at=sent,
        changed_at=sent,
        submitted_at=sent,
        received_on=sent.date(),
    ).model_dump()
    answer = Answer(case_id="", question_id="", value_sealed=b"x" * 128, revision=1, saved_at=sent).model_dump()
    duty = Duty(
        case_id="", kind="decide", owed_by="chair", state="done", due_on=sent.date(), set_by="", set_at=sent
    ).model_dump()
    item = InboxItem(
        key="", source="slack", kind="", actor="", received_at=sent, payload_sealed=b"x" * 200, state="done"
    ).model_dump()
    old = [(f"case-{number}", number) for number in numbers]
    return {
        Case: [case | {"id": id_, "origin": id_, "reference": f"PRP-2020-{number:06}"} for id_, number in old],
        Answer: [
            answer | {"id": f"{id_}-{each}", "case_id": id_, "question_id": f"q{each}"}
            for id_, _ in old
            for each in range(3)
        ],
        Duty: [duty | {"id": id_, "case_id": id_} for id_, _ in old],
        InboxItem: [item | {"id": id_, "key": id_, "case_id": id_} for id_, _ in old],
    }
