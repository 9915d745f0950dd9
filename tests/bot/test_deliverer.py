from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

import bot.deliverer as under_test
from bot.deliverer import LEASE, MAY_HAVE_BEEN_SENT, MOST_ATTEMPTS, PATIENCE, Deliverer
from bot.sending import CannotLookUp, Permanent, SendTrouble, Temporary, Uncertain, Wait
from forms.loading import default_form, default_form_text
from handlers.access import Actor
from handlers.board import Board, Contact
from handlers.form_versions import Forms
from handlers.notices.rendering import Notice
from handlers.work import Work
from storage import cases, conflicts, outbox
from storage.database import Database, DatabaseUnavailable
from storage.tables import AuditEntry, OutboxMessage
from tests.conftest import Clock

BOARD = Board(
    name="Anytown Board",
    panel_name="Practice Review Panel",
    front_door="0151 496 0000",
    out_of_hours="0151 496 0999",
    chair=Contact(email="chair@example.org"),
    business_unit_email="unit@example.gov.uk",
    panel_channel="C0PANEL",
)


class Post:
    """Sends as the protocol says: each entry of `results` is raised, or None for a success; the last one stays.

    `found` is what a look-up finds: a receipt, None for nothing, or trouble. Fails if a transaction is open.
    """

    def __init__(self, *results: Exception | None, found: str | SendTrouble | None = None, at_once: int = 1) -> None:
        self.at_once = at_once
        self._results = list(results) or [None]
        self.found = found
        self.sent: list[tuple[str, Notice]] = []
        self.looked_up = 0
        self.arrived = threading.Event()
        self.transaction_of = threading.local()
        self.while_sending: Callable[[], object] = lambda: None
        """What happens in the world while a message is being sent."""

    def send(self, message: OutboxMessage, notice: Notice) -> str:
        assert not getattr(self.transaction_of, "open", False)
        self.sent.append((message.id, notice))
        self.arrived.set()
        self.while_sending()
        result = self._results.pop(0) if len(self._results) > 1 else self._results[0]
        if result is not None:
            raise result
        return f"receipt-{message.id}"

    def look_up(self, message: OutboxMessage) -> str | None:
        assert not getattr(self.transaction_of, "open", False)
        self.looked_up += 1
        if isinstance(self.found, SendTrouble):
            raise self.found
        return self.found


class Office:
    """A deliverer at a database of the test's, with one way to send."""

    def __init__(self, database: Database, clock: Clock, post: Post, **others: Post) -> None:
        self.database, self.clock, self.post = database, clock, post
        self.deliverer = Deliverer(
            database=database,
            begin=self.begin,
            board=BOARD,
            senders={"email": post} | others,
            clock=clock.now,
            monotonic=lambda: clock.now().timestamp(),
        )

    @contextmanager
    def begin(self) -> Iterator[Work]:
        with self.database.begin(self.clock.now()) as tx:
            self.post.transaction_of.open = True
            yield Work(tx, BOARD, Forms(default_form(), default_form_text()), Actor("deliverer"))
            self.post.transaction_of.open = False

    def queue(self, *occasions: str, case_id: str | None = None, **more: str) -> None:
        to: dict[str, Any] = {"kind": "chair_decides", "channel": "email", "address": "chair@example.org"} | more
        with self.database.begin(self.clock.now()) as tx:
            for occasion in occasions or ("1",):
                data = {"reference": "PRP-2026-0001"}
                outbox.queue(tx, **to, occasion=occasion, case_id=case_id, data=data)

    def states(self) -> list[tuple[str, str, int]]:
        """Give address, state and number of attempts of every message."""
        with self.database.read(self.clock.now()) as tx:
            return sorted((each.address, each.state, each.attempts) for each in tx.session.exec(select(OutboxMessage)))

    def message(self, kind: str = "chair_decides") -> OutboxMessage:
        with self.database.read(self.clock.now()) as tx:
            return tx.session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind)).one()

    def audited(self) -> list[str]:
        with self.database.read(self.clock.now()) as tx:
            return [entry.action for entry in tx.session.exec(select(AuditEntry))]

    def deliver_for(self, time: timedelta) -> None:
        """Deliver whenever something is due, until `time` has passed or nothing is left."""
        end = self.clock.now() + time
        while (due := self.next_due()) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            self.deliverer.deliver_once()

    def next_due(self) -> datetime | None:
        with self.database.read(self.clock.now()) as tx:
            return outbox.next_due(tx)


