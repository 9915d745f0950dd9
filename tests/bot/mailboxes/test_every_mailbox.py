"""What every kind of mailbox promises, tried with each: files, a real IMAP server, and our Exchange and Graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.mail.mailbox import HEADER_BYTES, Gone, Permanent, Place, TooLarge, Wait
from forms.words import say
from storage.database import Database
from tests.bot.mailboxes.offices import KINDS, BusyOffice, Office
from tests.bot.mailboxes.post_office import Fate, Killed, PostOffice
from tests.conftest import Clock

MUCH = 1_000_000


@pytest.fixture(params=sorted(KINDS))
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with KINDS[request.param](request, tmp_path) as opened:
        yield opened


def mail(number: int, text: bytes = b"caf\xe9 \xff.\r\n.\r\n") -> bytes:
    head = f"Message-ID: <{number}@it's.example>\r\nFrom: practice.review@example.gov.uk\r\nTo: a@example.org\r\n"
    return head.encode() + b"Subject: =?utf-8?q?=C3=A9?=\r\n\r\n" + text


def test_what_waits_is_told_the_oldest_first_by_pages_and_with_the_same_ids_at_every_look(office: Office) -> None:
    assert list(office.mailbox.waiting()) == []
    mails = [mail(number) for number in range(5)]
    for each in mails:
        office.deliver(each)
    ids = list(office.mailbox.waiting())
    assert [office.mailbox.fetch(each, MUCH) for each in ids] == mails
    assert list(office.mailbox.waiting()) == ids


def test_a_mail_comes_as_the_very_bytes_that_were_sent_and_stays_where_it_is(office: Office) -> None:
    sent = mail(1, bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") * 9 + b"\r\n")
    office.deliver(sent)
    (mail_id,) = office.mailbox.waiting()
    assert office.mailbox.fetch(mail_id, MUCH) == office.mailbox.fetch(mail_id, MUCH) == sent
    assert office.within("INBOX") == [sent]


def test_of_a_mail_that_is_too_large_there_is_the_beginning(office: Office) -> None:
    office.deliver(mail(1, b"x" * 70 * 2_000))
    (mail_id,) = office.mailbox.waiting()
    with pytest.raises(TooLarge) as trouble:
        office.mailbox.fetch(mail_id, 70_000)
    assert trouble.value.beginning.startswith(b"Message-ID: <1@it's.example>\r\n")
    assert len(trouble.value.beginning) <= HEADER_BYTES


@pytest.mark.parametrize("place", Place)
def test_a_mail_is_moved_once_and_moving_it_again_changes_nothing(office: Office, place: Place) -> None:
    office.deliver(mail(1))
    office.deliver(mail(2))
    first, second = office.mailbox.waiting()
    for _ in range(2):
        office.mailbox.move(first, place)
    assert list(office.mailbox.waiting()) == [second]
    assert office.within(place) == [mail(1)]


def test_no_mail_is_passed_over_where_each_is_moved_once_the_ids_are_read(office: Office) -> None:
    for number in range(5):
        office.deliver(mail(number))
    for mail_id in list(office.mailbox.waiting()):
        office.mailbox.move(mail_id, Place.PROCESSED)
    assert list(office.mailbox.waiting()) == []
    assert len(office.within(Place.PROCESSED)) == 5


def test_a_mail_that_a_person_has_moved_is_gone_and_is_left_where_they_put_it(office: Office) -> None:
    office.deliver(mail(1))
    (mail_id,) = office.mailbox.waiting()
    office.clear()
    with pytest.raises(Gone):
        office.mailbox.fetch(mail_id, MUCH)
    office.mailbox.move(mail_id, Place.QUARANTINE)
    assert office.within("Archive") == [mail(1)]
    assert office.within(Place.QUARANTINE) == []


def test_a_mail_that_was_sent_is_found_by_its_message_id_and_no_other_is(office: Office) -> None:
    if office.sends:
        office.mailbox.send(mail(1))
    else:
        with pytest.raises(Permanent, match="mailbox_cannot_send"):
            office.mailbox.send(mail(1))
        office.mailbox.keep_sent("<1@it's.example>", mail(1))
    assert office.mailbox.find_sent("<1@it's.example>")
    assert not office.mailbox.find_sent("<11@it's.example>")


def test_the_check_makes_the_two_folders_and_moves_nothing(office: Office) -> None:
    office.deliver(mail(1))
    for _ in range(2):
        office.mailbox.check()
    assert office.within("INBOX") == [mail(1)]
    assert office.within(Place.PROCESSED) == office.within(Place.QUARANTINE) == []


def test_what_is_refused_is_told_with_a_sentence_on_what_to_do(office: Office) -> None:
    office.refuse()
    with pytest.raises(Permanent) as trouble:
        list(office.mailbox.waiting())
    assert say(f"command_line.mailbox.{trouble.value.code}")


def test_after_it_was_closed_a_mailbox_opens_again(office: Office) -> None:
    office.deliver(mail(1))
    ids = list(office.mailbox.waiting())
    office.mailbox.close()
    office.mailbox.close()
    assert list(office.mailbox.waiting()) == ids


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_postman_who_is_killed_at_any_step_loses_no_mail_and_deals_with_none_twice(
    office: Office, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 1
    while True:
        office.deliver(mail(number, b"Hello\r\n"))
        post = PostOffice(database, clock)
        post.new_postman(mailbox=office.mailbox)
        with monkeypatch.context() as patch:
            fate = Fate(patch, number, type(office.mailbox))
            with suppress(Killed):
                post.look()
        office.mailbox.close()
        post.new_postman(mailbox=office.mailbox)
        post.look()
        assert list(office.mailbox.waiting()) == []
        assert set(post.dealt_with().values()) == {1}
        assert post.dealt_with().total() == len(office.within(Place.PROCESSED)) == number
        if fate.left > 0:
            break
        number += 1
    assert number > 6


def test_neither_the_name_nor_what_is_printed_of_a_mailbox_holds_a_secret(office: Office) -> None:
    told = f"{office.mailbox.name} {office.mailbox!r} {office.mailbox}"
    assert not any(secret in told for secret in ("p@ss", "p%40ss", "a+b", "s+cret"))


@pytest.mark.parametrize("office", ["ews", "graph"], indirect=True)
def test_a_server_that_asks_for_a_pause_is_told_to_wait_for_as_long(office: BusyOffice) -> None:
    office.deliver(mail(1))
    office.be_busy(17)
    with pytest.raises(Wait) as trouble:
        list(office.mailbox.waiting())
    assert trouble.value.after == 17
    assert len(list(office.mailbox.waiting())) == 1
