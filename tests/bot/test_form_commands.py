"""``prp form``: the Board's form for people outside Slack, blank and filled in."""

from __future__ import annotations

import json

import pytest

from bot.cli.exit_codes import ExitCode
from forms.documents.blank import KINDS
from forms.documents.content import Trouble
from forms.documents.kinds import check
from forms.words import say
from tests.bot.command_line import Terminal


@pytest.mark.parametrize("kind", KINDS)
def test_it_writes_the_form_in_each_format(ready: Terminal, kind: str) -> None:
    assert ready.prp("form", "blank", "--format", kind, "-o", "form").code == ExitCode.OK
    assert check(kind, (ready.folder / "form").read_bytes()) == ""


def test_it_writes_over_nothing(ready: Terminal) -> None:
    (ready.folder / "form.docx").write_text("mine")
    assert ready.prp("form", "blank", "--format", "docx", "-o", "form.docx").code == ExitCode.REFUSED
    assert (ready.folder / "form.docx").read_text() == "mine"


def test_it_says_whom_to_call_for_a_child_in_danger_now(ready: Terminal) -> None:
    ready.prp("form", "blank", "--format", "txt", "-o", "form.txt")
    text = (ready.folder / "form.txt").read_text("utf-8")
    board = ready.office().board
    assert text.index(board.front_door) < text.index(board.out_of_hours) < text.index(board.business_unit_email)


def test_a_filled_in_form_is_read_without_any_settings(terminal: Terminal) -> None:
    (terminal.folder / "form.txt").write_text("Referrer\nName: Asha Patel\nShoe size: 4\n", "utf-8")
    ended = terminal.prp("form", "read", "form.txt", "--json")
    assert (ended.code, ended.err) == (ExitCode.OK, "")
    read = json.loads(ended.out)
    name = read["fields"]["referrer_name"]
    assert (name["value"], name["label"]) == ("Asha Patel", "Name")
    assert 0 < name["confidence"] <= 1
    assert read["tables"] == {"children": [], "family": [], "agencies": [], "chronology": []}
    assert read["unmatched"] == [{"label": "Shoe size", "text": "4"}]
    assert (read["form"], read["version"], read["problems"]) == ("", "", [])


def test_a_form_in_a_mail_is_printed_as_a_table(terminal: Terminal) -> None:
    mail = "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nChild 1\nLast name: Reed\n\nShoe size: 4\n"
    (terminal.folder / "mail.eml").write_text(mail, "utf-8")
    said = terminal.prp("form", "read", "mail.eml").out
    assert "Reed" in said
    assert "Shoe size" in said


def test_what_cannot_be_read_is_said(terminal: Terminal) -> None:
    assert terminal.prp("form", "read", "nowhere.docx").code == ExitCode.REFUSED
    (terminal.folder / "form.docx").write_bytes(b"PK\x03\x04 nothing")
    ended = terminal.prp("form", "read", "form.docx")
    assert ended.code == ExitCode.OK
    assert say("command_line.form.trouble.not_readable") in ended.out


@pytest.mark.parametrize("trouble", Trouble)
def test_there_is_a_sentence_for_every_trouble(trouble: Trouble) -> None:
    assert say(f"command_line.form.trouble.{trouble}")
