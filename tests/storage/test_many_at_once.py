"""Several threads and several processes at once: nothing is counted twice, left out, or claimed by two."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

import pytest

from storage import answers, cases, form_versions, inbox, outbox
from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing
from storage.migrate import is_current, upgrade
from storage.references import next_reference
from storage.tables import Case, Table
from tests.conftest import Clock

SPAWN = multiprocessing.get_context("spawn")
NOW = Clock().now()
LEASE = timedelta(minutes=2)


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Give two processes of their own; they are slow to start, so that all tests here share them."""
    with ProcessPoolExecutor(max_workers=2, mp_context=SPAWN) as pool:
        yield pool


def open_database(url: str) -> Database:
    return Database(url, Vault(KeyRing((bytes(32),))))


def take_references(url: str, how_many: int) -> list[str]:
    database = open_database(url)
    taken = []
    for _ in range(how_many):
        with database.begin(NOW) as tx:
            taken.append(next_reference(tx, 2026))
    database.close()
    return taken


def claim_all(url: str, worker: str) -> list[str]:
    database = open_database(url)
    claimed: list[str] = []
    while True:
        with database.begin(NOW) as tx:
            batch = outbox.claim(tx, worker=worker, lease=LEASE, limit=3)
        with database.begin(NOW) as tx:
            for each in batch:
                assert outbox.sent(tx, each.message.id, worker)
        claimed += [each.message.occasion for each in batch]
        with database.read(NOW) as tx:
            if outbox.next_due(tx) is None:
                database.close()
                return claimed


def hold_a_reference(url: str, told: Connection) -> None:
    database = open_database(url)
    with database.begin(NOW) as tx:
        told.send(next_reference(tx, 2026))
        threading.Event().wait()


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run `calls` in threads that begin together; give what they gave."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_processes_at_once_count_without_a_gap(database_url: str, processes: ProcessPoolExecutor) -> None:
    taken = [processes.submit(take_references, database_url, 40) for _ in range(2)]
    references = sorted(taken[0].result() + taken[1].result())
    assert references == [f"PRP-2026-{number:04}" for number in range(1, 81)]


def test_a_message_that_another_joins_does_not_go_out_before_the_other_is_committed(
    database: Database, case: Case
) -> None:
    to: dict[str, Any] = {"kind": "card", "channel": "slack", "address": "C1", "case_id": case.id}
    with database.begin(NOW) as tx:
        outbox.queue(tx, **to, occasion="1", data={"n": 1})
    joined, over = threading.Event(), threading.Event()

    def join() -> bool:
        with database.begin(NOW) as tx:
            found = outbox.join(tx, **to, data={"n": 2})
            joined.set()
            over.wait(0.2)
        return found

    def claim() -> list[dict[str, int]]:
        joined.wait()
        seen: list[dict[str, int]] = []
        while not seen:
            with database.begin(NOW) as tx:
                seen += [each.message.data for each in outbox.claim(tx, worker="w", lease=LEASE)]
        over.set()
        return seen

    assert at_once(join, claim) == [True, [{"n": 2}]]


def test_threads_at_once_count_without_a_gap(database: Database) -> None:
    def take() -> list[str]:
        taken = []
        for _ in range(10):
            with database.begin(NOW) as tx:
                taken.append(next_reference(tx, 2026))
        return taken

    lists = at_once(*[take] * 4)
    references = sorted(reference for taken in lists if isinstance(taken, list) for reference in taken)
    assert references == [f"PRP-2026-{number:04}" for number in range(1, 41)]


def test_a_process_that_is_killed_in_the_middle_leaves_no_gap(database_url: str, database: Database) -> None:
    take_references(database_url, 1)
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=hold_a_reference, args=(database_url, there))
    process.start()
    assert here.poll(60)
    assert here.recv() == "PRP-2026-0002"
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    assert take_references(database_url, 1) == ["PRP-2026-0002"]