@pytest.fixture
def make(database: Database, clock: Clock) -> partial[Office]:
    return partial(Office, database, clock)


def test_a_message_is_sent_once_with_its_receipt(make: partial[Office]) -> None:
    office = make(Post())
    office.queue()
    assert office.deliverer.deliver_once() == 1
    assert office.deliverer.deliver_once() == 0
    assert len(office.post.sent) == 1
    assert office.post.sent[0][1].subject.startswith("PRP-2026-0001")
    assert (office.message().state, office.message().receipt) == ("sent", f"receipt-{office.message().id}")


def test_where_the_other_side_asks_to_wait_the_message_waits_as_long(make: partial[Office]) -> None:
    office = make(Post(Wait("ratelimited", after=90), None))
    office.queue()
    office.deliverer.deliver_once()
    assert office.message().not_before == office.clock.now() + timedelta(seconds=90)
    office.deliver_for(timedelta(minutes=2))
    assert office.message().state == "sent"


def test_temporary_trouble_is_tried_again_with_longer_and_longer_pauses(make: partial[Office]) -> None:
    office = make(Post(Temporary("smtp_450")))
    office.queue()
    pauses = []
    for _ in range(12):
        office.deliverer.deliver_once()
        pauses.append((office.message().not_before - office.clock.now()).total_seconds())
        office.clock.set(office.message().not_before)
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert office.message().trouble == "smtp_450"


def test_a_message_that_cannot_be_sent_for_a_day_is_given_up_and_the_business_unit_told(make: partial[Office]) -> None:
    office = make(Post(*[Temporary("smtp_450")] * MOST_ATTEMPTS, None))
    office.queue()
    office.deliver_for(timedelta(days=2))
    assert (office.message().state, office.message().trouble) == ("failed", "smtp_450")
    assert office.message("notice_failed").address == "unit@example.gov.uk"


def test_a_final_refusal_is_told_the_business_unit_at_once(make: partial[Office]) -> None:
    office = make(Post(Permanent("smtp_550"), None))
    office.queue()
    office.deliverer.deliver_once()
    assert office.message().state == "failed"
    assert office.message("notice_failed").state == "sent"


def test_a_message_to_somebody_with_a_conflict_by_now_is_not_sent(make: partial[Office]) -> None:
    office = make(Post())
    with office.begin() as work:
        work.forms.remember_current(work.tx)
        version = work.forms.current.version
        case = cases.begin_draft(work.tx, origin="view:V1", owner="slack:U1", form_version=version)
        conflicts.mark(work.tx, case.id, "chair")
    office.queue(case_id=case.id)
    assert office.deliverer.deliver_once() == 1
    assert (office.message().state, office.post.sent) == ("dropped", [])
    assert office.audited() == ["notice_called_back"]


def test_an_uncertain_message_that_has_gone_is_not_sent_again(make: partial[Office]) -> None:
    office = make(Post(Uncertain("timeout"), found="C0PANEL:1.2"))
    office.queue()
    office.deliverer.deliver_once()
    assert office.message().state == "unknown"
    office.deliver_for(timedelta(hours=1))
    assert (len(office.post.sent), office.post.looked_up) == (1, 1)
    assert (office.message().state, office.message().receipt) == ("sent", "C0PANEL:1.2")


def test_an_uncertain_message_that_has_not_gone_is_sent_again(make: partial[Office]) -> None:
    office = make(Post(Uncertain("timeout"), None))
    office.queue()
    office.deliver_for(timedelta(hours=1))
    assert (len(office.post.sent), office.message().state) == (2, "sent")
    assert "notice_sent_again_in_doubt" not in office.audited()


@pytest.mark.parametrize("trouble", [Temporary("timeout"), Wait("ratelimited", after=30)])
def test_a_look_up_that_fails_leaves_the_message_uncertain(make: partial[Office], trouble: SendTrouble) -> None:
    office = make(Post(Uncertain("timeout"), found=trouble))
    office.queue()
    office.deliverer.deliver_once()
    office.clock.set(office.message().not_before)
    office.deliverer.deliver_once()
    assert (office.message().state, office.message().trouble, len(office.post.sent)) == ("unknown", trouble.code, 1)


