from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.mail.boxes.graph import GraphMailbox
from bot.mail.mailbox import Gone, MailboxTrouble, Permanent, Place, Temporary, TooLarge, Uncertain, Wait
from tests.bot.mailboxes.graph_server import CLIENT, SECRET, TENANT, GraphServer, running
from tests.bot.mailboxes.loopback import Answer
from tests.bot.mailboxes.post_room import ADDRESS

MAIL = (
    b"Message-ID: <it's.1@example.gov.uk>\r\nFrom: practice.review@example.gov.uk\r\n"
    b"To: a@example.org\r\nSubject: A\r\n\r\nText\r\n"
)
MUCH = 1_000_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GraphServer]:
    with running(tmp_path) as served:
        yield served


@pytest.fixture
def box(server: GraphServer) -> Iterator[GraphMailbox]:
    opened = server.mailbox()
    yield opened
    opened.close()


def fault(status: int, code: str = "", **headers: str) -> Answer:
    return Answer(status, f'{{"error": {{"code": "{code}", "message": ""}}}}'.encode(), headers)


def trouble_of(server: GraphServer, **changed: object) -> MailboxTrouble:
    opened = server.mailbox(**changed)
    try:
        with pytest.raises(MailboxTrouble) as trouble:
            opened.check()
    finally:
        opened.close()
    return trouble.value


@pytest.mark.parametrize(
    ("fault_", "kind", "code", "after"),
    [
        (fault(429, **{"Retry-After": "17"}), Wait, "graph_429", 17),
        (fault(503, **{"Retry-After": "120"}), Wait, "graph_503", 120),
        (fault(503), Wait, "graph_503", None),
        (fault(504), Temporary, "graph_504", None),
        (Answer(500, b"<html>"), Temporary, "graph_500", None),
        (Answer(403, b"<html>"), Temporary, "graph_403", None),
        (Answer(200, b"<html>a page of a proxy</html>"), Temporary, "graph_answer_unreadable", None),
        (Answer(0), Temporary, "graph_connection_lost", None),
        (fault(404, "MailboxNotEnabledForRESTAPI"), Permanent, "graph_mailbox_not_in_the_cloud", None),
    ],
)
def test_trouble_is_told_by_its_kind_with_the_wait_that_graph_asks_for(
    server: GraphServer, box: GraphMailbox, fault_: Answer, kind: type, code: str, after: float | None
) -> None:
    server.faults.append(("GET .*inbox/messages", fault_))
    with pytest.raises(MailboxTrouble) as trouble:
        list(box.waiting())
    assert (type(trouble.value), trouble.value.code, trouble.value.after) == (kind, code, after)


@pytest.mark.parametrize(
    ("permitted", "code"),
    [
        ({"Mail.Send"}, "graph_mail_readwrite_missing"),
        ({"Mail.Read", "Mail.Send"}, "graph_mail_readwrite_missing"),
        ({"Mail.ReadWrite"}, "graph_mail_send_missing"),
    ],
)
def test_the_check_names_the_permission_that_is_missing(server: GraphServer, permitted: set[str], code: str) -> None:
    server.permitted = permitted
    trouble = trouble_of(server)
    assert (type(trouble), trouble.code) == (Permanent, code)


def test_who_does_not_send_through_graph_needs_no_permission_for_it(server: GraphServer) -> None:
    server.permitted = {"Mail.ReadWrite"}
    opened = server.mailbox(sends=False)
    opened.check()
    opened.close()


