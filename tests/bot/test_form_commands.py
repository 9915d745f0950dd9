"""``prp form blank``: the Board's form for people outside Slack."""

from __future__ import annotations

import pytest

from bot.cli.exit_codes import ExitCode
from forms.documents.blank import KINDS
from forms.documents.kinds import check
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
