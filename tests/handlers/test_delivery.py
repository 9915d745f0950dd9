"""A notice that failed for good is seen by the business unit, and can be tried again while it is not pointless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers import delivery, people
from handlers.access import Actor, Refused, Role
from handlers.board import Board, Contact
from handlers.notices import render
from handlers.work import Work
from storage import audit, conflicts, outbox
from storage import people as listed
from storage.database import Database, NotFound
from storage.tables import OutboxMessage
from tests.conftest import Clock
from tests.handlers.case_steps import decide, kinds, queued, tick
from tests.handlers.conftest import CHAIR, PANEL, REFERRER, UNIT, Refer, WorkAs


def give_up(
    database: Database, clock: Clock, like: Work, kind: str, *, channel: str = "slack", code: str = "user_not_found"
) -> OutboxMessage:
    """Have everything claimed that waits, and one notice of this kind fail for good; gives it as it is then."""
    with database.begin(clock.now()) as tx:
        claimed = outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100)
        message = next(each.message for each in claimed if (each.message.kind, each.message.channel) == (kind, channel))
        delivery.give_up(Work(tx, like.board, like.forms, Actor("deliverer")), message, code)
        return outbox.get(tx, message.id)


@pytest.fixture
def like(work_as: WorkAs, staff: None) -> Work:
    with work_as(UNIT) as work:
        return work


def test_the_business_unit_is_told_in_slack_once_what_failed_and_what_to_do(
    refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    refer()
    failed = give_up(database, clock, like, "referral_sent_chair")
    assert (failed.state, failed.trouble) == (outbox.FAILED, "user_not_found")
    with database.begin(clock.now()) as tx:
        delivery.give_up(Work(tx, like.board, like.forms, Actor("deliverer")), failed, "user_not_found")
    told = [message for message in queued(database, clock) if message.kind == "notice_failed"]
    assert [(message.channel, message.address) for message in told] == [("slack", UNIT)]
    notice = render(like.board, "notice_failed", told[0].data, "slack")
    assert [(button.action, button.value) for button in notice.buttons] == [("retry_notice", failed.id)]
    assert "new referral, decision needed" in notice.lines[0]
    assert "in Slack" in notice.lines[0]
    assert "Check the Slack id" in notice.lines[1]


def test_without_anybody_of_the_unit_in_slack_its_mailbox_is_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    refer()
    with work_as(REFERRER) as work:
        like = work
    give_up(database, clock, like, "referral_sent_chair")
    assert "notice_failed" in kinds(database, clock, to="unit@example.org")


def test_that_a_notice_of_a_failure_failed_is_told_nobody_but_stays_in_the_list(
    refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    refer()
    give_up(database, clock, like, "referral_sent_chair")
    give_up(database, clock, like, "notice_failed", code="account_inactive")
    with database.read(clock.now()) as tx:
        assert {message.kind for message in outbox.failures(tx)} == {"referral_sent_chair", "notice_failed"}
        assert not [message for message in outbox.waiting(tx) if message.kind == "notice_failed"]


def called_back(database: Database, clock: Clock, like: Work) -> list[tuple[str, str]]:
    """Have everything claimed that waits; gives the kind and address of what was called back, as the audit has it."""
    with database.begin(clock.now()) as tx:
        work = Work(tx, like.board, like.forms, Actor("deliverer"))
        claimed = outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100)
        back = [each.message for each in claimed if delivery.call_back(work, each.message)]
        assert all(outbox.get(tx, message.id).state == outbox.DROPPED for message in back)
        (case_id,) = {message.case_id for message in back} or {""}
        noted = [entry for entry in audit.history(tx, str(case_id)) if entry.action == "notice_called_back"]
        assert sorted(entry.details["message"] for entry in noted) == sorted(message.id for message in back)
    return sorted((message.kind, message.address) for message in back)


def test_what_waits_for_somebody_with_a_conflict_by_now_is_called_back_and_that_is_audited(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        una = listed.of_slack(work.tx, UNIT)
        assert una is not None
        for who in (una[0], Role.CHAIR):
            conflicts.mark(work.tx, case_id, who)
    assert called_back(database, clock, like) == [
        ("referral_sent_business_unit", UNIT),
        ("referral_sent_chair", CHAIR),
        ("referral_sent_chair", "chair@example.org"),
    ]


def test_who_is_cleared_again_before_is_told_and_the_referrer_hears_of_their_own_case(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        referrer = listed.add(work.tx, name="Asha Patel", roles=["panel"], slack=REFERRER)
        for who in (referrer.id, Role.CHAIR):
            conflicts.mark(work.tx, case_id, who)
        conflicts.clear(work.tx, case_id, Role.CHAIR, by="slack:U0UNIT")
    assert called_back(database, clock, like) == []


def test_what_was_to_be_done_by_who_has_a_conflict_by_now_is_told_by_the_business_unit(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        owner = listed.add(work.tx, name="Olu Ade", roles=["action_owner"], email="olu@example.org")
    decide(work_as, case_id, "more_information", supplier=owner.id, wanted="Dates", supply_by="30 April 2026")
    with work_as(UNIT) as work:
        conflicts.mark(work.tx, case_id, owner.id)
        conflicts.mark(work.tx, case_id, Role.DEPUTY_CHAIR)
    assert called_back(database, clock, like) == [("information_wanted", "olu@example.org")]
    asked = [message.data for message in queued(database, clock) if message.kind == "tell_by_own_route"]
    assert {(data["about"], data["audience"]) for data in asked} == {("information_wanted", "owner")}


@pytest.mark.parametrize(
    ("code", "words"),
    [("smtp_550", "mail server did not take it (smtp_550)"), ("a_new_one", "What happened: a_new_one")],
)
def test_every_code_is_put_into_words(board: Board, code: str, words: str) -> None:
    data = {"outbox_id": "0" * 32, "about": "role_given", "channel": "email", "code": code}
    notice = render(board, "notice_failed", data, "email")
    assert words in notice.lines[1]
    assert "Case: none" in notice.lines[0]
    assert notice.subject == "Practice Review Panel: notice not delivered"
    assert notice.buttons == ()


def test_a_failed_notice_is_tried_again_and_a_second_click_changes_nothing(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    refer()
    failed = give_up(database, clock, like, "referral_sent_chair")
    with work_as(UNIT) as work:
        assert delivery.retry(work, failed.id)
    with work_as(UNIT) as work:
        assert not delivery.retry(work, failed.id)
        assert outbox.get(work.tx, failed.id).state == outbox.WAITING


def test_a_reminder_of_what_is_done_is_not_tried_again(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    case_id = refer().case_id
    clock.set(datetime(2026, 3, 19, 10, tzinfo=UTC))
    tick(database, clock, like)
    failed = give_up(database, clock, like, "decision_reminder")
    decide(work_as, case_id)
    with work_as(UNIT) as work:
        assert not delivery.retry(work, failed.id)
        assert outbox.get(work.tx, failed.id).state == outbox.FAILED


@pytest.mark.parametrize("somebody", [CHAIR, PANEL, REFERRER])
def test_nobody_else_has_a_notice_tried_again(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work, somebody: str
) -> None:
    refer()
    failed = give_up(database, clock, like, "referral_sent_chair")
    with work_as(somebody) as work, pytest.raises(Refused):
        delivery.retry(work, failed.id)


def test_somebody_with_a_possible_conflict_does_not_have_its_notices_tried_again(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    case_id = refer().case_id
    failed = give_up(database, clock, like, "referral_sent_chair")
    with work_as(UNIT) as work:
        conflicts.mark(work.tx, case_id, str(work.actor.person_id))
    with work_as(UNIT) as work, pytest.raises(Refused):
        delivery.retry(work, failed.id)


def test_a_held_notice_is_let_go_by_whom_and_when_a_failed_one_is_tried_again(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    case_id = refer().case_id
    clock.set(datetime(2026, 3, 19, 10, tzinfo=UTC))
    tick(database, clock, like)
    with work_as(UNIT) as work:
        outbox.hold_all(work.tx)
        sent, reminder = (
            next(each.id for each in outbox.held(work.tx) if each.kind == kind)
            for kind in ("referral_sent_chair", "decision_reminder")
        )
    with work_as(PANEL) as work, pytest.raises(Refused):
        delivery.release(work, sent)
    with work_as(UNIT) as work, pytest.raises(NotFound):
        delivery.release(work, "nothing")
    decide(work_as, case_id)
    with work_as(UNIT) as work:
        assert not delivery.release(work, reminder)
        assert delivery.release(work, sent)
        assert not delivery.release(work, sent)
        conflicts.mark(work.tx, case_id, str(work.actor.person_id))
    with work_as(UNIT) as work, pytest.raises(Refused):
        delivery.release(work, sent)


def test_what_is_let_go_after_the_chair_has_changed_is_for_the_business_unit_to_pass_on(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, like: Work
) -> None:
    refer()
    later = like.board.model_copy(update={"chair": Contact(email="new.chair@example.org", slack="U0NEW")})
    with database.begin(clock.now()) as tx:
        claimed = outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100)
        work = Work(tx, later, like.forms, Actor("deliverer"))
        back = [each.message.address for each in claimed if delivery.call_back(work, each.message)]
        assert sorted(back) == [CHAIR, "chair@example.org"]
    asked = [message for message in queued(database, clock) if message.kind == "tell_by_own_route"]
    assert {(message.address, message.data["audience"]) for message in asked} == {
        (UNIT, "chair"),
        ("unit@example.org", "chair"),
    }


def test_the_administrator_has_a_notice_without_a_case_tried_again(
    work_as: WorkAs, database: Database, clock: Clock, like: Work
) -> None:
    with work_as(UNIT) as work:
        people.add(work, people.AddPerson("Max Holt", ("panel",)))
    failed = give_up(database, clock, like, "role_given", channel="email", code="smtp_550")
    with database.begin(clock.now()) as tx:
        administrator = Actor("command_line:ops", frozenset({Role.ADMINISTRATOR}))
        assert delivery.retry(Work(tx, like.board, like.forms, administrator), failed.id)


def test_an_unknown_notice_is_not_found(work_as: WorkAs, staff: None) -> None:
    with work_as(UNIT) as work, pytest.raises(NotFound):
        delivery.retry(work, "nothing")