def test_a_mailbox_outside_the_policy_and_one_that_is_not_there_are_told_apart(server: GraphServer) -> None:
    server.inside_policy = False
    assert trouble_of(server).code == "graph_mailbox_outside_the_policy"
    server.mailbox_exists = False
    assert trouble_of(server).code == "graph_mailbox_not_found"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"options": {"secret": "old"}}, "graph_secret_or_certificate_refused"),
        ({"tenant": "another"}, "graph_tenant_not_found"),
        ({"options": {"secret": "", "certificate": "/nowhere"}}, "graph_certificate_unreadable"),
    ],
)
def test_a_sign_in_that_cannot_work_is_told(server: GraphServer, changed: dict[str, object], code: str) -> None:
    trouble = trouble_of(server, **changed)
    assert (type(trouble), trouble.code) == (Permanent, code)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (b'{"error": "invalid_client", "error_codes": [7000222]}', Permanent, "graph_secret_expired"),
        (b'{"error": "unauthorized_client", "error_codes": [700016]}', Permanent, "graph_application_not_found"),
        (b'{"error": "unauthorized_client"}', Permanent, "graph_secret_or_certificate_refused"),
        (b'{"error": "temporarily_unavailable"}', Temporary, "graph_sign_in_failed"),
        (b"<html>", Temporary, "graph_sign_in_failed"),
    ],
)
def test_what_entra_says_of_a_sign_in_is_told(server: GraphServer, answer: bytes, kind: type, code: str) -> None:
    server.faults.append(("POST .*/token", Answer(400, answer)))
    trouble = trouble_of(server)
    assert (type(trouble), trouble.code) == (kind, code)


def test_a_sign_in_that_is_cut_off_is_tried_again(server: GraphServer) -> None:
    server.faults.append(("GET .*openid", Answer(0)))
    trouble = trouble_of(server)
    assert (type(trouble), trouble.code) == (Temporary, "graph_sign_in_connection_lost")


def test_a_server_that_nobody_vouches_for_gets_neither_secret_nor_token(server: GraphServer) -> None:
    assert trouble_of(server, trust=None).code == "graph_sign_in_certificate_not_trusted"
    assert server.asked == []


def test_one_token_serves_until_it_has_run_out_and_is_then_asked_for_anew(
    server: GraphServer, box: GraphMailbox
) -> None:
    server.room.put(MAIL)
    (mail_id,) = box.waiting()
    assert box.fetch(mail_id, MUCH) == MAIL
    assert server.signed_in == 1
    server.forget_tokens()
    assert box.fetch(mail_id, MUCH) == MAIL
    assert server.signed_in == 2


def test_a_token_that_is_refused_twice_is_a_persons_matter(server: GraphServer, box: GraphMailbox) -> None:
    server.faults += [("inbox/messages", fault(401, "InvalidAuthenticationToken"))] * 2
    with pytest.raises(Permanent, match="graph_token_refused"):
        list(box.waiting())


def test_a_certificate_signs_in_as_a_secret_does(server: GraphServer, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    file = tmp_path / "application.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + _certificate(key)
    )
    server.certificate = key.public_key()
    opened = server.mailbox(options={"secret": "", "certificate": str(file)})
    opened.check()
    opened.close()
    server.certificate = rsa.generate_private_key(65537, 2048).public_key()
    trouble = trouble_of(server, options={"secret": "", "certificate": str(file)})
    assert trouble.code == "graph_secret_or_certificate_refused"


def test_a_key_of_another_kind_is_no_certificate_for_the_sign_in(server: GraphServer) -> None:
    elliptic = str(server.trust)  # a key and its certificate, but no RSA
    assert trouble_of(server, options={"secret": "", "certificate": elliptic}).code == "graph_certificate_unreadable"


def test_the_token_goes_nowhere_but_to_graph(server: GraphServer, box: GraphMailbox) -> None:
    elsewhere = b'{"value": [], "@odata.nextLink": "https://127.0.0.1:1/v1.0/users"}'
    server.faults.append(("inbox/messages", Answer(200, elsewhere)))
    with pytest.raises(Temporary, match="graph_page_elsewhere"):
        list(box.waiting())


def test_a_page_that_has_run_out_does_not_hide_what_was_read_before(server: GraphServer, box: GraphMailbox) -> None:
    for _ in range(3):
        server.room.put(MAIL)
    ids = box.waiting()
    assert next(ids)
    server.faults.append(("inbox/messages", fault(410, "SyncStateNotFound")))
    assert next(ids)
    with pytest.raises(Gone):
        next(ids)


