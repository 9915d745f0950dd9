from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchangelib import errors
from exchangelib.services import FindItem

from bot.mail.boxes.ews import EwsMailbox
from bot.mail.mailbox import Gone, MailboxTrouble, Permanent, Place, Temporary, TooLarge, Uncertain, Wait
from tests.bot.mailboxes.ews_server import EMPTY_ITEMS, EwsServer, busy, running
from tests.bot.mailboxes.loopback import Answer
from tests.bot.mailboxes.post_room import ADDRESS

MAIL = (
    b"Message-ID: <1@example.gov.uk>\r\nFrom: practice.review@example.gov.uk\r\n"
    b"To: a@example.org\r\nSubject: A\r\n\r\nText\r\n"
)
MUCH = 1_000_000
HTML = Answer(200, b"<html>a page of a proxy</html>")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EwsServer]:
    with running(tmp_path) as served:
        yield served


@pytest.fixture
def box(server: EwsServer) -> Iterator[EwsMailbox]:
    opened = server.mailbox()
    yield opened
    opened.close()


def trouble_of(box: EwsMailbox) -> MailboxTrouble:
    try:
        with pytest.raises(MailboxTrouble) as trouble:
            box.check()
    finally:
        box.close()
    return trouble.value


@pytest.mark.parametrize(
    ("fault", "kind", "code", "after"),
    [
        (busy(12_500), Wait, "ews_busy", 12.5),
        (Answer(503, b"", {"Retry-After": "30"}), Wait, "ews_503", 30),
        (Answer(429), Wait, "ews_429", None),
        (Answer(500, b"Runtime error"), Temporary, "ews_500", None),
        (Answer(0), Temporary, "ews_connection_lost", None),
        (HTML, Temporary, "ews_answer_unreadable", None),
        ("ErrorMailboxStoreUnavailable", Temporary, "ews_mailbox_store_unavailable", None),
        (Answer(401), Permanent, "ews_sign_in_refused", None),
        (Answer(403), Permanent, "ews_turned_off", None),
        (Answer(404), Permanent, "ews_address_wrong", None),
        ("ErrorAccessDenied", Permanent, "ews_full_access_missing", None),
        ("ErrorNonExistentMailbox", Permanent, "ews_mailbox_not_found", None),
        ("ErrorImpersonateUserDenied", Permanent, "ews_impersonation_missing", None),
    ],
)
def test_trouble_is_told_by_its_kind_with_the_wait_that_exchange_asks_for(
    server: EwsServer, box: EwsMailbox, fault: Answer | str, kind: type, code: str, after: float | None
) -> None:
    server.faults.append(("FindItem", fault))
    with pytest.raises(MailboxTrouble) as trouble:
        list(box.waiting())
    assert (type(trouble.value), trouble.value.code, trouble.value.after) == (kind, code, after)


