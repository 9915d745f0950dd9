from __future__ import annotations

import ssl
from collections.abc import Iterator
from imaplib import IMAP4

import pytest

from bot.mail.boxes import imap as imap_module
from bot.mail.boxes.imap import ImapMailbox
from bot.mail.mailbox import HEADER_BYTES, Gone, Permanent, Place, Temporary, TooLarge, Wait
from tests.bot.mailboxes.dovecot import Dovecot, dovecot

MOST = 100_000


def mail(number: int, text: str = "Hello") -> bytes:
    return f"Message-ID: <{number}@agency.example>\r\nSubject: {number}\r\n\r\n{text}\r\n".encode()


class Boxes:
    """Makes mailboxes, and closes them."""

    def __init__(self) -> None:
        self.made: list[ImapMailbox] = []

    def at(self, address: str, trust: ssl.SSLContext | None = None) -> ImapMailbox:
        self.made.append(ImapMailbox(address, trust=trust))
        return self.made[-1]

    def of(self, server: Dovecot, folder: str = "INBOX", *, password: str = "p%40ss-word") -> ImapMailbox:  # noqa: S107 -- the tests' server's
        return self.at(f"imap://refer@board.example:{password}@127.0.0.1:{server.port}/{folder}")


@pytest.fixture
def boxes() -> Iterator[Boxes]:
    made = Boxes()
    yield made
    for mailbox in made.made:
        mailbox.close()


def test_mails_are_read_by_pages_in_their_order_and_left_unread(
    boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_module, "PAGE", 2)
    mails = [mail(number) for number in range(5)]
    imap.deliver(*mails)
    mailbox = boxes.of(imap)
    assert [mailbox.fetch(mail_id, MOST) for mail_id in list(mailbox.waiting())] == mails
    with imap.client() as client:
        client.select("INBOX", readonly=True)
        assert client.search(None, "SEEN")[1] == [b""]


@pytest.mark.parametrize("can_move", [True, False])
def test_a_moved_mail_is_in_its_folder_alone_and_moving_it_again_changes_nothing(
    boxes: Boxes, imap: Dovecot, can_move: bool
) -> None:
    imap.deliver(mail(1), mail(2))
    mailbox = boxes.of(imap)
    first, second = mailbox.waiting()
    if not can_move:
        assert mailbox._imap is not None
        mailbox._imap.capabilities = ("UIDPLUS",)
    for _ in range(2):
        mailbox.move(first, Place.PROCESSED)
    mailbox.move(second, Place.QUARANTINE)
    assert imap.within("INBOX") == []
    assert imap.within("Processed") == [mail(1)]
    assert imap.within("Quarantine") == [mail(2)]
    with pytest.raises(Gone):
        mailbox.fetch(first, MOST)


def test_without_uidplus_nobody_elses_mail_is_taken_out(boxes: Boxes, imap: Dovecot) -> None:
    imap.deliver(mail(1), mail(2))
    mailbox = boxes.of(imap)
    first, _ = mailbox.waiting()
    with imap.client() as client:
        client.select("INBOX")
        client.store("2", "+FLAGS", r"(\Deleted)")
    assert mailbox._imap is not None
    mailbox._imap.capabilities = ()
    mailbox.move(first, Place.PROCESSED)
    assert imap.within("INBOX") == [mail(1), mail(2)]
    assert list(mailbox.waiting()) == []


def test_ids_of_another_numbering_are_gone(boxes: Boxes, imap: Dovecot) -> None:
    imap.deliver(mail(1))
    mailbox = boxes.of(imap)
    (mail_id,) = mailbox.waiting()
    other = "1." + mail_id.partition(".")[2]
    with pytest.raises(Gone):
        mailbox.fetch(other, MOST)
    mailbox.move(other, Place.PROCESSED)
    assert imap.within("INBOX") == [mail(1)]


