"""The outbox: queued once, claimed by one, looked up where it is not known what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from storage import duties, outbox
from storage.database import Database, NotFound, Transaction
from storage.envelope import Vault
from storage.keys import KeyRing
from storage.tables import Case, Duty, OutboxMessage
from tests.conftest import Clock

LEASE = timedelta(minutes=2)


def queue(tx: Transaction, occasion: str = "submitted", **more: Any) -> bool:
    values = {
        "kind": "card",
        "channel": "slack",
        "address": "C1",
        "case_id": None,
        "data": {"reference": "PRP-2026-0001"},
    }
    return outbox.queue(tx, occasion=occasion, **(values | more))


def claim_one(database: Database, clock: Clock, worker: str = "w1") -> outbox.Claimed:
    with database.begin(clock.now()) as tx:
        (claimed,) = outbox.claim(tx, worker=worker, lease=LEASE)
        return claimed


def state_of(database: Database, clock: Clock, message_id: str) -> OutboxMessage:
    with database.read(clock.now()) as tx:
        message = tx.session.get(OutboxMessage, message_id)
        assert message is not None
        return message


@pytest.fixture
def queued(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        queue(tx)


def test_a_message_joins_one_that_has_certainly_not_gone_out(database: Database, clock: Clock, case: Case) -> None:
    to = {"kind": "card", "channel": "slack", "address": "C1", "case_id": case.id}

    def joins(data: dict[str, int], **other: str) -> bool:
        with database.begin(clock.now()) as tx:
            return outbox.join(tx, **(to | other), data=data)

    assert not joins({"n": 1})
    with database.begin(clock.now()) as tx:
        queue(tx, case_id=case.id)
    assert joins({"n": 2})
    assert not any((joins({"n": 3}, address="C2"), joins({"n": 3}, kind="x"), joins({"n": 3}, channel="email")))
    message = claim_one(database, clock).message
    assert message.data == {"n": 2}
    assert not joins({"n": 4})
    with database.begin(clock.now()) as tx:
        outbox.wait(tx, message.id, tx.now)
    assert joins({"n": 5})
    claim_one(database, clock)
    with database.begin(clock.now()) as tx:
        outbox.uncertain(tx, message.id)
    assert not joins({"n": 6})
    claim_one(database, clock)
    with database.begin(clock.now()) as tx:
        outbox.failed(tx, message.id, "x")
        outbox.retry(tx, message.id)
    assert not joins({"n": 7})  # it may have gone out at the second try
    assert state_of(database, clock, message.id).data == {"n": 5}


def test_each_recipient_is_told_of_an_occasion_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        for case_id in (None, case.id):
            assert queue(tx, case_id=case_id)
            assert not queue(tx, case_id=case_id, data={"other": 1})
        assert queue(tx, address="C2")
        assert queue(tx, occasion="decided")
        assert queue(tx, kind="direct")
        assert queue(tx, channel="email")
        assert len(outbox.waiting(tx)) == 6


@pytest.mark.usefixtures("queued")
def test_a_claimed_message_is_nobody_elses(database: Database, clock: Clock) -> None:
    claimed = claim_one(database, clock)
    assert (claimed.message.attempts, claimed.maybe_sent) == (1, False)
    assert claimed.message.data == {"reference": "PRP-2026-0001"}
    with database.begin(clock.now()) as tx:
        assert outbox.claim(tx, worker="w2", lease=LEASE) == ()


@pytest.mark.usefixtures("queued")
def test_a_sent_message_stays_sent(database: Database, clock: Clock) -> None:
    message = claim_one(database, clock).message
    with database.begin(clock.now()) as tx:
        assert outbox.sent(tx, message.id, "C1 1700000000.000100")
        assert not outbox.sent(tx, message.id, "C1 1700000000.000200")
        assert not outbox.wait(tx, message.id, clock.now())
        assert not outbox.uncertain(tx, message.id)
        assert not outbox.failed(tx, message.id, "timeout")
        assert not outbox.retry(tx, message.id)
    found = state_of(database, clock, message.id)
    assert (found.state, found.receipt, found.sent_at) == ("sent", "C1 1700000000.000100", clock.now())
    assert (found.claimed_by, found.lease_until) == (None, None)
    clock.advance(timedelta(days=1))
    with database.begin(clock.now()) as tx:
        assert outbox.claim(tx, worker="w2", lease=LEASE) == ()
        assert outbox.next_due(tx) is None


@pytest.mark.usefixtures("queued")
def test_a_message_waits_as_told_and_is_then_known_not_to_be_out(database: Database, clock: Clock) -> None:
    message = claim_one(database, clock).message
    until = clock.now() + timedelta(seconds=30)
    with database.begin(clock.now()) as tx:
        assert outbox.wait(tx, message.id, until, "ratelimited")
        assert outbox.claim(tx, worker="w1", lease=LEASE) == ()
        assert outbox.next_due(tx) == until
    clock.set(until)
    again = claim_one(database, clock)
    assert (again.message.trouble, again.message.attempts, again.maybe_sent) == ("ratelimited", 2, False)


@pytest.mark.usefixtures("queued")
def test_a_message_whose_lease_ended_may_have_been_sent(database: Database, clock: Clock) -> None:
    message = claim_one(database, clock).message
    with database.read(clock.now()) as tx:
        assert outbox.next_due(tx) == clock.now() + LEASE
    clock.advance(LEASE)
    again = claim_one(database, clock, "w2")
    assert again.maybe_sent
    assert (again.message.id, again.message.claimed_by, again.message.doubts) == (message.id, "w2", 1)


@pytest.mark.usefixtures("queued")
def test_a_doubt_outlasts_a_wait(database: Database, clock: Clock) -> None:
    message = claim_one(database, clock).message
    later = clock.now() + timedelta(seconds=30)
    with database.begin(clock.now()) as tx:
        assert outbox.uncertain(tx, message.id, "timeout", until=later)
        assert [each.state for each in outbox.waiting(tx)] == ["unknown"]
        assert outbox.claim(tx, worker="w1", lease=LEASE) == ()
    clock.set(later)
    assert claim_one(database, clock).maybe_sent
    with database.begin(clock.now()) as tx:
        outbox.wait(tx, message.id, clock.now(), "ratelimited")  # the look-up itself was told to wait
    assert claim_one(database, clock).maybe_sent


@pytest.mark.usefixtures("queued")
def test_a_message_found_to_be_out_is_sent(database: Database, clock: Clock) -> None:
    message = claim_one(database, clock).message
    with database.begin(clock.now()) as tx:
        outbox.uncertain(tx, message.id)
        assert outbox.sent(tx, message.id, "found")


@pytest.mark.usefixtures("queued")
def test_a_final_failure_is_seen_and_a_person_may_have_it_tried_again(
    database: Database, clock: Clock, commits: list[int]
) -> None:
    message = claim_one(database, clock).message
    woken: list[bool] = []
    database.on_commit(lambda: woken.append(True))
    with database.begin(clock.now()) as tx:
        outbox.uncertain(tx, message.id)
    claim_one(database, clock)
    with database.begin(clock.now()) as tx:
        assert outbox.failed(tx, message.id, "channel_not_found")
        assert [each.trouble for each in outbox.failures(tx)] == ["channel_not_found"]
        assert outbox.waiting(tx) == ()
    assert woken == []
    with database.begin(clock.now()) as tx:
        assert outbox.retry(tx, message.id)
        assert not outbox.retry(tx, message.id)
        assert outbox.failures(tx) == ()
    assert woken == [True]
    again = claim_one(database, clock)
    assert (again.message.attempts, again.message.doubts, again.maybe_sent) == (1, 1, True)


def test_messages_come_when_their_moment_has_come_the_earliest_first(database: Database, clock: Clock) -> None:
    start = clock.now()
    with database.begin(start) as tx:
        for minutes in (5, 1, 3):
            queue(tx, f"{minutes}", not_before=start + timedelta(minutes=minutes))
        assert outbox.claim(tx, worker="w1", lease=LEASE) == ()
        assert outbox.next_due(tx) == start + timedelta(minutes=1)
    clock.set(start + timedelta(minutes=5))
    with database.begin(clock.now()) as tx:
        assert [each.message.occasion for each in outbox.claim(tx, worker="w1", lease=LEASE, limit=2)] == ["1", "3"]
        assert [each.message.occasion for each in outbox.claim(tx, worker="w1", lease=LEASE, limit=2)] == ["5"]


def test_a_duty_that_is_done_drops_what_still_waits(database: Database, clock: Clock, duty: Duty) -> None:
    with database.begin(clock.now()) as tx:
        queue(tx, "before:3", case_id=duty.case_id, duty_id=duty.id)
        outbox.claim(tx, worker="w1", lease=LEASE)
        queue(tx, "on", case_id=duty.case_id, duty_id=duty.id)
        queue(tx, "submitted", case_id=duty.case_id)
        assert outbox.drop_for_duty(tx, duty.id) == 1
        assert {each.occasion for each in outbox.waiting(tx)} == {"before:3", "submitted"}


def test_what_was_being_sent_when_its_duty_was_closed_does_not_go_out_later(
    database: Database, clock: Clock, duty: Duty
) -> None:
    with database.begin(clock.now()) as tx:
        queue(tx, "on", case_id=duty.case_id, duty_id=duty.id)
        queue(tx, "submitted", case_id=duty.case_id)
        outbox.claim(tx, worker="w1", lease=LEASE)
        duties.close(tx, duty.id)
        outbox.drop_for_duty(tx, duty.id)
    clock.advance(LEASE)
    with database.begin(clock.now()) as tx:
        assert [each.message.occasion for each in outbox.claim(tx, worker="w2", lease=LEASE)] == ["submitted"]
        assert {each.occasion for each in outbox.waiting(tx)} == {"submitted"}


def test_a_message_that_is_not_there_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        outbox.get(tx, "nothing")


@pytest.mark.usefixtures("queued")
def test_what_another_worker_has_by_now_is_not_undone_by_one_whose_lease_ended(
    database: Database, clock: Clock
) -> None:
    late = claim_one(database, clock).message
    clock.advance(LEASE)
    claim_one(database, clock, "w2")
    with database.begin(clock.now()) as tx:
        for undone in (
            outbox.wait(tx, late.id, clock.now(), "x", worker="w1"),
            outbox.put_back(tx, late.id, clock.now(), worker="w1"),
            outbox.uncertain(tx, late.id, "x", worker="w1"),
            outbox.failed(tx, late.id, "x", worker="w1"),
        ):
            assert not undone
        assert outbox.sent(tx, late.id, "receipt")  # that it is out stays true, whoever says it


@pytest.mark.usefixtures("queued")
def test_a_message_that_its_worker_says_is_in_hand_is_not_given_up(database: Database, clock: Clock) -> None:
    message = claim_one(database, clock).message
    clock.advance(timedelta(days=1))
    with database.begin(clock.now()) as tx:
        assert outbox.claim(tx, worker="w2", lease=LEASE, in_hand=[message.id]) == ()
    assert claim_one(database, clock, "w2").maybe_sent


def test_each_way_of_sending_has_a_queue_of_its_own(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        queue(tx, "1", channel="email")
        queue(tx, "2")
        assert [each.message.occasion for each in outbox.claim(tx, worker="w", lease=LEASE, channel="slack")] == ["2"]
        assert outbox.next_due(tx, "slack") == clock.now() + LEASE
        assert outbox.next_due(tx, "email") == clock.now()


def test_what_waits_for_one_place_is_held_back_and_nothing_else(database: Database, clock: Clock) -> None:
    until = clock.now() + timedelta(seconds=30)
    with database.begin(clock.now()) as tx:
        queue(tx, "1")
        queue(tx, "2", not_before=until + timedelta(days=1))
        queue(tx, "3", address="C2")
        queue(tx, "4", channel="email")
        assert outbox.hold_back(tx, channel="slack", address="C1", until=until) == 1
        assert {each.message.occasion for each in outbox.claim(tx, worker="w", lease=LEASE)} == {"3", "4"}


class Delivery(RuleBasedStateMachine):
    """Two workers, a clock and one message: whatever happens, it is never sent blindly after it may have gone out."""

    url: str
    """The database that the machine works on; a test sets it."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(Delivery.url, Vault(KeyRing((bytes(32),))))
        self.clock = Clock()
        self.held: dict[str, outbox.Claimed] = {}
        self.out = 0
        with self.database.begin(self.clock.now()) as tx:
            tx.session.exec(delete(OutboxMessage))
            queue(tx)

    @rule(worker=st.sampled_from(["w1", "w2"]))
    def claim(self, worker: str) -> None:
        with self.database.begin(self.clock.now()) as tx:
            for claimed in outbox.claim(tx, worker=worker, lease=LEASE):
                assert claimed.maybe_sent or self.out == 0
                self.held = {worker: claimed}

    @precondition(lambda self: self.held)
    @rule(fate=st.sampled_from(["arrived", "lost", "arrived, no answer", "lost, no answer", "refused", "crashed"]))
    def send(self, fate: str) -> None:
        ((_, claimed),) = self.held.items()
        self.held = {}
        known_to_be_out = claimed.maybe_sent and self.out > 0
        if not known_to_be_out and fate in {"arrived", "arrived, no answer"}:
            self.out += 1
        message_id = claimed.message.id
        with self.database.begin(self.clock.now()) as tx:
            if known_to_be_out or fate == "arrived":
                assert outbox.sent(tx, message_id, "receipt")
            elif fate == "lost":
                assert outbox.wait(tx, message_id, self.clock.now() + timedelta(seconds=30))
            elif fate.endswith("no answer"):
                assert outbox.uncertain(tx, message_id, "timeout")
            elif fate == "refused":
                assert outbox.failed(tx, message_id, "channel_not_found")
                assert outbox.retry(tx, message_id)
        if fate == "crashed" and not known_to_be_out:
            self.clock.advance(LEASE)

    @rule()
    def time_passes(self) -> None:
        if not self.held:
            self.clock.advance(timedelta(seconds=30))

    @invariant()
    def it_went_out_once_at_most(self) -> None:
        assert self.out <= 1

    def teardown(self) -> None:
        self.database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_happens_a_message_goes_out_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Delivery, "url", database_url, raising=False)
    run_state_machine_as_test(Delivery, settings=settings(max_examples=20, stateful_step_count=15, deadline=None))