def test_where_nothing_can_be_looked_up_a_message_is_sent_once_more_and_that_is_recorded(make: partial[Office]) -> None:
    office = make(Post(Uncertain("timeout"), None, found=CannotLookUp("smtp")))
    office.queue()
    office.deliver_for(timedelta(hours=1))
    assert (len(office.post.sent), office.message().state) == (2, "sent")
    assert office.post.sent[0][0] == office.post.sent[1][0]
    assert "notice_sent_again_in_doubt" in office.audited()


def test_where_nothing_can_be_looked_up_a_second_doubt_is_for_people(make: partial[Office]) -> None:
    office = make(Post(Uncertain("timeout"), Uncertain("timeout"), None, found=CannotLookUp("smtp")))
    office.queue()
    office.deliver_for(timedelta(hours=1))
    ours = [sent for sent in office.post.sent if sent[0] == office.message().id]
    assert (len(ours), office.message().state, office.message().trouble) == (2, "failed", MAY_HAVE_BEEN_SENT)


def test_a_message_that_stays_uncertain_is_given_up_as_that(make: partial[Office]) -> None:
    office = make(Post(*[Uncertain("timeout")] * MOST_ATTEMPTS, None))
    office.queue()
    office.deliver_for(timedelta(days=2))
    assert (office.message().state, office.message().trouble) == ("failed", MAY_HAVE_BEEN_SENT)


def test_a_sender_that_breaks_leaves_the_message_uncertain_and_the_others_go_on(make: partial[Office]) -> None:
    office = make(Post(ZeroDivisionError(), None))
    office.queue()
    office.queue(kind="action_done")
    office.deliverer.deliver_once()
    states = {office.message().state, office.message("action_done").state}
    assert states == {"unknown", "sent"}


def test_a_worker_that_died_while_sending_leaves_a_message_that_is_looked_up(make: partial[Office]) -> None:
    office = make(Post(found="receipt"))
    office.queue()
    with office.begin() as work:
        outbox.claim(work.tx, worker="dead", lease=LEASE, limit=1)
    assert office.deliverer.deliver_once() == 0
    office.clock.advance(LEASE)
    assert office.deliverer.deliver_once() == 1
    assert (office.message().state, office.post.sent) == ("sent", [])


def test_a_running_deliverer_is_woken_by_the_commit(make: partial[Office]) -> None:
    office = make(Post())
    office.deliverer.start()
    try:
        assert office.deliverer.running
        office.queue()
        assert office.post.arrived.wait(4)
    finally:
        office.deliverer.stop()
    assert not office.deliverer.running
    assert office.message().state == "sent"


