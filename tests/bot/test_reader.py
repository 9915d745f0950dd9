from __future__ import annotations

import io
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import bot.reader as under_test
from bot.reader import Reader
from bot.reading_child import answer
from forms.documents.content import Trouble
from forms.loading import default_form

MAIL = b"""From: Asha Patel <asha@hospital.example>
Subject: A referral
Content-Type: text/plain; charset=utf-8

Referrer
Name: Asha Patel
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(default_form(), today=lambda: date(2026, 3, 2))
    yield reader
    reader.close()


def test_a_mail_and_a_document_are_read_by_the_same_process(reader: Reader) -> None:
    read = reader.read_mail(MAIL)
    child = reader._child
    assert read.mail.sender == "asha@hospital.example"
    assert read.reading.fields["referrer_name"].value == "Asha Patel"
    assert reader.read_document("form.txt", b"Referrer\nName: Asha Patel\n").fields == read.body.fields
    assert reader._child is child


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_is_read(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.read_mail(MAIL)
    monkeypatch.setattr(reader, "_seconds", 0.0)
    read = reader.read_mail(MAIL)
    assert read.reading.troubles == (Trouble.TOOK_TOO_LONG,)
    assert reader._child is None
    monkeypatch.undo()
    assert not reader.read_mail(MAIL).reading.troubles


def test_a_process_that_ended_while_it_waited_is_replaced_at_once(reader: Reader) -> None:
    reader.read_mail(MAIL)
    assert reader._child is not None
    reader._child.kill()
    reader._child.wait()
    assert reader.read_mail(MAIL).reading.fields["referrer_name"].value == "Asha Patel"


def test_of_a_mail_on_which_the_process_breaks_off_the_sender_is_known_all_the_same(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = under_test._send

    def breaks_off(child: subprocess.Popen[bytes], what: object) -> None:
        if isinstance(what, tuple) and what[1] == MAIL:
            child.kill()
        send(child, what)

    monkeypatch.setattr(under_test, "_send", breaks_off)
    read = reader.read_mail(MAIL)
    assert read.reading.troubles == (Trouble.NOT_READABLE,)
    assert (read.mail.sender, read.mail.text) == ("asha@hospital.example", "")


def test_a_process_that_is_asked_to_stop_with_the_bot_finishes_what_is_in_hand(reader: Reader) -> None:
    reader.read_mail(MAIL)
    child = reader._child
    assert child is not None
    for asked in (signal.SIGTERM, signal.SIGINT):
        child.send_signal(asked)
    reader.read_mail(MAIL)
    assert reader._child is child


def test_a_process_knows_no_secret_and_ends_by_itself_when_the_bot_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRP_SLACK_BOT_TOKEN", "xoxb-secret")
    alone = Reader(default_form(), today=lambda: date(2026, 3, 2))
    alone.read_mail(MAIL)
    child = alone._child
    assert child is not None
    assert child.stdin is not None
    assert b"xoxb-secret" not in Path(f"/proc/{child.pid}/environ").read_bytes()
    child.stdin.close()
    assert child.wait(timeout=30) == 0
    alone.close()


def test_a_process_that_cannot_be_started_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    read = Reader(default_form(), today=lambda: date(2026, 3, 2)).read_mail(MAIL)
    assert read.reading.troubles == (Trouble.NOT_READABLE,)
    assert read.mail.sender == ""


def test_too_much_memory_is_refused() -> None:
    small = Reader(default_form(), today=lambda: date(2026, 3, 2), megabytes=300)
    try:
        assert small.read_document("form.txt", b"x" * (300 << 20)).troubles
    finally:
        small.close()


@pytest.mark.parametrize(
    ("error", "trouble"), [(MemoryError(), Trouble.TOO_LARGE), (ValueError("quotes"), Trouble.NOT_READABLE)]
)
def test_what_a_document_breaks_is_told_by_its_trouble(
    monkeypatch: pytest.MonkeyPatch, error: Exception, trouble: Trouble
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("bot.reading_child.read_mail", breaks)
    assert answer(("read_mail", MAIL, date(2026, 3, 2)), default_form()) is trouble


def test_nothing_but_values_of_reading_comes_back() -> None:
    assert under_test._Safe(io.BytesIO(pickle.dumps(Trouble.SCAN))).load() is Trouble.SCAN
    for wrong in (pickle.dumps(print), pickle.dumps(under_test.Reader), b"cforms.documents.mail.read\nread_mail\n."):
        with pytest.raises(pickle.UnpicklingError):
            under_test._Safe(io.BytesIO(wrong)).load()