def test_an_error_that_a_query_gives_instead_of_raising_it_hides_none_of_the_others(
    server: EwsServer, box: EwsMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.room.put(MAIL)
    found = FindItem._elems_to_objs

    def with_an_error(self: FindItem, elements: Iterator[object]) -> Iterator[object]:
        yield errors.ErrorItemCorrupt("one of the mails")
        yield from found(self, elements)

    monkeypatch.setattr(FindItem, "_elems_to_objs", with_an_error)
    ids = box.waiting()
    assert box.fetch(next(ids), MUCH) == MAIL
    with pytest.raises(Temporary, match="ews_item_corrupt"):
        next(ids)


def test_only_ids_are_asked_for_and_each_mail_is_fetched_by_itself(server: EwsServer, box: EwsMailbox) -> None:
    for _ in range(5):
        server.room.put(MAIL)
    for mail_id in list(box.waiting()):
        box.fetch(mail_id, MUCH)
    assert server.operations.count("FindItem") == 3
    assert server.operations.count("GetItem") == 10  # the size of each, and then the mail


def test_a_mail_that_exchange_cannot_write_as_mime_is_tried_again(server: EwsServer, box: EwsMailbox) -> None:
    server.room.put(MAIL)
    (mail_id,) = box.waiting()
    server.faults.append(("GetItem", "ErrorMimeContentConversionFailed"))
    with pytest.raises(Temporary, match="ews_mime_content_conversion_failed"):
        box.fetch(mail_id, MUCH)
    assert box.fetch(mail_id, MUCH) == MAIL


def test_an_item_without_a_mail_in_it_is_tried_again(server: EwsServer, box: EwsMailbox) -> None:
    server.room.put(b"")
    (mail_id,) = box.waiting()
    with pytest.raises(Temporary, match="ews_mail_not_given"):
        box.fetch(mail_id, MUCH)


def test_an_answer_that_is_not_one_answer_is_unreadable(
    server: EwsServer, box: EwsMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.room.put(MAIL)
    (mail_id,) = box.waiting()
    monkeypatch.setattr(EwsServer, "_get_item", lambda *_: [EMPTY_ITEMS])
    with pytest.raises(Temporary, match="ews_answer_unreadable"):
        box.fetch(mail_id, MUCH)


def test_of_a_mail_that_is_too_large_there_are_the_headers(server: EwsServer, box: EwsMailbox) -> None:
    server.room.put(MAIL + b"x" * 10_000)
    (mail_id,) = box.waiting()
    for most in (1_000, 9_000):  # known from the size that Exchange gives, or only when it is here
        with pytest.raises(TooLarge) as trouble:
            box.fetch(mail_id, most)
        assert trouble.value.beginning.startswith(MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")


def test_an_id_that_is_none_names_a_mail_that_is_gone(server: EwsServer, box: EwsMailbox) -> None:
    server.faults.append(("GetItem", "ErrorInvalidIdMalformed"))
    with pytest.raises(Gone):
        box.fetch("AAMk", MUCH)


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        (Answer(0), Uncertain, "ews_connection_lost"),
        (Answer(503), Uncertain, "ews_503"),
        (HTML, Uncertain, "ews_answer_unreadable"),
        (busy(1_000), Wait, "ews_busy"),
        ("ErrorQuotaExceeded", Temporary, "ews_quota_exceeded"),
        ("ErrorSendAsDenied", Permanent, "ews_send_as_missing"),
    ],
)
def test_a_mail_whose_answer_never_came_may_have_gone(
    server: EwsServer, box: EwsMailbox, fault: Answer | str, kind: type, code: str
) -> None:
    server.faults.append(("CreateItem", fault))
    with pytest.raises(MailboxTrouble) as trouble:
        box.send(MAIL)
    assert (type(trouble.value), trouble.value.code) == (kind, code)


def test_a_mail_is_sent_as_it_was_written_and_urgent_if_it_says_so(server: EwsServer, box: EwsMailbox) -> None:
    for mime in (MAIL, b"Importance: high\r\n" + MAIL):
        box.send(mime)
        assert server.room.in_folder("sentitems")[-1].mime == mime
    box.keep_sent("<1@example.gov.uk>", MAIL)
    assert len(server.room.in_folder("sentitems")) == 2


def test_the_check_makes_the_folders_and_names_a_permission_that_is_missing(server: EwsServer) -> None:
    server.rights = "false"
    assert trouble_of(server.mailbox()).code == "ews_full_access_missing"
    server.rights = "true"
    opened = server.mailbox()
    opened.check()
    opened.close()
    assert set(Place) <= set(server.room.folders)


def test_who_may_see_nothing_of_the_mailbox_is_told_of_the_permission(server: EwsServer) -> None:
    server.faults.append(("GetFolder", "ErrorItemNotFound"))
    assert trouble_of(server.mailbox()).code == "ews_full_access_missing"


def test_a_mail_that_cannot_be_moved_stays_and_is_tried_again(server: EwsServer, box: EwsMailbox) -> None:
    server.room.put(MAIL)
    (mail_id,) = box.waiting()
    server.faults.append(("MoveItem", "ErrorMoveCopyFailed"))
    with pytest.raises(Temporary, match="ews_move_copy_failed"):
        box.move(mail_id, Place.PROCESSED)
    box.move(mail_id, Place.PROCESSED)
    assert len(server.room.in_folder("Processed")) == 1


def test_a_wrong_password_is_told(server: EwsServer) -> None:
    trouble = trouble_of(server.mailbox(password="old"))
    assert (type(trouble), trouble.code) == (Permanent, "ews_sign_in_refused")


def test_a_user_of_the_domain_signs_in_with_ntlm(server: EwsServer) -> None:
    server.sign_in = "ntlm"
    opened = server.mailbox()
    opened.check()
    opened.close()
    assert trouble_of(server.mailbox(password="old")).code == "ews_sign_in_refused"


def test_a_user_may_act_as_the_mailbox(server: EwsServer) -> None:
    opened = server.mailbox(access="impersonation")
    opened.check()
    opened.close()


def test_an_application_acts_as_the_mailbox_with_a_token_that_is_renewed(server: EwsServer) -> None:
    server.sign_in = "bearer"
    server.token_lasts = [-1, 3599]
    server.room.put(MAIL)
    opened = server.mailbox()
    (mail_id,) = opened.waiting()
    assert opened.fetch(mail_id, MUCH) == MAIL
    opened.close()
    assert server.tokens == 2


def test_an_application_that_is_refused_and_a_sign_in_that_is_out_of_order_are_told_apart(server: EwsServer) -> None:
    server.sign_in = "bearer"
    trouble = trouble_of(server.mailbox(secret="old"))
    assert (type(trouble), trouble.code) == (Permanent, "ews_application_refused")
    server.faults.append(("token", Answer(503, b"{}", {"Content-Type": "application/json"})))
    trouble = trouble_of(server.mailbox())
    assert (type(trouble), trouble.code) == (Temporary, "ews_sign_in_failed")


def test_a_server_that_nobody_vouches_for_gets_no_password(server: EwsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    assert trouble_of(server.mailbox()).code == "ews_certificate_not_trusted"


def test_a_server_that_is_not_there_is_tried_again() -> None:
    box = EwsMailbox(f"ews:https://a:b@127.0.0.1:1/EWS/Exchange.asmx?mailbox={ADDRESS}")
    assert trouble_of(box).code == "ews_not_reached"


@pytest.mark.parametrize(
    "address",
    [
        f"ews:http://a:b@127.0.0.1/EWS/Exchange.asmx?mailbox={ADDRESS}",
        f"ews:https://a:b@mail.example.gov.uk?mailbox={ADDRESS}",
        f"ews:https://a@mail.example.gov.uk/EWS/Exchange.asmx?mailbox={ADDRESS}",
        f"ews:https://mail.example.gov.uk/EWS/Exchange.asmx?mailbox={ADDRESS}",
        f"ews:https://mail.example.gov.uk/EWS/Exchange.asmx?mailbox={ADDRESS}&tenant=t&client=c",
        f"ews:https://a:b@mail.example.gov.uk/EWS/Exchange.asmx?mailbox={ADDRESS}&secret=s",
        f"ews:https://a:b@mail.example.gov.uk/EWS/Exchange.asmx?mailbox={ADDRESS}&sign_in=digest",
        f"ews:https://a:b@mail.example.gov.uk/EWS/Exchange.asmx?mailbox={ADDRESS}&access=owner",
        "ews:https://a:b@mail.example.gov.uk/EWS/Exchange.asmx?mailbox=prp",
    ],
)
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError):
        EwsMailbox(address)


def test_a_mailbox_has_the_name_that_it_has_through_graph(server: EwsServer, box: EwsMailbox) -> None:
    assert box.name == f"exchange:{ADDRESS}"
