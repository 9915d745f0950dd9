"""Who may do what: every act by every role, with and without a conflict of interest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from forms.words import say
from handlers.access import Act, Actor, Refused, Role, deciding_chair, identify, may, require
from handlers.board import Board
from handlers.work import Work
from storage import cases, conflicts, duties, people
from storage.tables import Case
from tests.handlers.conftest import CHAIR, DEPUTY, REFERRER, STRANGER, WorkAs

UNIT_ACTS = frozenset(Act) - {Act.REFER, Act.CHANGE_DRAFT}
OWN = frozenset({Role.REFERRER, Role.DRAFT_OWNER})
READERS_ACTS = frozenset({Act.OPEN_CASE, Act.SEE_OUTCOME, Act.SEE_REASONS})

MAY_DO: Mapping[Role, frozenset[Act]] = {
    Role.BUSINESS_UNIT: UNIT_ACTS,
    Role.BUSINESS_MANAGER: UNIT_ACTS,
    Role.PANEL: READERS_ACTS,
    Role.PANEL_CHAIR: READERS_ACTS,
    Role.AGENCY_LEAD: frozenset(),
    Role.ACTION_OWNER: frozenset(),
    Role.ADMINISTRATOR: frozenset(
        {Act.MANAGE_PEOPLE, Act.SEE_NOTICES, Act.SEE_HISTORY, Act.SEE_RETENTION, Act.SEE_INTAKES}
    ),
    Role.CHAIR: READERS_ACTS | {Act.RECORD_DECISION, Act.SEE_WITHDRAWAL},
    Role.DEPUTY_CHAIR: READERS_ACTS | {Act.RECORD_DECISION, Act.SEE_WITHDRAWAL},
    Role.MEMBER: frozenset({Act.REFER}),
    Role.REFERRER: frozenset(
        {
            Act.OPEN_CASE,
            Act.SEE_OUTCOME,
            Act.ADD_INFORMATION,
            Act.CORRECT_ANSWER,
            Act.WITHDRAW_CASE,
        }
    ),
    Role.DRAFT_OWNER: frozenset({Act.CHANGE_DRAFT, Act.HAND_OVER_DRAFT}),
    Role.DUTY_OWNER: frozenset({Act.FINISH_ACTION}),
}
"""The whole table, written down a second time by hand."""

OUTSIDE_THE_CASE = OWN | {Role.DUTY_OWNER}
"""Roles that somebody has in one case only."""


def a_case(work: Work) -> Case:
    """Give a case that one person entered for another, and sent."""
    work.forms.remember_current(work.tx)
    outside = cases.FromOutside(cases.POST, date(2026, 3, 2), "slack:U0REFERS")
    version = work.forms.current.version
    case = cases.begin_draft(work.tx, origin="view:V9", owner="slack:U0OWNER", form_version=version, outside=outside)
    case.state = cases.SUBMITTED
    return case


def somebody(work: Work, role: Role, case: Case) -> tuple[Actor, str]:
    """Give an actor who holds this role and no other, and the name under which conflicts know them."""
    if role in OWN:
        return Actor("slack:U0REFERS" if role is Role.REFERRER else case.owner), "nobody"
    if role in {Role.CHAIR, Role.DEPUTY_CHAIR}:
        return Actor("slack:U0ACTS", frozenset({role})), role
    person = people.add(work.tx, name="Somebody", roles=[], slack="U0ACTS")
    if role is Role.DUTY_OWNER:
        duties.open_duty(
            work.tx, case_id=case.id, kind="action", owed_by=person.id, due_on=date(2026, 3, 9), set_by="slack:U0UNIT"
        )
        return Actor("slack:U0ACTS", frozenset(), person.id), person.id
    return Actor("slack:U0ACTS", frozenset({role}), person.id), person.id


def acts_in(work: Work, actor: Actor, case: Case | None) -> frozenset[Act]:
    return frozenset(act for act in Act if may(work.tx, actor, act, case))


def test_the_table_knows_every_role() -> None:
    assert MAY_DO.keys() == set(Role)


@pytest.mark.parametrize("role", Role)
def test_every_act_is_allowed_to_its_roles_alone_and_to_nobody_in_a_conflict(work_as: WorkAs, role: Role) -> None:
    with work_as(STRANGER) as work:
        case = a_case(work)
        actor, who = somebody(work, role, case)
        if role is Role.DEPUTY_CHAIR:
            assert acts_in(work, actor, case) == frozenset(), "the chair decides"
            conflicts.mark(work.tx, case.id, Role.CHAIR)
        assert acts_in(work, actor, case) == MAY_DO[role]
        assert acts_in(work, actor, None) == (frozenset() if role in OUTSIDE_THE_CASE else MAY_DO[role])
        conflicts.mark(work.tx, case.id, who)
        assert acts_in(work, actor, case) == (MAY_DO[role] if role in OWN else frozenset())
        conflicts.clear(work.tx, case.id, who, by="slack:U0UNIT")
        assert acts_in(work, actor, case) == MAY_DO[role]


@pytest.mark.parametrize("act", Act)
def test_every_refusal_says_in_a_sentence_what_to_do(work_as: WorkAs, act: Act) -> None:
    with work_as(STRANGER) as work, pytest.raises(Refused) as refused:
        require(work.tx, Actor("slack:U0OTHER"), act)
    assert str(refused.value) == say(f"refusals.act.{act}")
    assert "business unit" in str(refused.value) or act is Act.CHANGE_DRAFT


def test_who_may_act_is_not_refused(work_as: WorkAs) -> None:
    with work_as(STRANGER) as work:
        require(work.tx, work.actor, Act.REFER)


def test_a_duty_that_is_done_gives_no_right_any_more(work_as: WorkAs) -> None:
    with work_as(STRANGER) as work:
        case = a_case(work)
        actor, _ = somebody(work, Role.DUTY_OWNER, case)
        (duty,) = duties.of_case(work.tx, case.id)
        duties.close(work.tx, duty.id)
        assert acts_in(work, actor, case) == frozenset()


def test_chair_and_deputy_come_from_settings_alone(work_as: WorkAs) -> None:
    for slack_user, role in ((CHAIR, Role.CHAIR), (DEPUTY, Role.DEPUTY_CHAIR)):
        with work_as(slack_user, may_refer=False) as work:
            assert work.actor.roles == {role}
            assert work.actor.who == {role}


def test_roles_and_who_come_from_the_people_table(work_as: WorkAs, board: Board) -> None:
    with work_as(REFERRER) as work:
        person = people.add(work.tx, name="Piet Vance", roles=["panel", "agency_lead"], slack=REFERRER)
        actor = identify(work.tx, board, REFERRER, may_refer=True)
    assert actor.roles == {Role.PANEL, Role.AGENCY_LEAD, Role.MEMBER}
    assert actor.who == {person.id}


def test_a_board_without_a_deputy_has_none(work_as: WorkAs, board: Board) -> None:
    alone = board.model_copy(update={"deputy_chair": None})
    with work_as(DEPUTY, may_refer=False, on=alone) as work:
        assert work.actor.roles == frozenset()
        case = a_case(work)
        conflicts.mark(work.tx, case.id, Role.CHAIR)
        assert deciding_chair(work.tx, alone, case) is None


def test_the_deputy_decides_where_the_chair_has_a_conflict(work_as: WorkAs, board: Board) -> None:
    with work_as(STRANGER) as work:
        case = a_case(work)
        assert deciding_chair(work.tx, board, case) == (Role.CHAIR, board.chair)
        conflicts.mark(work.tx, case.id, Role.CHAIR)
        assert deciding_chair(work.tx, board, case) == (Role.DEPUTY_CHAIR, board.deputy_chair)
        conflicts.mark(work.tx, case.id, Role.DEPUTY_CHAIR)
        assert deciding_chair(work.tx, board, case) is None
