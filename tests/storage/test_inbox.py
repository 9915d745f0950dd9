"""The inbox: what arrives again changes nothing, and can be opened again."""

from __future__ import annotations

from datetime import timedelta

from storage import inbox
from storage.database import Database
from tests.conftest import Clock


def receive(database: Database, clock: Clock, key: str = "event:Ev1", payload: bytes = b"marked") -> inbox.Received:
    with database.begin(clock.now()) as tx:
        return inbox.receive(tx, key=key, source="slack", kind="event", actor="slack:U1", payload=payload)


def test_what_arrives_again_is_kept_once(database: Database, clock: Clock) -> None:
    first = receive(database, clock)
    again = receive(database, clock, payload=b"other")
    assert (first.is_new, first.is_done) == (True, False)
    assert (again.is_new, again.is_done) == (False, False)
    assert again.row.id == first.row.id
    with database.read(clock.now()) as tx:
        assert inbox.open_payload(tx, again.row) == b"marked"


def test_what_was_dealt_with_is_said_to_be_done(database: Database, clock: Clock) -> None:
    row = receive(database, clock).row
    with database.begin(clock.now()) as tx:
        assert inbox.done(tx, row.id)
        assert not inbox.done(tx, row.id)
        assert not inbox.failed(tx, row.id)
    again = receive(database, clock)
    assert (again.is_new, again.is_done, again.row.done_at) == (False, True, clock.now())


def test_what_was_not_dealt_with_is_found_again_the_earliest_first(database: Database, clock: Clock) -> None:
    rows = []
    for number in range(4):
        rows.append(receive(database, clock, f"event:{number}").row.id)
        clock.advance(timedelta(seconds=1))
    with database.begin(clock.now()) as tx:
        inbox.done(tx, rows[1])
        assert inbox.failed(tx, rows[2])
        assert [row.id for row in inbox.unprocessed(tx)] == [rows[0], rows[3]]
