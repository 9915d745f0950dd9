"""Opening a case: to whom, how much of it, and that it is recorded."""

from __future__ import annotations

import pytest

from handlers import actions, decisions
from handlers.access import Act, Refused, Role
from handlers.actions import AddAction, FinishAction
from handlers.decisions import RecordDecision
from handlers.reading import open_case
from handlers.screens import CaseView, Receipt
from storage import audit, conflicts, people
from storage.database import NotFound
from storage.tables import new_id
from tests.cases import GOOD_PRACTICE, SCR, marked
from tests.handlers.conftest import CHAIR, DEPUTY, PANEL, REFERRER, STRANGER, UNIT, Draft, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


@pytest.fixture
def sent(refer: Refer) -> Receipt:
    """A referral that was sent."""
    return refer()


def opened(work_as: WorkAs, who: str, case_id: str) -> CaseView:
    with work_as(who) as work:
        return open_case(work, case_id)


def decide(work_as: WorkAs, case_id: str, outcome: str = "no_further_action", **more: str) -> None:
    with work_as(CHAIR) as work:
        command = RecordDecision(case_id, new_id(), outcome, "Marked reasons.", "2 March 2026", **more)
        decisions.record(work, command)


def texts(view: CaseView) -> list[str]:
    return [answer.text for section in view.sections for row in section.rows for answer in row if answer.text]


@pytest.mark.parametrize("who", [UNIT, PANEL, CHAIR, REFERRER])
def test_those_whose_role_allows_it_read_the_referral(work_as: WorkAs, sent: Receipt, who: str) -> None:
    view = opened(work_as, who, sent.case_id)
    assert (view.reference, view.state, view.due_on) == (sent.reference, "submitted", sent.decision_due_on)
    assert "Quillfeather" in texts(view)
    assert "Asha Patel, 2 March 2026" in texts(view)
    assert view.limbs


@pytest.mark.parametrize("who", [STRANGER, DEPUTY])
def test_others_are_refused_and_told_whom_to_ask(work_as: WorkAs, sent: Receipt, who: str) -> None:
    with pytest.raises(Refused, match="Ask the business unit"):
        opened(work_as, who, sent.case_id)


def test_each_opening_is_audited_without_content(work_as: WorkAs, sent: Receipt) -> None:
    for who in (UNIT, PANEL, UNIT):
        opened(work_as, who, sent.case_id)
    with work_as(UNIT) as work:
        history = [entry for entry in audit.history(work.tx, sent.case_id) if entry.action == "opened"]
    assert [entry.actor for entry in history] == [f"slack:{UNIT}", f"slack:{PANEL}", f"slack:{UNIT}"]
    assert [entry.details for entry in history] == [{"reference": sent.reference}] * 3