def test_a_large_mail_is_read_no_further_than_allowed(server: GraphServer, box: GraphMailbox) -> None:
    server.room.put(MAIL + b"x" * 300_000)
    (mail_id,) = box.waiting()
    with pytest.raises(TooLarge) as trouble:
        box.fetch(mail_id, 100_000)
    assert trouble.value.beginning.startswith(MAIL)


def test_a_mail_that_goes_between_two_requests_is_gone(server: GraphServer, box: GraphMailbox) -> None:
    server.room.put(MAIL)
    (mail_id,) = box.waiting()
    server.faults.append((r"\$value", fault(404, "ErrorItemNotFound")))
    with pytest.raises(Gone):
        box.fetch(mail_id, MUCH)
    server.faults.append(("move", fault(404, "ErrorItemNotFound")))
    box.move(mail_id, Place.PROCESSED)


def test_a_folder_that_another_made_meanwhile_is_used(server: GraphServer, box: GraphMailbox) -> None:
    server.room.put(MAIL)
    (mail_id,) = box.waiting()
    server.faults.append(("POST .*mailFolders$", fault(409, "ErrorFolderExists")))
    with pytest.raises(Temporary, match="graph_409"):
        box.move(mail_id, Place.PROCESSED)
    box.move(mail_id, Place.PROCESSED)
    assert [each.mime for each in server.room.in_folder("Processed")] == [MAIL]


@pytest.mark.parametrize(
    ("fault_", "kind", "code"),
    [
        (Answer(0), Uncertain, "graph_connection_lost"),
        (fault(504), Uncertain, "graph_504"),
        (fault(503, **{"Retry-After": "5"}), Uncertain, "graph_503"),
        (fault(429, **{"Retry-After": "5"}), Wait, "graph_429"),
        (fault(413), Temporary, "graph_413"),
    ],
)
def test_a_mail_whose_answer_never_came_may_have_gone(
    server: GraphServer, box: GraphMailbox, fault_: Answer, kind: type, code: str
) -> None:
    server.faults.append(("sendMail", fault_))
    with pytest.raises(MailboxTrouble) as trouble:
        box.send(MAIL)
    assert (type(trouble.value), trouble.value.code) == (kind, code)


def test_a_server_that_is_not_there_has_certainly_sent_nothing(server: GraphServer, box: GraphMailbox) -> None:
    box._token(anew=False)
    box._user = "https://127.0.0.1:1/v1.0/users/x"
    with pytest.raises(Temporary, match="graph_not_reached"):
        box.send(MAIL)


def test_a_copy_of_what_another_server_sent_is_not_kept_as_a_draft(server: GraphServer, box: GraphMailbox) -> None:
    box.keep_sent("<1@example.gov.uk>", MAIL)
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        f"graph:{TENANT}?mailbox={ADDRESS}&secret=s",
        f"graph:{TENANT}/{CLIENT}?secret=s",
        f"graph:{TENANT}/{CLIENT}?mailbox={ADDRESS}",
        f"graph:{TENANT}/{CLIENT}?mailbox={ADDRESS}&secret=s&certificate=c",
        f"graph:{TENANT}/{CLIENT}?mailbox={ADDRESS}&secret=s&secret=t",
        f"graph:{TENANT}/{CLIENT}?mailbox={ADDRESS}&secret=s&scope=all",
        f"graph:{TENANT}/{CLIENT}?mailbox=&secret=s",
        f"ews:{TENANT}/{CLIENT}?mailbox={ADDRESS}&secret=s",
    ],
)
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError):
        GraphMailbox(address)


def test_a_mailbox_has_one_name_however_it_is_written_and_the_secret_is_no_part_of_it() -> None:
    box = GraphMailbox(f"graph:{TENANT}/{CLIENT}?mailbox={ADDRESS.upper()}&secret={SECRET}x".replace("&c~d 100%", ""))
    assert box.name == f"exchange:{ADDRESS}"
    assert "a+b" not in repr(box)


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "prp")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
