"""The audit: only what is on the list, only short and plain, in the order it happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from storage import audit
from storage.database import Database
from storage.tables import Case
from tests.conftest import Clock


def test_entries_come_in_the_order_they_were_made(database: Database, clock: Clock, case: Case) -> None:
    for action in ("submitted", "opened", "decided"):
        with database.begin(clock.now()) as tx:
            audit.note(tx, actor="slack:U1", action=action, case_id=case.id, page="children", number=2)
            audit.note(tx, actor="slack:U1", action="person added", roles=["panel"], urgent=True)
        clock.advance(-timedelta(minutes=1))  # a clock put back does not change the order
    with database.read(clock.now()) as tx:
        history = audit.history(tx, case.id)
    assert [entry.action for entry in history] == ["submitted", "opened", "decided"]
    assert history[0].details == {"page": "children", "number": 2}


@pytest.mark.parametrize("key", ["outcome", "reasons", "answer", "name", "text", "note", "question"])
def test_a_key_that_is_not_listed_is_refused(database: Database, clock: Clock, key: str) -> None:
    with database.begin(clock.now()) as tx, pytest.raises(ValueError, match=f"does not tell {key}") as refusal:
        audit.note(tx, actor="slack:U1", action="opened", **{key: "marked"})
    assert "marked" not in str(refusal.value)


@pytest.mark.parametrize("value", ["x" * 201, ["x" * 201], [1], {"a": "b"}, 1.5, b"x"])
def test_a_value_that_is_long_or_not_plain_is_refused(database: Database, clock: Clock, value: Any) -> None:
    with database.begin(clock.now()) as tx, pytest.raises(ValueError, match="short, plain values: page is none"):
        audit.note(tx, actor="slack:U1", action="opened", page=value)


@pytest.mark.parametrize("value", ["x" * 200, ["a", "b"], [], 3, True, None])
def test_short_plain_values_are_kept(database: Database, clock: Clock, case: Case, value: Any) -> None:
    with database.begin(clock.now()) as tx:
        audit.note(tx, actor="slack:U1", action="opened", case_id=case.id, page=value)
        assert audit.history(tx, case.id)[0].details == {"page": value}
