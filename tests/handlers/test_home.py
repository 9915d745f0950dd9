"""What somebody finds when they open the bot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers import actions, decisions
from handlers.actions import AddAction
from handlers.decisions import RecordDecision
from handlers.home import home
from handlers.screens import Home, Receipt
from storage import conflicts, outbox, people
from storage.tables import new_id
from tests.cases import marked
from tests.conftest import Clock
from tests.handlers.conftest import CHAIR, DEPUTY, PANEL, REFERRER, STRANGER, UNIT, Draft, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


def home_of(work_as: WorkAs, who: str, *, after: str | None = None) -> Home:
    with work_as(who) as work:
        return home(work, after)


def decide(work_as: WorkAs, case_id: str, outcome: str = "no_further_action", **more: str) -> None:
    with work_as(CHAIR) as work:
        decisions.record(work, RecordDecision(case_id, new_id(), outcome, "Reasons.", "2 March 2026", **more))


def test_a_newcomer_may_refer_and_finds_nothing_else(work_as: WorkAs) -> None:
    assert home_of(work_as, STRANGER) == Home(may_refer=True)


def test_a_guest_may_not_refer(work_as: WorkAs) -> None:
    with work_as(STRANGER, may_refer=False) as work:
        assert home(work) == Home(may_refer=False)


def test_a_referrer_finds_drafts_told_apart_by_when_and_how_far(work_as: WorkAs, draft: Draft, clock: Clock) -> None:
    draft()
    clock.advance(timedelta(days=1))
    draft(origin="view:V2")
    newer, older = home_of(work_as, REFERRER).drafts
    assert (newer.begun_at.day, older.begun_at.day) == (3, 2)
    assert newer.progress.number == newer.progress.total == 10


def test_a_referrer_finds_what_they_sent_and_what_comes_next(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    (line,) = home_of(work_as, REFERRER).sent
    assert (line.reference, line.state) == (sent.reference, "Sent on 2 March 2026")
    assert line.next_step == "The panel considers it, and the independent chair decides by 2 April 2026."


def test_a_referrer_finds_their_latest_referrals_and_how_many_there_are(
    work_as: WorkAs, refer: Refer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.home.LATEST_SENT", 2)
    for number in range(3):
        refer(origin=f"view:V{number}")
    found = home_of(work_as, REFERRER)
    assert (len(found.sent), found.sent_in_all) == (2, 3)


def test_after_the_decision_the_referrer_is_told_to_open_it(work_as: WorkAs, refer: Refer) -> None:
    decide(work_as, refer().case_id)
    (line,) = home_of(work_as, REFERRER).sent
    assert (line.state, line.next_step) == ("A decision is recorded", "Open it to see the outcome.")


def test_information_wanted_of_the_referrer_is_a_duty_of_theirs(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    wanted = {"supplier": "referrer", "supply_by": "9 March 2026", "wanted": "The dates."}
    decide(work_as, sent.case_id, "more_information", **wanted)
    found = home_of(work_as, REFERRER)
    assert [(duty.kind, duty.due_on.isoformat(), duty.is_late) for duty in found.duties] == [
        ("supply_information", "2026-03-09", False)
    ]
    assert found.sent[0].next_step == "The independent chair has asked you for more information by 9 March 2026."


def test_the_owner_of_an_action_finds_it_until_a_conflict_hides_it(work_as: WorkAs, refer: Refer, clock: Clock) -> None:
    sent = refer()
    decide(work_as, sent.case_id)
    with work_as(UNIT) as work:
        owner = people.add(work.tx, name="Ola Reed", roles=["action_owner"], slack=STRANGER)
        actions.add(work, AddAction(sent.case_id, new_id(), "Marked action.", owner.id, "9 March 2026"))
    clock.set(datetime(2026, 3, 10, 9, tzinfo=UTC))
    (line,) = home_of(work_as, STRANGER).duties
    assert (line.kind, line.reference, line.is_late) == ("action", sent.reference, True)
    with work_as(UNIT) as work:
        conflicts.mark(work.tx, sent.case_id, owner.id)
    assert home_of(work_as, STRANGER).duties == ()


def test_the_chair_finds_the_cases_that_await_a_decision(work_as: WorkAs, refer: Refer) -> None:
    sent, decided = refer(), refer(origin="view:V2")
    decide(work_as, decided.case_id)
    (line,) = home_of(work_as, CHAIR).awaiting_decision
    assert (line.reference, line.due_on, line.is_late) == (sent.reference, sent.decision_due_on, False)
    assert home_of(work_as, DEPUTY).awaiting_decision == ()
    assert home_of(work_as, PANEL).awaiting_decision == ()


def test_with_a_conflict_of_the_chair_the_deputy_finds_the_case(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(UNIT) as work:
        conflicts.mark(work.tx, sent.case_id, "chair")
    assert home_of(work_as, CHAIR).awaiting_decision == ()
    assert [line.reference for line in home_of(work_as, DEPUTY).awaiting_decision] == [sent.reference]


def test_the_business_unit_finds_the_open_cases_a_page_at_a_time(
    work_as: WorkAs, refer: Refer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.home.PAGE_LENGTH", 2)
    sent: list[Receipt] = []
    for number in range(3):
        clock.advance(timedelta(minutes=1))
        sent.append(refer(origin=f"view:V{number}"))
    first = home_of(work_as, UNIT)
    assert [line.reference for line in first.open_cases] == [receipt.reference for receipt in sent[:-1]]
    assert first.more_after == sent[-2].case_id
    rest = home_of(work_as, UNIT, after=first.more_after)
    assert [line.reference for line in rest.open_cases] == [sent[-1].reference]
    assert rest.more_after is None


def test_a_case_in_which_someone_of_the_unit_may_have_a_conflict_is_not_listed_for_them(
    work_as: WorkAs, refer: Refer
) -> None:
    sent = refer()
    with work_as(UNIT) as work:
        (who,) = work.actor.who
        conflicts.mark(work.tx, sent.case_id, who)
    assert home_of(work_as, UNIT).open_cases == ()


def test_the_business_unit_finds_notices_that_failed(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(UNIT) as work:
        (claimed, *_) = outbox.claim(work.tx, worker="w", lease=timedelta(minutes=1))
        outbox.failed(work.tx, claimed.message.id, "channel_not_found")
        outbox.queue(
            work.tx, kind="role_given", channel="email", address="unit@example.org", occasion="x", case_id=None, data={}
        )
    with work_as(UNIT) as work:
        for other in outbox.claim(work.tx, worker="w", lease=timedelta(minutes=1), limit=50):
            if other.message.kind == "role_given":
                outbox.failed(work.tx, other.message.id, "timeout")
    failed = {notice.kind: notice for notice in home_of(work_as, UNIT).failed}
    assert failed[claimed.message.kind].reference == sent.reference
    assert failed[claimed.message.kind].trouble == "channel_not_found"
    assert failed["role_given"].reference is None
    assert home_of(work_as, PANEL).failed == ()


def test_no_home_tells_anything_of_a_case(work_as: WorkAs, refer: Refer, draft: Draft) -> None:
    refer(marked())
    draft(marked(), origin="view:V2")
    for who in (REFERRER, UNIT, CHAIR, PANEL):
        assert "Zyxq" not in repr(home_of(work_as, who))
