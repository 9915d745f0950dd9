"""Conflicts of interest: marked once, cleared once."""

from __future__ import annotations

from storage import conflicts
from storage.database import Database
from storage.tables import Case
from tests.conftest import Clock


def test_a_conflict_is_marked_once_and_cleared_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        assert conflicts.state(tx, case.id, "chair") is None
        assert not conflicts.clear(tx, case.id, "chair", by="slack:U9")
        assert conflicts.mark(tx, case.id, "chair")
        assert not conflicts.mark(tx, case.id, "chair")
        assert conflicts.state(tx, case.id, "chair") == "possible"
        assert conflicts.clear(tx, case.id, "chair", by="slack:U9")
        assert not conflicts.clear(tx, case.id, "chair", by="slack:U9")
        assert conflicts.state(tx, case.id, "chair") == "cleared"


def test_a_repeated_submission_does_not_mark_again_what_was_cleared(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        conflicts.mark(tx, case.id, "chair")
        conflicts.clear(tx, case.id, "chair", by="slack:U9")
        assert not conflicts.mark(tx, case.id, "chair")
        (conflict,) = conflicts.of_case(tx, case.id)
    assert (conflict.state, conflict.cleared_by, conflict.cleared_at) == ("cleared", "slack:U9", clock.now())
