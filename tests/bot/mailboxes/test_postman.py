from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import QueuePool, update

from bot.mail.mailbox import Gone, Permanent, Place, Temporary, TooLarge, Wait
from bot.mail.postman import MOST_ATTEMPTS, TOLD_AFTER
from storage.database import Database, DatabaseUnavailable
from storage.tables import InboxItem
from tests.bot.mailboxes.post_office import Fate, Killed, PostOffice
from tests.conftest import Clock

ONE, TWO, THREE = b"one", b"two", b"three"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_each_mail_is_kept_dealt_with_once_and_moved(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE, TWO)
    office.desk.quarantines.add(TWO)
    office.look()
    office.look()
    assert office.dealt_with() == {"one": 1, "two": 1}
    assert office.shelf.moved == [(ONE, Place.PROCESSED), (TWO, Place.QUARANTINE)]
    assert office.states() == [("mail", "done")] * 2


def test_the_same_mail_come_again_changes_nothing(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE, ONE)
    office.look()
    assert office.dealt_with() == {"one": 1}
    assert office.shelf.moved == [(ONE, Place.PROCESSED)] * 2


def test_a_mail_that_is_too_large_is_known_by_its_headers_and_stays_in_quarantine(
    database: Database, clock: Clock
) -> None:
    office = PostOffice(database, clock, ONE, TWO)
    office.shelf.troubles["fetch", ONE] = [TooLarge(b"headers")]
    office.look()
    assert office.dealt_with() == {"only-headers": 1, "two": 1}
    assert office.shelf.moved[0] == (ONE, Place.QUARANTINE)
    assert ("mail_too_large", "done") in office.states()


def test_a_mail_that_cannot_be_fetched_holds_up_no_other_and_is_told_once(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE, TWO)
    office.shelf.troubles["fetch", ONE] = [Temporary("broken")]
    office.look()
    assert office.dealt_with() == {"two": 1}
    office.look_later(seconds=10)
    assert office.told() == []
    office.look_later(seconds=20)
    assert office.told() == ["mail_not_fetched"]
    for _ in range(MOST_ATTEMPTS):
        office.look_later(hours=2)
    assert office.shelf.moved == [(TWO, Place.PROCESSED), (ONE, Place.QUARANTINE)]
    assert office.told() == ["mail_not_fetched"]


def test_a_mail_that_can_be_fetched_at_last_is_dealt_with(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE)
    office.shelf.troubles["fetch", ONE] = [RuntimeError("what nobody foresaw"), Temporary("broken")]
    office.look()
    del office.shelf.troubles["fetch", ONE]
    office.look()
    assert office.dealt_with() == {}
    office.look_later(seconds=10)
    assert office.dealt_with() == {"one": 1}


def test_a_mail_that_somebody_moved_meanwhile_is_forgotten(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE, TWO)
    office.shelf.troubles["fetch", ONE] = [Gone()]
    office.look()
    assert office.dealt_with() == {"two": 1}


def test_a_mail_that_cannot_be_moved_is_not_read_again(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE, TWO)
    office.shelf.troubles["move", ONE] = [Permanent("full")]
    office.look()
    office.look_later(hours=1)
    assert office.desk.read_while == {ONE: 1, TWO: 1}
    office.shelf.troubles.clear()
    office.look_later(hours=1)
    assert office.shelf.moved == [(TWO, Place.PROCESSED), (ONE, Place.PROCESSED)]


def test_a_mail_that_breaks_its_handler_is_kept_and_shown_and_holds_up_no_other(
    database: Database, clock: Clock
) -> None:
    office = PostOffice(database, clock, ONE, TWO)
    office.desk.breaks[ONE] = RuntimeError("what nobody foresaw")
    office.look()
    assert office.dealt_with() == {"two": 1}
    assert office.told() == ["mail_not_handled"]
    assert office.states() == [("mail", "failed"), ("mail", "done")]
    assert office.shelf.moved == [(ONE, Place.QUARANTINE), (TWO, Place.PROCESSED)]


def test_a_mail_that_is_let_through_again_is_dealt_with(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE)
    office.desk.breaks[ONE] = RuntimeError("what nobody foresaw")
    office.look()
    office.desk.breaks.clear()
    with database.begin(clock.now()) as tx:
        tx.session.exec(update(InboxItem).values(state="received", done_at=None))
    office.look()
    assert office.dealt_with() == {"one": 1}


