"""Cases: begun once, submitted once, listed a page at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage import cases
from storage.database import Database, NotFound
from storage.tables import Case
from tests.conftest import Clock


def begin(database: Database, clock: Clock, origin: str, owner: str = "slack:U1") -> Case:
    with database.begin(clock.now()) as tx:
        return cases.begin_draft(tx, origin=origin, owner=owner, form_version="1")


def submit(database: Database, clock: Clock, case: Case, reference: str) -> bool:
    with database.begin(clock.now()) as tx:
        return cases.submit(tx, case, reference=reference, regime="WT2023", received_on=date(2026, 3, 2))


def test_a_second_click_begins_no_second_draft(database: Database, clock: Clock, case: Case) -> None:
    assert begin(database, clock, "view:V1").id == case.id
    assert begin(database, clock, "view:V2").id != case.id
    with database.read(clock.now()) as tx:
        assert len(cases.drafts_of(tx, "slack:U1")) == 2


def test_a_doubled_click_with_another_owner_changes_nothing(database: Database, clock: Clock, case: Case) -> None:
    assert begin(database, clock, "view:V1", owner="slack:U2").owner == "slack:U1"


def test_drafts_come_with_the_one_changed_last_first(database: Database, clock: Clock, case: Case) -> None:
    clock.advance(timedelta(days=1))
    later = begin(database, clock, "view:V2")
    begin(database, clock, "view:V3", owner="slack:U2")
    with database.read(clock.now()) as tx:
        assert [draft.id for draft in cases.drafts_of(tx, "slack:U1")] == [later.id, case.id]


def test_the_page_and_what_lists_show_are_remembered(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        cases.remember_page(tx, case, "children")
        cases.remember_for_lists(tx, case, purpose="scr", urgent=True)
    with database.read(clock.now()) as tx:
        found = cases.get(tx, case.id)
    assert (found.page, found.purpose, found.urgent, found.state) == ("children", "scr", True, "draft")


def test_a_second_click_submits_nothing(database: Database, clock: Clock, case: Case) -> None:
    assert submit(database, clock, case, "PRP-2026-0001")
    clock.advance(timedelta(minutes=1))
    assert not submit(database, clock, case, "PRP-2026-0002")
    with database.read(clock.now()) as tx:
        found = cases.by_reference(tx, "PRP-2026-0001")
        assert (found.id, found.state, found.regime) == (case.id, "submitted", "WT2023")
        assert found.submitted_at == clock.now() - timedelta(minutes=1)
        assert cases.drafts_of(tx, "slack:U1") == ()
        assert [sent.id for sent in cases.sent_by(tx, "slack:U1", 9)] == [case.id]
        assert [sent.id for sent in cases.all_sent(tx)] == [case.id]


def test_a_final_decision_closes_a_case_once_and_a_correction_opens_it_again(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        assert not cases.decide(tx, case)
    submit(database, clock, case, "PRP-2026-0001")
    with database.begin(clock.now()) as tx:
        assert not cases.reopen(tx, case)
        assert cases.decide(tx, case)
        assert not cases.decide(tx, case)
        assert cases.open_cases(tx) == ()
        assert cases.reopen(tx, case)
        assert [each.id for each in cases.open_cases(tx)] == [case.id]


def test_open_cases_come_a_page_at_a_time_and_each_once(database: Database, clock: Clock, case: Case) -> None:
    for number in range(7):
        submit(database, clock, begin(database, clock, f"view:S{number}"), f"PRP-2026-{number:04}")
        clock.advance(timedelta(minutes=number % 2))  # some are submitted at the same moment
    seen: list[str] = []
    with database.read(clock.now()) as tx:
        page = cases.open_cases(tx, limit=3)
        while page:
            seen += [each.id for each in page]
            page = cases.open_cases(tx, after=page[-1].id, limit=3)
        assert seen == [each.id for each in cases.open_cases(tx)]
    assert len(set(seen)) == 7


def test_a_lock_shows_the_case_as_it_is_now(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        seen = cases.get(tx, case.id)
        cases.remember_page(tx, case, "children")
        assert cases.lock(tx, case.id) is seen
        assert seen.page == "children"


def test_what_is_not_there_is_not_found(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        for look in (cases.get, cases.lock, cases.by_reference):
            with pytest.raises(NotFound):
                look(tx, "nothing")
        with pytest.raises(NotFound):
            cases.open_cases(tx, after="nothing")