def test_of_a_mail_that_is_too_large_the_headers_are_read(boxes: Boxes, imap: Dovecot) -> None:
    imap.deliver(mail(1, "x" * 2 * MOST))
    mailbox = boxes.of(imap)
    (mail_id,) = mailbox.waiting()
    with pytest.raises(TooLarge) as told:
        mailbox.fetch(mail_id, MOST)
    assert told.value.beginning == mail(1)[: mail(1).index(b"Hello")]
    assert len(told.value.beginning) < HEADER_BYTES


def test_a_lost_connection_is_opened_again(boxes: Boxes, imap: Dovecot) -> None:
    imap.deliver(mail(1))
    mailbox = boxes.of(imap)
    (mail_id,) = mailbox.waiting()
    assert mailbox._imap is not None
    mailbox._imap.socket().shutdown(2)
    assert mailbox.fetch(mail_id, MOST) == mail(1)
    mailbox.close()
    assert list(mailbox.waiting()) == [mail_id]


def test_sent_mail_is_found_by_its_message_id_and_kept_once(boxes: Boxes, imap: Dovecot) -> None:
    mailbox = boxes.of(imap)
    assert not mailbox.find_sent("<1@agency.example>")
    for _ in range(2):
        mailbox.keep_sent("<1@agency.example>", mail(1))
    assert mailbox.find_sent("<1@agency.example>")
    assert imap.within("Sent Items") == [mail(1)]
    with pytest.raises(Permanent, match="mailbox_cannot_send"):
        mailbox.send(mail(1))


def test_checking_makes_the_folders(boxes: Boxes, imap: Dovecot) -> None:
    for _ in range(2):
        boxes.of(imap).check()
    with imap.client() as client:
        assert {each.value for each in Place} <= {line.decode().rpartition(" ")[2] for line in client.list()[1]}


def test_another_folder_may_be_the_mailbox(boxes: Boxes, imap: Dovecot) -> None:
    with imap.client() as client:
        client.create('"Anfragen &- F&APw-r uns"')
        client.append('"Anfragen &- F&APw-r uns"', "", "", mail(7))
    mailbox = boxes.of(imap, "Anfragen%20&%20F%C3%BCr%20uns")
    assert [mailbox.fetch(mail_id, MOST) for mail_id in mailbox.waiting()] == [mail(7)]


@pytest.mark.parametrize(
    ("folder", "password", "code"),
    [("INBOX", "wrong", "imap_sign_in_refused"), ("Nowhere", "p%40ss-word", "imap_folder_not_there")],
)
def test_what_a_person_has_to_change_is_told(
    boxes: Boxes, imap: Dovecot, folder: str, password: str, code: str
) -> None:
    with pytest.raises(Permanent, match=code):
        boxes.of(imap, folder, password=password).check()


def test_a_connection_is_encrypted_and_the_server_known(boxes: Boxes, imap: Dovecot) -> None:
    address = f"imaps://refer@board.example:p%40ss-word@127.0.0.1:{imap.tls_port}"
    trusting = boxes.at(address, ssl.create_default_context(cafile=imap.trusted))
    trusting.check()
    with pytest.raises(Temporary, match="imap_certificate_not_trusted"):
        boxes.at(address).check()


def test_a_server_elsewhere_is_spoken_to_after_starttls(
    boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_module, "LOOPBACK", frozenset[str]())
    mailbox = boxes.at(
        f"imap:refer%40board.example:p%40ss-word@127.0.0.1:{imap.port}",
        ssl.create_default_context(cafile=imap.trusted),
    )
    mailbox.check()
    assert isinstance(mailbox._imap and mailbox._imap.sock, ssl.SSLSocket)


def test_a_server_without_encryption_is_told_nothing(
    boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_module, "LOOPBACK", frozenset[str]())
    monkeypatch.setattr(IMAP4, "_get_capabilities", lambda client: setattr(client, "capabilities", ("IMAP4REV1",)))
    with pytest.raises(Permanent, match="imap_encryption_not_offered"):
        boxes.of(imap).check()


def test_a_server_that_is_away_is_tried_again_later(boxes: Boxes) -> None:
    with dovecot() as server:
        mailbox = boxes.of(server)
        list(mailbox.waiting())
    with pytest.raises(Temporary, match="imap_connection_refused"):
        list(mailbox.waiting())


