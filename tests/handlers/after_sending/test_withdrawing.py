"""Withdrawing a referral, and opening it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import actions, decisions, duties
from handlers.access import Refused
from handlers.after_sending.screens import Reopened, ReopeningScreen, WithdrawalScreen, Withdrawn
from handlers.after_sending.standing import standing
from handlers.after_sending.withdrawing import Reopen, Withdraw, reopen, reopening_form, withdraw, withdrawal_form
from handlers.home import home
from storage import cases, outbox, people, reminders
from storage import duties as kept_duties
from storage.database import Database
from storage.tables import OutboxMessage
from tests.conftest import Clock
from tests.handlers.after_sending.steps import REASON, reopen_it, seen, withdraw_it
from tests.handlers.case_steps import add_action, decide, kinds, queued, tick
from tests.handlers.conftest import CHAIR, PANEL, REFERRER, STRANGER, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")

OWNER = "U0OWNER"


def waiting_reminders(work_as: WorkAs, case_id: str) -> int:
    with work_as(UNIT) as work:
        owed = kept_duties.of_case(work.tx, case_id)
        return sum(row.state == reminders.WAITING for duty in owed for row in reminders.of_duty(work.tx, duty.id))


def states(work_as: WorkAs, case_id: str) -> dict[str, str]:
    with work_as(UNIT) as work:
        return {duty.kind: duty.state for duty in kept_duties.of_case(work.tx, case_id)}


def with_everything_owed(work_as: WorkAs, refer: Refer) -> str:
    """Give a case in which the chair, an owner and a supplier owe something."""
    case_id = refer().case_id
    with work_as(UNIT) as work:
        owner = people.add(work.tx, name="Ola Reed", roles=["action_owner"], slack=OWNER).id
    decide(work_as, case_id, "more_information", supplier=owner, wanted="The dates.", supply_by="9 March 2026")
    add_action(work_as, case_id, owner)
    return case_id


def test_a_withdrawn_referral_ends_what_is_owed_and_its_reminders(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = with_everything_owed(work_as, refer)
    clock.advance(timedelta(days=2))
    with work_as(UNIT) as work:
        like = work
    tick(database, clock, like)
    assert "information_reminder" in kinds(database, clock, to=OWNER)
    withdraw_it(work_as, case_id)
    assert set(states(work_as, case_id).values()) == {"dropped"}
    assert waiting_reminders(work_as, case_id) == 0
    assert "information_reminder" not in kinds(database, clock, to=OWNER)
    with database.read(clock.now()) as tx:
        dropped = tx.session.exec(select(OutboxMessage.kind).where(OutboxMessage.state == outbox.DROPPED)).all()
    assert "information_reminder" in dropped


def test_everyone_who_was_told_of_it_is_told_that_it_was_withdrawn_and_never_why(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    withdraw_it(work_as, with_everything_owed(work_as, refer))
    told = {(each.kind, each.address) for each in queued(database, clock) if each.kind.startswith("referral_withdrawn")}
    assert told == {
        ("referral_withdrawn", "C0PANEL"),
        ("referral_withdrawn", CHAIR),
        ("referral_withdrawn", "chair@example.org"),
        ("referral_withdrawn", OWNER),
        ("referral_withdrawn_business_unit", UNIT),
        ("referral_withdrawn_business_unit", "unit@example.org"),
    }
    assert all(REASON not in str(each.data) for each in queued(database, clock))


def test_the_referrer_is_told_when_the_business_unit_withdraws_it_for_them(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    withdraw_it(work_as, case_id, by=UNIT)
    assert kinds(database, clock, to=REFERRER) == ["referral_receipt", "referral_withdrawn"]
    (line,) = seen(work_as, case_id).withdrawals
    assert line.withdrawn_by == "Una Marsh"


def test_business_unit_and_chair_read_why_and_nobody_else(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    withdraw_it(work_as, case_id)
    reasons = {who: seen(work_as, case_id, by=who).withdrawals[0].reason for who in (UNIT, CHAIR, PANEL, REFERRER)}
    assert reasons == {UNIT: REASON, CHAIR: REASON, PANEL: None, REFERRER: None}


def test_the_referrer_reads_on_which_day_it_was_withdrawn_and_that_nothing_follows(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    withdraw_it(work_as, case_id)
    with work_as(REFERRER) as work:
        (line,) = home(work).sent
        assert line.state == standing(work, case_id).state == "Withdrawn on 2 March 2026"
        assert line.next_step == standing(work, case_id).next_step
        assert line.next_step.startswith("Nothing more happens with it.")
    with work_as(UNIT) as work:
        assert home(work).open_cases == ()


def test_a_reason_is_needed(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    with work_as(REFERRER) as work:
        screen = withdraw(work, Withdraw(case_id, "w1", " "))
    assert isinstance(screen, WithdrawalScreen)
    assert screen.errors == {"reason": "Write why you withdraw this referral. A sentence is enough."}
    assert states(work_as, case_id) == {"decide": "open"}


def test_after_a_final_decision_it_cannot_be_withdrawn_and_the_person_hears_what_to_do(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id)
    with work_as(REFERRER) as work, pytest.raises(Refused, match="cannot be withdrawn any more"):
        withdrawal_form(work, case_id)
    with work_as(REFERRER) as work, pytest.raises(Refused, match="correct the answer or add information"):
        withdraw(work, Withdraw(case_id, "w1", REASON))


@pytest.mark.parametrize("somebody", [PANEL, CHAIR, STRANGER])
def test_nobody_else_withdraws_or_opens_again(work_as: WorkAs, refer: Refer, somebody: str) -> None:
    case_id = refer().case_id
    with work_as(somebody) as work, pytest.raises(Refused):
        withdraw(work, Withdraw(case_id, "w1", REASON))
    withdraw_it(work_as, case_id)
    with work_as(somebody) as work, pytest.raises(Refused):
        reopen(work, Reopen(case_id, "w1", REASON))
    with work_as(REFERRER) as work, pytest.raises(Refused, match="Only the business unit"):
        reopening_form(work, case_id)


def test_in_a_withdrawn_case_nothing_goes_on_until_it_is_opened_again(work_as: WorkAs, refer: Refer) -> None:
    case_id = with_everything_owed(work_as, refer)
    with work_as(UNIT) as work:
        by_kind = {duty.kind: duty.id for duty in kept_duties.of_case(work.tx, case_id)}
    withdraw_it(work_as, case_id)
    for act in (
        lambda work: decisions.decision_form(work, case_id),
        lambda work: decisions.record(work, decisions.RecordDecision(case_id, "d1", "no_further_action")),
        lambda work: decisions.supplied(work, by_kind["supply_information"]),
        lambda work: actions.action_form(work, case_id),
        lambda work: actions.finish(work, actions.FinishAction(by_kind["action"], "Done.")),
        lambda work: duties.event_form(work, case_id),
    ):
        with work_as(UNIT) as work, pytest.raises(Refused, match="was withdrawn"):
            act(work)


def test_opened_again_everything_is_owed_as_before_and_everyone_is_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = with_everything_owed(work_as, refer)
    with work_as(UNIT) as work:
        before = [(duty.id, duty.due_on) for duty in kept_duties.of_case(work.tx, case_id)]
    reminders_before = waiting_reminders(work_as, case_id)
    withdraw_it(work_as, case_id)
    reopen_it(work_as, case_id)
    with work_as(UNIT) as work:
        assert [(duty.id, duty.due_on) for duty in kept_duties.of_case(work.tx, case_id)] == before
        assert cases.get(work.tx, case_id).state == cases.SUBMITTED
    assert set(states(work_as, case_id).values()) == {"open"}
    assert waiting_reminders(work_as, case_id) == reminders_before
    told = {each.address for each in queued(database, clock) if each.kind == "referral_reopened"}
    assert told == {"C0PANEL", CHAIR, "chair@example.org", OWNER, UNIT, "unit@example.org", REFERRER}
    (line,) = seen(work_as, case_id, by=CHAIR).withdrawals
    assert (line.reason, line.reopening_reason) == (REASON, "The criteria may be met.")


def test_what_was_not_needed_any_more_before_the_withdrawal_stays_so(
    work_as: WorkAs, refer: Refer, clock: Clock
) -> None:
    case_id = with_everything_owed(work_as, refer)
    decide(work_as, case_id)
    decide(work_as, case_id, "more_information", supplier="referrer", wanted="More.", supply_by="20 March 2026",
           correction_reason="A slip.")  # fmt: skip
    clock.advance(timedelta(minutes=1))
    withdraw_it(work_as, case_id)
    reopen_it(work_as, case_id)
    with work_as(UNIT) as work:
        asked = [duty for duty in kept_duties.of_case(work.tx, case_id) if duty.kind == "supply_information"]
    assert [(duty.owed_by == "referrer", duty.state) for duty in asked] == [(False, "dropped"), (True, "open")]


def test_a_withdrawal_sent_again_after_the_reopening_withdraws_nothing(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    sent = withdraw_it(work_as, case_id)
    with work_as(REFERRER) as work:
        assert isinstance(withdraw(work, sent), Withdrawn)
        assert isinstance(withdrawal_form(work, case_id), Withdrawn)
    reopened = reopen_it(work_as, case_id)
    with work_as(REFERRER) as work:
        assert isinstance(withdraw(work, sent), Withdrawn)
        assert cases.get(work.tx, case_id).state == cases.SUBMITTED
    with work_as(UNIT) as work:
        assert isinstance(reopen(work, reopened), Reopened)
        assert isinstance(reopening_form(work, case_id), Reopened)


def test_an_old_reopening_does_not_open_a_later_withdrawal(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    withdraw_it(work_as, case_id)
    old = reopen_it(work_as, case_id)
    withdraw_it(work_as, case_id)
    with work_as(UNIT) as work:
        assert isinstance(reopen(work, old), ReopeningScreen)
        assert cases.get(work.tx, case_id).state == cases.WITHDRAWN
    standing_id = standing_withdrawal(work_as, case_id)
    with work_as(UNIT) as work:
        screen = reopen(work, Reopen(case_id, standing_id, ""))
    assert isinstance(screen, ReopeningScreen)
    assert screen.errors == {"reason": "Write why this referral should go on. A sentence is enough."}


def standing_withdrawal(work_as: WorkAs, case_id: str) -> str:
    with work_as(UNIT) as work:
        screen = reopening_form(work, case_id)
    assert isinstance(screen, ReopeningScreen)
    return screen.withdrawal_id


def test_a_late_decision_is_said_to_be_late(work_as: WorkAs, refer: Refer, clock: Clock) -> None:
    case_id = refer().case_id
    clock.advance(timedelta(days=60))
    with work_as(REFERRER) as work:
        assert standing(work, case_id).next_step.startswith("The independent chair’s decision was due by 2 April 2026.")
