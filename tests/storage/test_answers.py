"""Answers: kept as they were given, the newest by its revision, rows in their order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import answers, cases
from storage.database import Database, NotFound
from storage.tables import Case
from tests.conftest import Clock

VALUES = st.one_of(
    st.text(max_size=40).filter(lambda text: "\x00" not in text),
    st.lists(st.sampled_from(["police", "cps", "inquest"]), unique=True),
    st.fixed_dictionaries({"text": st.text(max_size=10), "from": st.just("2026-03-01"), "to": st.just("2026-03-10")}),
)
PLACES = st.tuples(st.sampled_from(["outline", "purpose", "incident_date"]), st.sampled_from(["", "row-1", "row-2"]))
CHANGES = st.lists(st.dictionaries(PLACES, st.none() | VALUES, max_size=4), max_size=5)


def save(database: Database, clock: Clock, case: Case, changes: dict[answers.Place, Any]) -> int:
    with database.begin(clock.now()) as tx:
        return answers.save(tx, case, changes)


def values(database: Database, clock: Clock, case: Case) -> dict[answers.Place, Any]:
    with database.read(clock.now()) as tx:
        return {place: answer.value for place, answer in answers.load(tx, case.id).items()}


def test_answers_come_back_as_they_were_given(database: Database, clock: Clock, case: Case) -> None:
    given_answers = {("purpose", ""): "scr", ("notified_to", ""): ["ofsted"], ("incident_date", ""): {"unread": "?"}}
    assert save(database, clock, case, given_answers) == 1
    assert values(database, clock, case) == given_answers


def test_only_what_changed_gets_the_new_revision(database: Database, clock: Clock, case: Case) -> None:
    save(database, clock, case, {("purpose", ""): "scr", ("outline", ""): "first"})
    clock.advance(timedelta(minutes=5))
    assert save(database, clock, case, {("purpose", ""): "scr", ("outline", ""): "second"}) == 2
    with database.read(clock.now()) as tx:
        stored = answers.load(tx, case.id)
        assert {place[0]: answer.revision for place, answer in stored.items()} == {"purpose": 1, "outline": 2}
        assert stored["purpose", ""].saved_at == clock.now() - timedelta(minutes=5)
        assert cases.get(tx, case.id).changed_at == clock.now()


def test_saving_the_same_again_changes_nothing(database: Database, clock: Clock, case: Case) -> None:
    changes = {("purpose", ""): "scr"}
    assert [save(database, clock, case, changes) for _ in range(3)] == [1, 1, 1]
    assert save(database, clock, case, {}) == 1
    assert save(database, clock, case, {("outline", ""): None}) == 1


def test_a_cleared_answer_is_gone_but_its_revision_tells_older_screens(
    database: Database, clock: Clock, case: Case
) -> None:
    save(database, clock, case, {("outline", ""): "first"})
    assert save(database, clock, case, {("outline", ""): None}) == 2
    assert values(database, clock, case) == {}
    with database.read(clock.now()) as tx:
        assert {place: each.revision for place, each in answers.load_all(tx, case.id).items()} == {("outline", ""): 2}
    assert save(database, clock, case, {("outline", ""): "again"}) == 3


def test_rows_keep_their_order_and_are_added_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        for row_id in ("zoe", "adam", "zoe"):
            answers.ensure_row(tx, case, "children", row_id)
        answers.ensure_row(tx, case, "family", "uncle")
        assert answers.rows(tx, case.id) == {"children": ("zoe", "adam"), "family": ("uncle",)}


def test_a_row_belongs_to_one_section_of_one_case(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        answers.ensure_row(tx, case, "children", "1")
        other = cases.begin_draft(tx, origin="view:V2", owner="slack:U2", form_version="1")
        with pytest.raises(NotFound):
            answers.ensure_row(tx, case, "family", "1")
        with pytest.raises(NotFound):
            answers.ensure_row(tx, other, "children", "1")
        assert answers.remove_row(tx, other, "1") == 0
        assert answers.rows(tx, case.id) == {"children": ("1",)}


def test_a_removed_row_takes_its_answers_along(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        answers.ensure_row(tx, case, "children", "1")
        answers.save(tx, case, {("last_name", "1"): "A", ("outline", ""): "B"})
        assert answers.remove_row(tx, case, "1") == 2
        assert answers.remove_row(tx, case, "1") == 2
        assert answers.rows(tx, case.id) == {}
    assert values(database, clock, case) == {("outline", ""): "B"}


def test_an_older_screen_does_not_bring_a_removed_row_back(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx, pytest.raises(NotFound, match="no such row any more"):
        answers.save(tx, case, {("last_name", "removed"): "A"})


def test_no_repr_shows_an_answer(database: Database, clock: Clock, case: Case) -> None:
    save(database, clock, case, {("outline", ""): "marked value"})
    with database.read(clock.now()) as tx:
        assert "marked" not in repr(answers.load(tx, case.id))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=CHANGES)
def test_any_saves_end_as_a_dictionary_would(database: Database, clock: Clock, case: Case, steps: list[Any]) -> None:
    with database.begin(clock.now()) as tx:
        fresh = cases.begin_draft(tx, origin=f"view:{len(cases.drafts_of(tx, 'x'))}", owner="x", form_version="1")
        for row_id in ("row-1", "row-2"):
            answers.ensure_row(tx, fresh, "children", f"{row_id}-{fresh.id}")
        expected: dict[answers.Place, Any] = {}
        revision = 0
        for step in steps:
            changes = {(question, row and f"{row}-{fresh.id}"): value for (question, row), value in step.items()}
            after = {place: value for place, value in (expected | changes).items() if value is not None}
            revision += after != expected
            expected = after
            assert answers.save(tx, fresh, changes) == revision
        assert {place: answer.value for place, answer in answers.load(tx, fresh.id).items()} == expected