@pytest.mark.parametrize(
    ("said", "kind", "code", "after"),
    [
        (b"[UNAVAILABLE] Try later", Wait, "imap_unavailable", None),
        (b"[INUSE] Locked", Wait, "imap_inuse", None),
        (b"[OVERQUOTA] Account exceeded command or bandwidth limits.", Wait, "imap_overquota", None),
        (b"Request is throttled. Suggested Backoff Time: 4500 milliseconds", Wait, "imap_throttled", 4.5),
        (b"[NOPERM] No", Permanent, "imap_not_permitted", None),
        (b"No", Temporary, "imap_refused", None),
    ],
)
def test_a_refusal_says_by_its_code_what_to_do(
    boxes: Boxes,
    imap: Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    said: bytes,
    kind: type[Exception],
    code: str,
    after: float | None,
) -> None:
    imap.deliver(mail(1))
    mailbox = boxes.of(imap)
    (mail_id,) = mailbox.waiting()
    monkeypatch.setattr(IMAP4, "uid", lambda *_: ("NO", [said]))
    with pytest.raises(kind, match=code) as told:
        mailbox.fetch(mail_id, MOST)
    assert getattr(told.value, "after", None) == after


def test_a_full_mailbox_is_told(boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    imap.deliver(mail(1))
    mailbox = boxes.of(imap)
    (mail_id,) = mailbox.waiting()
    monkeypatch.setattr(IMAP4, "uid", lambda *_: ("NO", [b"[OVERQUOTA] Full"]))
    with pytest.raises(Permanent, match="imap_mailbox_full"):
        mailbox.move(mail_id, Place.PROCESSED)


@pytest.mark.parametrize(
    "wrong", ["imap://host", "imap://name@host", "imaps://name:word@host/INBOX?x=1", "pop://a:b@c"]
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="address"):
        ImapMailbox(wrong)


def test_the_name_holds_no_secret() -> None:
    mailbox = ImapMailbox("imaps://refer%40board.example:secret@mail.example/Referrals")
    assert mailbox.name == "imap:refer@board.example@mail.example/Referrals"


def test_a_server_of_few_abilities_is_signed_in_to_plainly(
    boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IMAP4, "_get_capabilities", lambda client: setattr(client, "capabilities", ("IMAP4REV1",)))
    imap.deliver(mail(1))
    assert len(list(boxes.of(imap).waiting())) == 1


@pytest.mark.parametrize(
    ("trouble", "kind", "code"),
    [
        (IMAP4.readonly(), Permanent, "imap_folder_read_only"),
        (IMAP4.error("BAD command"), Temporary, "imap_not_understood"),
        (IMAP4.abort("BYE"), Temporary, "imap_connection_lost"),
    ],
)
def test_what_goes_wrong_in_a_folder_is_told_by_its_code(
    boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch, trouble: Exception, kind: type[Exception], code: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(IMAP4, "select", refuse)
    with pytest.raises(kind, match=code):
        boxes.of(imap).check()


def test_our_folders_stand_where_the_server_has_personal_ones(
    boxes: Boxes, imap: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IMAP4, "namespace", lambda _: ("OK", [b'(("Mine/" "/")) NIL NIL']))
    imap.deliver(mail(1))
    mailbox = boxes.of(imap)
    (mail_id,) = mailbox.waiting()
    mailbox.move(mail_id, Place.PROCESSED)
    assert imap.within("Mine/Processed") == [mail(1)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ((rb'(\Sent) "/" {4}', b"Sent"), (rb'(\Sent) "/" {4}', b"Sent")),
        (rb'(\Sent) "/" "a \"b\""', (rb"\Sent", b'a "b"')),
        (rb"(\Noselect) NIL Sent", (rb"\Noselect", b"Sent")),
        (b"not a folder", (b"", b"")),
    ],
)
def test_folders_are_told_in_several_ways(line: object, told: tuple[bytes, bytes]) -> None:
    assert imap_module._listed(line) == told