def test_processes_at_once_never_claim_the_same_message(
    database: Database, database_url: str, processes: ProcessPoolExecutor
) -> None:
    with database.begin(NOW) as tx:
        for number in range(60):
            outbox.queue(tx, kind="card", channel="slack", address="C1", occasion=f"{number:02}", case_id=None, data={})
    claimed = [processes.submit(claim_all, database_url, worker) for worker in ("w1", "w2")]
    assert sorted(claimed[0].result() + claimed[1].result()) == [f"{number:02}" for number in range(60)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_claim_does_not_wait_for_another_worker(database: Database) -> None:
    with database.begin(NOW) as tx:
        for number in range(4):
            outbox.queue(tx, kind="card", channel="slack", address="C1", occasion=f"{number}", case_id=None, data={})
    with database.begin(NOW) as one, database.begin(NOW) as other:
        first = outbox.claim(one, worker="w1", lease=LEASE, limit=2)
        second = outbox.claim(other, worker="w2", lease=LEASE, limit=4)
    assert (len(first), len(second)) == (2, 2)
    assert not {each.message.id for each in first} & {each.message.id for each in second}


def test_two_clicks_at_once_begin_one_draft(database: Database) -> None:
    with database.begin(NOW) as tx:
        form_versions.remember(tx, version="1", text="the form")

    def click() -> str:
        with database.begin(NOW) as tx:
            return cases.begin_draft(tx, origin="view:V1", owner="slack:U1", form_version="1").id

    assert len(set(at_once(*[click] * 4))) == 1


def test_an_event_that_arrives_twice_at_once_is_new_once(database: Database) -> None:
    def arrive() -> bool:
        with database.begin(NOW) as tx:
            return inbox.receive(tx, key="event:1", source="slack", kind="event", actor="a", payload=b"x").is_new

    assert sorted(map(bool, at_once(*[arrive] * 4))) == [False, False, False, True]


def test_two_pages_saved_at_once_get_a_revision_each(database: Database, case: Case) -> None:
    def save(question: str) -> Callable[[], int]:
        def saving() -> int:
            with database.begin(NOW) as tx:
                return answers.save(tx, case, {(question, ""): "x"})

        return saving

    assert sorted(map(str, at_once(*map(save, "abcd")))) == ["1", "2", "3", "4"]


def test_rows_added_at_once_all_have_a_place(database: Database, case: Case) -> None:
    def add(row_id: str) -> Callable[[], None]:
        def adding() -> None:
            with database.begin(NOW) as tx:
                answers.ensure_row(tx, case, "children", row_id)

        return adding

    at_once(*map(add, "abcd"))
    with database.read(NOW) as tx:
        assert sorted(answers.rows(tx, case.id)["children"]) == list("abcd")


def test_a_submission_at_once_with_another_takes_effect_once(database: Database, case: Case) -> None:
    def submit() -> bool:
        with database.begin(NOW) as tx:
            locked = cases.lock(tx, case.id)
            if locked.state != cases.DRAFT:
                return False
            reference = next_reference(tx, 2026)
            return cases.submit(tx, locked, reference=reference, regime="WT2023", received_on=NOW.date())

    assert sorted(map(bool, at_once(*[submit] * 4))) == [False, False, False, True]
    with database.begin(NOW) as tx:
        assert next_reference(tx, 2026) == "PRP-2026-0002"


@pytest.mark.parametrize("concern", [inbox.Concern(origin="view:V1"), None], ids=["by its origin", "by its id"])
def test_two_clicks_at_once_about_one_case_take_turns_and_neither_fails(
    database: Database, case: Case, concern: inbox.Concern | None
) -> None:
    both_marked = threading.Barrier(2)

    def click(key: str) -> Callable[[], int]:
        def clicking() -> int:
            with database.begin(NOW) as tx:
                kept = inbox.receive(tx, key=key, source="slack", kind="click", actor="slack:U1", payload=b"x")
            with database.begin(NOW) as tx:
                inbox.done(tx, kept.item_id, concern or inbox.Concern(case.id))
                # the worst moment for both: where they take turns they never meet here, and the one goes on alone
                with suppress(threading.BrokenBarrierError):
                    both_marked.wait(0.2)
                return answers.save(tx, cases.lock(tx, case.id), {("a", ""): key})

        return clicking

    assert sorted(map(str, at_once(click("one"), click("two")))) == ["1", "2"]


def test_upgrades_at_once_make_the_tables_once(database: Database, database_url: str) -> None:
    with database.begin(NOW) as tx:
        Table.metadata.drop_all(tx.session.connection())
        tx.session.connection().exec_driver_sql("DROP TABLE alembic_version")
    assert not is_current(database_url)
    at_once(*[lambda: upgrade(database_url)] * 3)
    assert is_current(database_url)