def test_a_draft_is_not_found_not_even_by_its_owner(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    for who in (REFERRER, UNIT):
        with pytest.raises(NotFound):
            opened(work_as, who, case_id)


def test_the_referrer_sees_the_outcome_and_neither_reasons_nor_actions(work_as: WorkAs, sent: Receipt) -> None:
    decide(work_as, sent.case_id)
    view = opened(work_as, REFERRER, sent.case_id)
    (decision,) = view.decisions
    assert (decision.outcome, decision.final, decision.reasons) == ("No further action", True, None)
    assert (view.actions, view.conflicts, view.state) == ((), (), "decided")


def test_the_panel_sees_the_reasons(work_as: WorkAs, sent: Receipt) -> None:
    decide(work_as, sent.case_id)
    assert opened(work_as, PANEL, sent.case_id).decisions[0].reasons == "Marked reasons."


@pytest.mark.parametrize(
    ("outcome", "more", "words"),
    [
        ("single_agency_review", {"agency": "Northport Health"}, "Single-agency review: Northport Health"),
        ("refer_elsewhere", {"elsewhere": "The adults board"}, "Refer elsewhere: The adults board"),
    ],
)
def test_an_outcome_is_said_with_what_belongs_to_it(
    work_as: WorkAs, sent: Receipt, outcome: str, more: dict[str, str], words: str
) -> None:
    decide(work_as, sent.case_id, outcome, **more)
    assert opened(work_as, PANEL, sent.case_id).decisions[0].outcome == words


def test_a_correction_is_shown_beside_what_it_corrects(work_as: WorkAs, sent: Receipt) -> None:
    decide(work_as, sent.case_id)
    decide(work_as, sent.case_id, "rapid_review", correction_reason="The wrong box.")
    first, second = opened(work_as, PANEL, sent.case_id).decisions
    assert (first.corrected, second.corrected, second.final) == (True, False, False)
    assert second.correction_reason == "The wrong box."
    assert opened(work_as, REFERRER, sent.case_id).decisions[1].correction_reason is None


def test_actions_are_shown_with_owner_date_and_note(work_as: WorkAs, sent: Receipt) -> None:
    decide(work_as, sent.case_id)
    with work_as(UNIT) as work:
        owner = people.add(work.tx, name="Ola Reed", roles=["action_owner"], agency="Northport Housing")
        added = actions.add(work, AddAction(sent.case_id, new_id(), "Marked action.", owner.id, "1 June 2026"))
    (line,) = opened(work_as, PANEL, sent.case_id).actions
    assert (line.text, line.owner, line.due_on.isoformat(), line.done) == (
        "Marked action.",
        "Ola Reed",
        "2026-06-01",
        False,
    )
    assert added
    with work_as(UNIT) as work:
        actions.finish(work, FinishAction(line.duty_id, "Marked note."))
    (line,) = opened(work_as, PANEL, sent.case_id).actions
    assert (line.done, line.note) == (True, "Marked note.")


def test_a_possible_conflict_closes_the_case_until_it_is_cleared(work_as: WorkAs, sent: Receipt) -> None:
    with work_as(UNIT) as work:
        member = people.by_slack(work.tx, PANEL)
        assert member is not None
        conflicts.mark(work.tx, sent.case_id, member.id)
    with pytest.raises(Refused):
        opened(work_as, PANEL, sent.case_id)
    with work_as(UNIT) as work:
        conflicts.clear(work.tx, sent.case_id, member.id, by=work.actor.address)
    assert opened(work_as, PANEL, sent.case_id).reference == sent.reference


def test_only_the_business_unit_sees_who_may_have_a_conflict(work_as: WorkAs, sent: Receipt) -> None:
    with work_as(UNIT) as work:
        member = people.add(work.tx, name="Nel Frost", roles=["panel"], slack="U0N")
        conflicts.mark(work.tx, sent.case_id, member.id)
        conflicts.mark(work.tx, sent.case_id, Role.CHAIR)
    shown = opened(work_as, UNIT, sent.case_id).conflicts
    assert {(found.who, found.name) for found in shown} == {
        (member.id, "Nel Frost"),
        ("chair", "The independent chair"),
    }
    assert opened(work_as, PANEL, sent.case_id).conflicts == ()
    assert opened(work_as, DEPUTY, sent.case_id).reference == sent.reference


def test_the_view_says_what_its_viewer_may_do_now(work_as: WorkAs, sent: Receipt) -> None:
    assert Act.RECORD_DECISION in opened(work_as, CHAIR, sent.case_id).acts
    assert Act.CLEAR_CONFLICT in opened(work_as, UNIT, sent.case_id).acts
    assert Act.RECORD_DECISION not in opened(work_as, PANEL, sent.case_id).acts


def test_a_referral_of_good_practice_is_read_without_criteria(work_as: WorkAs, refer: Refer) -> None:
    view = opened(work_as, PANEL, refer(GOOD_PRACTICE).case_id)
    assert view.limbs == ()
    assert not view.statutory


def test_nothing_marked_shows_in_the_repr_of_a_full_case(work_as: WorkAs, refer: Refer) -> None:
    sent = refer(marked())
    decide(work_as, sent.case_id)
    view = opened(work_as, UNIT, sent.case_id)
    assert any("Zyxq" in text for text in texts(view))
    assert "Zyxq" not in repr(view)
    assert "Marked" not in repr(view)


def test_what_was_sent_is_never_marked_as_missing(work_as: WorkAs, sent: Receipt) -> None:
    problems = [
        answer.problem
        for section in opened(work_as, UNIT, sent.case_id).sections
        for row in section.rows
        for answer in row
    ]
    assert set(problems) == {""}


def test_it_is_read_in_the_form_it_was_sent_in(work_as: WorkAs, sent: Receipt) -> None:
    sections = [section.section.id for section in opened(work_as, UNIT, sent.case_id).sections]
    assert sections == ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]
    assert len(SCR.pages) == 9