def test_a_database_that_is_away_for_a_while_does_not_end_the_deliverer(
    make: partial[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = make(Post())
    asked = threading.Event()
    begin = office.begin

    @contextmanager
    def away() -> Iterator[Work]:
        if not asked.is_set():
            asked.set()
            raise DatabaseUnavailable("away")
        with begin() as work:
            yield work

    monkeypatch.setattr(office.deliverer, "_begin", away)
    office.deliverer.start()
    try:
        assert asked.wait(10)
        office.queue()
        assert office.post.arrived.wait(10)
    finally:
        office.deliverer.stop()


def test_what_is_sent_several_at_once_is_recorded_together(make: partial[Office], commits: list[int]) -> None:
    office = make(Post(at_once=3))
    office.queue("1", "2", "3", "4")
    before = len(commits)
    assert office.deliverer.deliver_once() == 4
    assert len(commits) - before == 5  # two claims, two records, and a look that finds nothing
    assert {state for _, state, _ in office.states()} == {"sent"}
    assert office.audited().count("told") == len(office.post.sent) == 4


def test_one_that_is_told_to_wait_holds_back_what_goes_to_the_same_place_and_nothing_else(
    make: partial[Office],
) -> None:
    office = make(Post(Wait("ratelimited", after=30), None, at_once=5))
    office.queue("1", "2", "3", address="a@example.org")
    office.queue("4", address="b@example.org")
    office.deliverer.deliver_once()
    assert len(office.post.sent) == 2
    assert office.states() == [("a@example.org", "waiting", 0)] * 3 + [("b@example.org", "sent", 1)]
    assert office.next_due() == office.clock.now() + timedelta(seconds=30)
    office.deliver_for(timedelta(minutes=1))
    assert {state for _, state, _ in office.states()} == {"sent"}


def test_being_told_to_wait_again_and_again_uses_up_no_attempt(make: partial[Office]) -> None:
    office = make(Post(*[Wait("ratelimited", after=60)] * (MOST_ATTEMPTS + 5), Temporary("service_unavailable"), None))
    office.queue()
    office.deliver_for(timedelta(days=1))
    assert (office.message().state, office.message().attempts) == ("sent", 2)


def test_what_there_is_no_time_for_goes_back_untried(make: partial[Office]) -> None:
    post = Post(at_once=3)
    office = make(post)
    post.while_sending = lambda: office.clock.advance(PATIENCE + timedelta(seconds=1))
    office.queue("1", "2", "3")
    assert office.deliverer._deliver_next("email") == 3
    assert office.states() == [("chair@example.org", "sent", 1)] + [("chair@example.org", "waiting", 0)] * 2
    assert office.deliverer.deliver_once() > 0
    assert len(office.post.sent) == 3


def test_a_clock_that_jumps_ahead_while_a_message_is_sent_does_not_have_it_sent_again(make: partial[Office]) -> None:
    post = Post()
    office = make(post)
    office.queue()

    def a_day_goes_by() -> None:
        office.clock.advance(timedelta(days=1))
        assert office.deliverer.deliver_once() == 0  # as another thread would

    post.while_sending = a_day_goes_by
    assert office.deliverer._deliver_next("email") == 1
    assert (office.message().state, office.message().doubts, len(post.sent)) == ("sent", 0, 1)


def test_a_mail_server_that_takes_long_holds_up_nothing_in_slack(make: partial[Office]) -> None:
    mail, slack, answered = Post(), Post(), threading.Event()
    mail.while_sending = lambda: answered.wait(10)
    office = make(mail, slack=slack)
    office.queue("1", "2", "3", "4", "5")
    office.deliverer.start()
    try:
        assert mail.arrived.wait(10)
        office.queue(channel="slack", address="U1")
        assert slack.arrived.wait(10)
    finally:
        answered.set()
        office.deliverer.stop()


def test_that_a_message_went_out_is_recorded_as_soon_as_the_database_is_back(
    make: partial[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "RECORD_AGAIN", timedelta(seconds=0))
    post = Post()
    office = make(post)
    office.queue()
    begin, times = office.begin, iter(range(3))

    @contextmanager
    def away_for_a_while() -> Iterator[Work]:
        if post.sent and next(times, None) is not None:
            raise DatabaseUnavailable("away")
        with begin() as work:
            yield work

    monkeypatch.setattr(office.deliverer, "_begin", away_for_a_while)
    assert office.deliverer.deliver_once() == 1
    assert (office.message().state, office.message().doubts, len(post.sent)) == ("sent", 0, 1)


def test_a_deliverer_that_is_to_stop_does_not_wait_for_the_database(
    make: partial[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    office = make(post)
    office.queue()
    begin = office.begin

    @contextmanager
    def gone() -> Iterator[Work]:
        if post.sent:
            office.deliverer.stop()
            raise DatabaseUnavailable("gone")
        with begin() as work:
            yield work

    monkeypatch.setattr(office.deliverer, "_begin", gone)
    with pytest.raises(DatabaseUnavailable):
        office.deliverer.deliver_once()
    assert office.message().state == "sending"  # it is looked up when its lease has ended


def test_a_deliverer_that_never_started_can_be_stopped(make: partial[Office]) -> None:
    office = make(Post())
    office.deliverer.stop()
    office.queue()
    assert office.deliverer.deliver_once() == 0


@pytest.mark.parametrize("code", ["", "the text of a message", "x" * 61, "UPPER"])
def test_a_trouble_code_is_one_short_word(code: str) -> None:
    with pytest.raises(ValueError, match="one short word"):
        Temporary(code)
