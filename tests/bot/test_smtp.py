from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from bot.mail import smtp as smtp_module
from bot.mail.message import message_id
from bot.mail.smtp import SmtpSender
from bot.sending import CannotLookUp, Permanent, SendTrouble, Temporary, Uncertain
from tests.bot.messages import LETTERHEAD, NOW, message, notice
from tests.bot.smtp_server import HOST, Answers, breaking_off, certificate, knows_prp, serving


def sender(port: int, *, user: str = "", scheme: str = "smtp", **options: Any) -> SmtpSender:
    return SmtpSender(f"{scheme}://{user}{HOST}:{port}", LETTERHEAD, clock=lambda: NOW, timeout=5, **options)


def test_a_mail_arrives_as_it_was_written() -> None:
    answers = Answers()
    with serving(answers) as port:
        receipt = sender(port).send(message(), notice())
    assert receipt == message_id(message(), LETTERHEAD)
    (text,) = answers.texts
    assert b"\r\n.A line that begins with a full stop" in text
    assert b"\r\n..A line" not in text


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ({"mail": "450 busy"}, Temporary, "smtp_450"),
        ({"mail": "550 no"}, Permanent, "smtp_550"),
        ({"rcpt": "451 later"}, Temporary, "smtp_451"),
        ({"rcpt": "550 nobody here"}, Permanent, "smtp_550"),
        ({"data": "452 full"}, Temporary, "smtp_452"),
        ({"data": "554 refused"}, Permanent, "smtp_554"),
    ],
)
def test_4xx_is_tried_again_and_5xx_is_final(answer: dict[str, str], kind: type[SendTrouble], code: str) -> None:
    with serving(Answers(**answer)) as port, pytest.raises(SendTrouble) as trouble:
        sender(port).send(message(), notice())
    assert (type(trouble.value), trouble.value.code) == (kind, code)


@pytest.mark.parametrize("after", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_text_certainly_sent_nothing(after: str) -> None:
    with breaking_off(after) as port, pytest.raises(Temporary):
        sender(port).send(message(), notice())


def test_a_connection_that_breaks_after_the_text_leaves_it_uncertain() -> None:
    with breaking_off("text") as port, pytest.raises(Uncertain, match="smtp_connection_lost_after_text"):
        sender(port).send(message(), notice())


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port = found.getsockname()[1]
    with pytest.raises(Temporary, match="smtp_connection_refused"):
        sender(port).send(message(), notice())


def test_an_smtp_server_tells_nobody_what_it_has_sent() -> None:
    with pytest.raises(CannotLookUp):
        sender(25).look_up(message())


def test_another_machine_gets_nothing_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_module, "LOOPBACK", frozenset())
    answers = Answers()
    with serving(answers) as port, pytest.raises(Temporary, match="smtp_encryption_or_sign_in_not_offered"):
        sender(port).send(message(), notice())
    assert answers.texts == []


def test_another_machine_is_spoken_to_encrypted_and_signed_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(smtp_module, "LOOPBACK", frozenset())
    server, client = certificate(tmp_path)
    answers = Answers()
    options = {"tls_context": server, "require_starttls": True, "authenticator": knows_prp, "auth_required": True}
    with serving(answers, **options) as port:
        sender(port, user="prp:p%40ss@", trust=client).send(message(), notice())
    assert len(answers.texts) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(smtp_module, "LOOPBACK", frozenset())
    server, _ = certificate(tmp_path)
    with serving(Answers(), tls_context=server) as port, pytest.raises(Temporary, match="not_trusted"):
        sender(port).send(message(), notice())


def test_a_refused_password_is_the_deployments_trouble_and_tried_again(tmp_path: Path) -> None:
    options = {"authenticator": knows_prp, "auth_require_tls": False}
    with serving(Answers(), **options) as port, pytest.raises(Temporary, match="smtp_535"):
        sender(port, user="prp:wrong@").check()


def test_smtps_is_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    answers = Answers()
    with serving(answers, ssl_context=server) as port:
        sender(port, scheme="smtps", trust=client).send(message(), notice())
    assert len(answers.texts) == 1


def test_checking_a_server_sends_nothing() -> None:
    answers = Answers()
    with serving(answers) as port:
        sender(port).check()
    assert answers.texts == []
