"""How often the database is asked while one page is answered: what makes a step quick stays so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from tests.benchmarks.desk import answered, desk, dispatch, signed

MOST = 12
"""Statements, the beginnings of both transactions among them."""


def test_an_answered_page_asks_the_database_a_dozen_times_at_most() -> None:
    asked: list[str] = []
    with desk() as at:
        submission = at.draft_of("U0BENCH")
        dispatch(at.app, signed(answered(submission)))

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        event.listen(at.database.engine, "before_cursor_execute", note)
        dispatch(at.app, signed(answered(submission)))
    assert 0 < len(asked) <= MOST, "\n".join(asked)
