"""The inbox: what arrives again changes nothing, and can be opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import inbox
from storage.database import Database, NotFound
from storage.tables import Case
from tests.conftest import Clock


def receive(database: Database, clock: Clock, key: str = "event:Ev1", payload: bytes = b"marked") -> inbox.Received:
    with database.begin(clock.now()) as tx:
        return inbox.receive(tx, key=key, source="slack", kind="event", actor="slack:U1", payload=payload)


def test_what_arrives_again_is_kept_once(database: Database, clock: Clock) -> None:
    first = receive(database, clock)
    again = receive(database, clock, payload=b"other")
    assert (first.is_new, first.is_done) == (True, False)
    assert (again.is_new, again.is_done) == (False, False)
    assert again.item_id == first.item_id
    with database.read(clock.now()) as tx:
        assert inbox.open_payload(tx, inbox.get(tx, again.item_id)) == b"marked"


def test_what_was_dealt_with_is_said_to_be_done(database: Database, clock: Clock) -> None:
    item_id = receive(database, clock).item_id
    with database.begin(clock.now()) as tx:
        assert inbox.done(tx, item_id)
        assert not inbox.done(tx, item_id)
        assert not inbox.failed(tx, item_id)
    again = receive(database, clock)
    assert (again.is_new, again.is_done) == (False, True)
    with database.read(clock.now()) as tx:
        assert inbox.get(tx, item_id).done_at == clock.now()


def test_what_was_not_dealt_with_is_found_again_the_earliest_first(database: Database, clock: Clock) -> None:
    rows = []
    for number in range(4):
        rows.append(receive(database, clock, f"event:{number}").item_id)
        clock.advance(timedelta(seconds=1))
    with database.begin(clock.now()) as tx:
        inbox.done(tx, rows[1])
        assert inbox.failed(tx, rows[2])
        assert [row.id for row in inbox.unprocessed(tx)] == [rows[0], rows[3]]


def test_what_was_erased_is_not_there_any_more(database: Database, clock: Clock, case: Case) -> None:
    item_id = receive(database, clock).item_id
    with database.begin(clock.now()) as tx:
        inbox.done(tx, item_id, inbox.Concern(case.id))
        assert inbox.erase_payloads(tx, case.id, 5) == 1
        assert inbox.erase_payloads(tx, case.id, 5) == 0
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        inbox.open_payload(tx, inbox.get(tx, item_id))


def test_old_items_that_were_dealt_with_and_are_about_no_case_are_forgotten(
    database: Database, clock: Clock, case: Case
) -> None:
    used, unused, waiting = (receive(database, clock, key).item_id for key in ("used", "unused", "waits"))
    with database.begin(clock.now()) as tx:
        inbox.done(tx, used, inbox.Concern(case.id))
        inbox.done(tx, unused)
    clock.advance(timedelta(days=30))
    with database.begin(clock.now()) as tx:
        assert inbox.forget(tx, kind="command", received_before=clock.now(), limit=9) == 0
        assert inbox.forget(tx, kind="event", received_before=clock.now(), limit=9) == 1
        for kept in (used, waiting):
            assert inbox.get(tx, kept)
        with pytest.raises(NotFound):
            inbox.get(tx, unused)
