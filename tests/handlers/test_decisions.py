"""Recording and correcting the chair's decision."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers import decisions
from handlers.access import Refused
from handlers.case_screens import DecisionRecorded, DecisionScreen, Supplied, SupplyScreen
from handlers.reading import open_case
from storage import cases, conflicts, duties, reminders
from storage.database import Database, NotFound
from storage.tables import Duty
from tests.conftest import Clock
from tests.handlers.case_steps import REASONS, decide, kinds, tick
from tests.handlers.conftest import CHAIR, DEPUTY, PANEL, REFERRER, STRANGER, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


def duty_of(work_as: WorkAs, case_id: str, kind: str = "decide") -> Duty:
    with work_as(UNIT) as work:
        return next(duty for duty in duties.of_case(work.tx, case_id) if duty.kind == kind)


def test_a_final_decision_ends_the_duty_and_its_reminders(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    recorded = decide(work_as, case_id)
    assert isinstance(recorded, DecisionRecorded)
    assert (recorded.final, recorded.corrected, recorded.due_on) == (True, False, None)
    duty = duty_of(work_as, case_id)
    assert duty.state == duties.DONE
    with work_as(UNIT) as work:
        assert {row.state for row in reminders.of_duty(work.tx, duty.id)} == {reminders.DROPPED}
        assert cases.get(work.tx, case_id).state == "decided"


def test_the_same_decision_sent_twice_is_recorded_once(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    with work_as(CHAIR) as work:
        screen = decisions.decision_form(work, case_id)
    first = decisions.RecordDecision(case_id, screen.decision_id, "no_further_action", REASONS, "today")
    second = decisions.RecordDecision(case_id, screen.decision_id, "multi_agency_audit", "Other.", "today")
    with work_as(CHAIR) as work:
        recorded = decisions.record(work, first)
    with work_as(CHAIR) as work:
        assert decisions.record(work, second) == recorded
        assert len(open_case(work, case_id).decisions) == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"outcome": ""}, {"outcome"}),
        ({"outcome": "scr"}, {"outcome"}),  # not an outcome of today's regime
        ({"outcome": "no_further_action", "reasons": " "}, {"reasons"}),
        ({"outcome": "no_further_action", "decided_on": ""}, {"decided_on"}),
        ({"outcome": "no_further_action", "decided_on": "1 March 2026"}, {"decided_on"}),  # before it was received
        ({"outcome": "no_further_action", "decided_on": "3 March 2026"}, {"decided_on"}),  # in the future
        ({"outcome": "single_agency_review"}, {"agency"}),
        ({"outcome": "refer_elsewhere"}, {"elsewhere"}),
        ({"outcome": "more_information"}, {"supplier", "wanted", "supply_by"}),
        ({"outcome": "more_information", "supplier": "nobody", "wanted": "x", "supply_by": "9/3/26"}, {"supplier"}),
        ({"outcome": "more_information", "supplier": "referrer", "wanted": "x", "supply_by": "1/3/26"}, {"supply_by"}),
    ],
)
def test_what_is_missing_or_wrong_comes_back_with_a_sentence_at_the_field(
    work_as: WorkAs, refer: Refer, typed: dict[str, str], wrong: set[str]
) -> None:
    case_id = refer().case_id
    screen = decide(work_as, case_id, **typed)
    assert isinstance(screen, DecisionScreen)
    assert set(screen.errors) == wrong
    assert screen.typed["outcome"] == typed["outcome"]
    with work_as(CHAIR) as work:
        assert open_case(work, case_id).decisions == ()


@pytest.mark.parametrize("outcome", ["rapid_review", "more_information"])
def test_an_outcome_that_is_not_final_leaves_the_chair_s_date_as_it_is(
    work_as: WorkAs, refer: Refer, outcome: str
) -> None:
    case_id = refer().case_id
    before = duty_of(work_as, case_id)
    recorded = decide(work_as, case_id, outcome, supplier="referrer", wanted="The dates.", supply_by="20 March 2026")
    assert isinstance(recorded, DecisionRecorded)
    assert (recorded.final, recorded.due_on) == (False, before.due_on)
    assert duty_of(work_as, case_id).state == duties.OPEN


def test_information_is_asked_of_the_referrer_with_a_date_and_marked_as_supplied_once(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id, "more_information", supplier="referrer", wanted="The dates.", supply_by="20 March 2026")
    duty = duty_of(work_as, case_id, "supply_information")
    assert "information_wanted" in kinds(database, clock, to=REFERRER)
    with work_as(REFERRER) as work:
        screen = decisions.supply_form(work, duty.id)
        assert isinstance(screen, SupplyScreen)
        assert (screen.wanted, screen.due_on) == ("The dates.", date(2026, 3, 20))
    for _ in range(2):
        with work_as(REFERRER) as work:
            assert decisions.supplied(work, duty.id) == Supplied(case_id, duty.id, "PRP-2026-0001")
    assert kinds(database, clock, to=CHAIR).count("information_supplied") == 1
    with work_as(REFERRER) as work:
        assert isinstance(decisions.supply_form(work, duty.id), Supplied)
    with work_as(STRANGER) as work, pytest.raises(Refused):
        decisions.supplied(work, duty.id)
    chair_duty = duty_of(work_as, case_id)
    with work_as(UNIT) as work, pytest.raises(NotFound):
        decisions.supplied(work, chair_duty.id)


def test_a_correction_says_why_keeps_both_and_tells_those_who_were_told_again(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id)
    with work_as(CHAIR) as work:
        screen = decisions.decision_form(work, case_id)
        assert screen.corrects
        assert screen.prior is not None
    without_why = decide(work_as, case_id, "multi_agency_audit")
    assert isinstance(without_why, DecisionScreen)
    assert set(without_why.errors) == {"correction_reason"}
    corrected = decide(work_as, case_id, "multi_agency_audit", correction_reason="Recorded in the wrong case.")
    assert isinstance(corrected, DecisionRecorded)
    assert corrected.corrected
    with work_as(CHAIR) as work:
        old, new = open_case(work, case_id).decisions
        assert (old.corrected, new.corrected) == (True, False)
        assert new.correction_reason == "Recorded in the wrong case."
    for address in (REFERRER, "C0PANEL", "unit@example.org"):
        assert {"decision_recorded", "decision_corrected"} <= set(kinds(database, clock, to=address))
    assert "decision_corrected" in kinds(database, clock, to=CHAIR)


def test_a_correction_that_is_not_final_opens_the_duty_again_with_its_date(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    before = duty_of(work_as, case_id)
    decide(work_as, case_id)
    decide(work_as, case_id, "rapid_review", correction_reason="It was a rapid review.")
    duty = duty_of(work_as, case_id)
    assert (duty.state, duty.due_on) == (duties.OPEN, before.due_on)
    clock.set(datetime(2026, 3, 19, 10, tzinfo=UTC))
    with work_as(UNIT) as work:
        assert cases.get(work.tx, case_id).state == "submitted"
    assert tick(database, clock, work) == 1


def test_the_business_unit_records_for_the_chair_and_the_chair_is_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    decide(work_as, refer().case_id, by=UNIT)
    assert "decision_recorded" in kinds(database, clock, to=CHAIR)
    assert "decision_recorded" in kinds(database, clock, to="chair@example.org")


@pytest.mark.parametrize("somebody", [DEPUTY, PANEL, REFERRER, STRANGER])
def test_nobody_else_records_a_decision(work_as: WorkAs, refer: Refer, somebody: str) -> None:
    case_id = refer().case_id
    with work_as(somebody) as work, pytest.raises(Refused):
        decisions.decision_form(work, case_id)


def test_where_a_conflict_leaves_nobody_to_decide_the_business_unit_cannot_record_either(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        for who in ("chair", "deputy_chair"):
            conflicts.mark(work.tx, case_id, who)
    with work_as(UNIT) as work, pytest.raises(Refused):
        decisions.decision_form(work, case_id)