def test_a_mail_that_cannot_be_opened_any_more_holds_up_no_other(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE)
    office.desk.breaks[ONE] = DatabaseUnavailable("away")
    with pytest.raises(DatabaseUnavailable):
        office.look()
    with database.begin(clock.now()) as tx:
        tx.session.exec(update(InboxItem).values(payload_sealed=b"spoiled"))
    office.shelf.mails = {"2": TWO}
    office.look()
    assert office.dealt_with() == {"two": 1}
    assert office.told() == ["mail_not_handled"]


def test_no_transaction_is_open_while_a_mail_is_fetched_and_read(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = PostOffice(database, clock, ONE)
    read, fetch = office.desk.read, office.shelf.fetch
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)

    def idle(act: Callable[..., object]) -> Callable[..., object]:
        def checked(*arguments: object) -> object:
            assert pool.checkedout() == 0
            return act(*arguments)

        return checked

    monkeypatch.setattr(office.desk, "read", idle(read))
    monkeypatch.setattr(office.shelf, "fetch", idle(fetch))
    office.look()
    assert office.dealt_with() == {"one": 1}


def test_killed_at_any_step_nothing_is_lost_and_nothing_is_dealt_with_twice(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Counter[str]()
    moved = 0
    number = 1
    while True:
        office = PostOffice(database, clock, f"one-{number}".encode(), f"two-{number}".encode())
        expected += Counter({f"one-{number}": 1, f"two-{number}": 1})
        with monkeypatch.context() as patch:
            fate = Fate(patch, number)
            try:
                office.look()
            except Killed:
                patch.undo()
                office.new_postman()
                office.look()
        assert office.dealt_with() == expected
        assert office.shelf.mails == {}
        moved += len(office.shelf.moved)
        if fate.left > 0:
            break
        number += 1
    assert number > 10
    assert moved == expected.total()


def test_a_mailbox_that_is_away_is_tried_again_in_growing_pauses_and_told_after_half_an_hour(
    database: Database, clock: Clock
) -> None:
    office = PostOffice(database, clock, ONE)
    office.shelf.away = Permanent("imap_sign_in_refused")
    pauses = []
    for _ in range(8):
        pauses.append(office.postman._looked())
        clock.advance(timedelta(seconds=pauses[-1]))
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]
    assert office.postman.trouble == "imap_sign_in_refused"
    assert office.told() == []
    clock.advance(TOLD_AFTER)
    for _ in range(2):
        office.postman._looked()
    assert office.told() == ["mailbox_away"]
    office.shelf.away = None
    assert office.postman._looked() == office.shelf.look_every
    assert office.postman.trouble == ""
    assert office.dealt_with() == {"one": 1}


def test_a_mailbox_that_asks_for_a_pause_gets_it(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE)
    office.shelf.troubles["fetch", ONE] = [Wait("throttled", after=900)]
    assert office.postman._looked() == 900


@pytest.mark.parametrize("trouble", [DatabaseUnavailable("away"), RuntimeError("what nobody foresaw")])
def test_nothing_that_happens_ends_the_thread(database: Database, clock: Clock, trouble: Exception) -> None:
    office = PostOffice(database, clock, ONE)
    office.shelf.look_every = 0.0
    looked = threading.Event()
    waiting = office.shelf.waiting

    def fails_at_first() -> Iterator[str]:
        if not looked.is_set():
            looked.set()
            raise trouble
        return waiting()

    office.shelf.waiting = fails_at_first  # type: ignore[method-assign] # for this test alone
    office.postman.start()
    deadline = time.monotonic() + 10
    while not office.shelf.moved and time.monotonic() < deadline:
        office.postman.wake()
    office.postman.stop()
    assert office.dealt_with() == {"one": 1}


def test_the_thread_looks_and_stops(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, ONE)
    done = threading.Event()
    move = office.shelf.move

    def move_and_tell(mail_id: str, to: Place) -> None:
        move(mail_id, to)
        done.set()

    office.shelf.move = move_and_tell  # type: ignore[method-assign] # tells the test that it happened
    office.postman.start()
    assert done.wait(10)
    assert office.postman.running
    office.postman.stop()
    assert not office.postman.running
    assert office.shelf.closed
