"""Reference numbers: one after the other, per year, without a gap when a step fails."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.references import next_reference
from tests.conftest import Clock


def test_references_count_within_their_year(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        given_out = [next_reference(tx, year) for year in (2026, 2026, 2027, 2026)]
    assert given_out == ["PRP-2026-0001", "PRP-2026-0002", "PRP-2027-0001", "PRP-2026-0003"]


def test_after_9999_a_reference_grows_longer(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        next_reference(tx, 2026)
        tx.session.connection().exec_driver_sql("UPDATE reference_counter SET last = 9999")
        assert next_reference(tx, 2026) == "PRP-2026-10000"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(failures=st.lists(st.booleans(), min_size=1, max_size=8), year=st.integers(2000, 9999))
def test_a_failed_submission_leaves_no_gap(database: Database, clock: Clock, failures: list[bool], year: int) -> None:
    kept: list[str] = []
    with database.begin(clock.now()) as tx:
        tx.session.connection().exec_driver_sql("DELETE FROM reference_counter")
    for fails in failures:
        with suppress(ZeroDivisionError), database.begin(clock.now()) as tx:
            reference = next_reference(tx, year)
            _ = 1 / (not fails)
            kept.append(reference)
    assert kept == [f"PRP-{year}-{number:04}" for number in range(1, len(kept) + 1)]
