from __future__ import annotations

import os
from dataclasses import replace

import pytest

from bot.mail.message import as_mail, message_id
from bot.mail.token import thread_of, token
from forms.documents.mail.ours import token_line
from forms.documents.mail.parse import mail_of
from storage.envelope import Vault
from storage.keys import KeyRing, derive, key_id
from tests.bot.messages import LETTERHEAD, NOW, message, notice

THREAD = "intake:" + "0a" * 16
KEY = os.urandom(32)
VAULT = Vault(KeyRing((KEY,)))
SIGNED = replace(LETTERHEAD, vault=VAULT)


def test_a_token_names_its_thread_for_the_address_that_it_was_sent_to() -> None:
    line = token_line(token(VAULT, THREAD, "Ann@Example.org"))
    assert thread_of(VAULT, [f"> Please leave this: {line.upper()}"], "ann@example.org") == THREAD
    assert thread_of(VAULT, [line], "bob@example.org") is None


def test_a_changed_token_names_nothing() -> None:
    signed = token(VAULT, THREAD, "ann@example.org")
    for at in range(0, len(signed) - 1, 7):
        other = signed[:at] + ("a" if signed[at] != "a" else "b") + signed[at + 1 :]
        assert thread_of(VAULT, [token_line(other)], "ann@example.org") is None


def test_another_key_knows_nothing_and_a_retired_key_still_knows() -> None:
    line = token_line(token(VAULT, THREAD, "ann@example.org"))
    new = os.urandom(32)
    assert thread_of(Vault(KeyRing((new,))), [line], "ann@example.org") is None
    retired = {key_id(KEY).hex(): derive(KEY, "audit chain")}
    assert thread_of(Vault(KeyRing((new,), retired)), [line], "ann@example.org") == THREAD


def test_a_genuine_token_is_found_among_false_ones() -> None:
    genuine = token_line(token(VAULT, THREAD, "ann@example.org"))
    assert thread_of(VAULT, [token_line("a" * 60), genuine], "ann@example.org") == THREAD


@pytest.mark.parametrize("thread", ["case:1", "draft:" + "0a" * 16, "", THREAD + "0"])
def test_only_an_intake_or_a_case_is_a_thread(thread: str) -> None:
    with pytest.raises(ValueError, match="thread"):
        token(VAULT, thread, "ann@example.org")


def test_a_reply_to_a_mail_that_we_sent_names_its_thread_by_its_headers_and_by_its_text() -> None:
    sent = message(data={"intake_id": "0a" * 16})
    mail = as_mail(sent, notice(), SIGNED, sent_at=NOW)
    by_headers = mail_of(f"From: chair@example.org\nIn-Reply-To: {message_id(sent, SIGNED)}\n\nYes.".encode())
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "\n".join(f"> {line}" for line in str(body.get_content()).splitlines())
    by_text = mail_of(f"From: chair@example.org\n\nYes.\n\nOn Monday, Panel wrote:\n{quoted}".encode())
    for reply in (by_headers, by_text):
        assert thread_of(VAULT, (*reply.answers_to, reply.quoted), reply.sender) == THREAD
        assert reply.text == "Yes."
    assert str(mail["Message-ID"]) == message_id(sent, SIGNED)


def test_a_mail_that_names_neither_a_case_nor_an_intake_carries_no_token() -> None:
    assert message_id(message(), SIGNED) == message_id(message(), LETTERHEAD) == f"<{message().id}.prp@example.gov.uk>"
