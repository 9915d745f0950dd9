"""Possible conflicts of interest (docs/procedure.md, section 7, rule 5)."""

from __future__ import annotations

import pytest

from handlers import conflicts
from handlers import people as with_roles
from handlers.access import Refused, Role
from handlers.board import Board, Contact
from handlers.reading import open_case
from storage import conflicts as kept
from storage import outbox, people
from storage.database import Database
from tests.conftest import Clock
from tests.handlers.after_sending.steps import reopen_it, withdraw_it
from tests.handlers.case_steps import decide, kinds, queued
from tests.handlers.conftest import CHAIR, DEPUTY, PANEL, REFERRER, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


@pytest.fixture
def board(board: Board, request: pytest.FixtureRequest) -> Board:
    """The Board, with the agencies of its chair and deputy as a test gives them."""
    agencies: dict[str, str] = getattr(request, "param", {})
    return board.model_copy(
        update={
            "chair": Contact(email="chair@example.org", slack=CHAIR, agency=agencies.get("chair", "")),
            "deputy_chair": Contact(email="deputy@example.org", slack=DEPUTY, agency=agencies.get("deputy", "")),
        }
    )


CHAIR_OF_REFERRER = {"chair": "NORTHPORT  health."}
BOTH = CHAIR_OF_REFERRER | {"deputy": "Northport Social-Care"}


@pytest.mark.parametrize("board", [CHAIR_OF_REFERRER], indirect=True)
def test_a_chair_of_the_referrer_s_agency_is_marked_and_the_deputy_is_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    assert kinds(database, clock, to=CHAIR) == []
    assert kinds(database, clock, to="chair@example.org") == []
    assert kinds(database, clock, to=DEPUTY) == ["referral_sent_chair"]
    assert "possible_conflict" in kinds(database, clock, to="unit@example.org")
    with work_as(CHAIR) as work, pytest.raises(Refused):
        open_case(work, case_id)
    with work_as(DEPUTY) as work:
        assert open_case(work, case_id).case_id == case_id


@pytest.mark.parametrize("board", [BOTH], indirect=True)
def test_with_nobody_to_decide_the_business_unit_is_told_urgently(
    refer: Refer, database: Database, clock: Clock
) -> None:
    refer()
    assert kinds(database, clock, to=DEPUTY) == []
    with database.read(clock.now()) as tx:
        told = [each for each in outbox.waiting(tx) if each.kind == "possible_conflict"]
    assert told
    assert all(message.data["urgent"] for message in told)


@pytest.mark.parametrize("board", [CHAIR_OF_REFERRER], indirect=True)
def test_a_cleared_chair_is_told_what_they_missed_once_and_decides(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    for _ in range(2):
        with work_as(UNIT) as work:
            conflicts.clear(work, case_id, Role.CHAIR)
    assert kinds(database, clock, to=CHAIR) == ["referral_sent_chair"]
    assert "chair_decides" in kinds(database, clock, to=DEPUTY)
    decide(work_as, case_id, by=CHAIR)
    with work_as(DEPUTY) as work, pytest.raises(Refused):
        open_case(work, case_id)


@pytest.mark.parametrize("board", [CHAIR_OF_REFERRER], indirect=True)
def test_after_the_decision_clearing_tells_nobody_anything(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id, by=DEPUTY)
    with work_as(UNIT) as work:
        conflicts.clear(work, case_id, Role.CHAIR)
    assert "referral_sent_chair" not in kinds(database, clock, to=CHAIR)


def test_the_referrer_is_marked_in_every_other_part_they_play(work_as: WorkAs, refer: Refer) -> None:
    with work_as(UNIT) as work:
        member = people.add(work.tx, name="Asha Patel", roles=["panel"], agency="Elsewhere", slack=REFERRER)
        by_email = people.add(work.tx, name="A. P.", roles=["panel"], agency="", email="asha.patel@example.org")
    case_id = refer().case_id
    with work_as(UNIT) as work:
        marked = {conflict.who for conflict in kept.of_case(work.tx, case_id)}
    assert marked == {member.id, by_email.id}


def test_somebody_of_the_business_unit_who_is_marked_hears_nothing_until_cleared(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    with work_as(UNIT) as work:
        other = people.add(work.tx, name="Ned Shaw", roles=["business_unit"], agency="Northport Health", slack="U0NED")
    case_id = refer().case_id
    assert kinds(database, clock, to="U0NED") == []
    with work_as("U0NED") as work, pytest.raises(Refused):
        conflicts.clear(work, case_id, other.id)
    with work_as(UNIT) as work:
        conflicts.clear(work, case_id, other.id)
    assert kinds(database, clock, to="U0NED") == ["referral_sent_business_unit"]


@pytest.mark.parametrize("somebody", [CHAIR, PANEL, REFERRER])
def test_only_the_business_unit_clears(work_as: WorkAs, refer: Refer, somebody: str) -> None:
    case_id = refer().case_id
    with work_as(somebody) as work, pytest.raises(Refused):
        conflicts.clear(work, case_id, Role.CHAIR)


def given_a_role(work_as: WorkAs, slack: str, agency: str) -> str:
    with work_as(UNIT) as work:
        return with_roles.add(work, with_roles.AddPerson("Nia Lowe", ("panel",), agency, slack)).id


def who_is_marked(work_as: WorkAs, case_id: str) -> set[str]:
    with work_as(UNIT) as work:
        return {conflict.who for conflict in kept.of_case(work.tx, case_id)}


@pytest.mark.parametrize("agency", ["NORTHPORT health.", "Northport Social-Care"])
def test_whoever_is_given_a_role_later_is_marked_in_the_cases_that_are_going_on(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, agency: str
) -> None:
    case_id = refer().case_id
    newcomer = given_a_role(work_as, "U0NIA", agency)
    given_a_role(work_as, "U0FREE", "Elsewhere")
    assert who_is_marked(work_as, case_id) == {newcomer}
    with work_as("U0NIA") as work, pytest.raises(Refused):
        open_case(work, case_id)
    with work_as("U0FREE") as work:
        assert open_case(work, case_id)
    told = [message.data["conflicts"] for message in queued(database, clock) if message.kind == "role_given"]
    assert sorted(told) == [0, 0, 1, 1]  # each by email and in Slack
    with work_as(UNIT) as work:
        conflicts.clear(work, case_id, newcomer)
        with_roles.change(work, with_roles.ChangeRoles(newcomer, ("agency_lead", "panel"), ("panel",)))
    with work_as("U0NIA") as work:
        assert open_case(work, case_id)  # whom the business unit has cleared stays cleared


def test_the_referrer_who_is_given_a_role_later_is_marked(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    newcomer = given_a_role(work_as, REFERRER, "Elsewhere")
    assert who_is_marked(work_as, case_id) == {newcomer}


def test_whoever_was_given_a_role_while_a_case_was_closed_is_marked_when_it_is_opened_again(
    work_as: WorkAs, refer: Refer
) -> None:
    withdrawn, decided = refer().case_id, refer(origin="view:V2").case_id
    withdraw_it(work_as, withdrawn)
    decide(work_as, decided)
    newcomer = given_a_role(work_as, "U0NIA", "Northport Health")
    assert who_is_marked(work_as, withdrawn) == who_is_marked(work_as, decided) == set()
    reopen_it(work_as, withdrawn)
    decide(work_as, decided, "rapid_review", correction_reason="It was a rapid review.")
    assert who_is_marked(work_as, withdrawn) == who_is_marked(work_as, decided) == {newcomer}
