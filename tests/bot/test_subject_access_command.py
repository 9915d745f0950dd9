"""`prp subject-access`: a document on the disk for the business unit, with nothing of it on the screen."""

from __future__ import annotations

import io
from io import BytesIO

import docx
import pytest

from bot.cli.exit_codes import ExitCode
from tests.bot.command_line import Ended, Terminal

UNIT = "bea@example.org"
CHILD = "Tamsin Quillfeather"


@pytest.fixture(autouse=True)
def unit(ready: Terminal) -> None:
    """Have somebody in the business unit."""
    ready.prp("people", "add", "Bea", "--role", "business_unit", "--email", UNIT)


def asked(terminal: Terminal, *known_as: str, who: str = UNIT, output: str = "held.docx") -> Ended:
    return terminal.prp("subject-access", *known_as, "-o", output, "--as", who, "--reason", "Request 12")


def test_the_document_is_for_the_user_at_the_terminal_alone_and_the_screen_says_nothing_of_it(
    ready: Terminal, reference: str
) -> None:
    ended = asked(ready, CHILD)
    path = ready.folder / "held.docx"
    assert (ended.code, path.stat().st_mode & 0o777) == (ExitCode.OK, 0o600)
    written = docx.Document(BytesIO(path.read_bytes()))
    assert f"Case {reference}" in [paragraph.text for paragraph in written.paragraphs]
    assert all(word not in ended.out + ended.err for word in (*CHILD.split(), reference))


def test_names_can_be_handed_over_where_no_other_user_sees_them(
    ready: Terminal, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{CHILD}\n\n"))
    assert asked(ready).code == ExitCode.OK
    assert "Brought to hospital" in (
        "\n".join(each.text for each in docx.Document(BytesIO((ready.folder / "held.docx").read_bytes())).paragraphs)
    )


def test_whoever_sits_at_a_terminal_is_told_how_to_type_them(ready: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = io.StringIO("Nobody Atall\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", typed)
    assert "Ctrl-D" in asked(ready).out


@pytest.mark.parametrize(
    ("known_as", "who", "output", "code"),
    [
        (CHILD, "chair", "held.docx", ExitCode.REFUSED),
        ("A1", UNIT, "held.docx", ExitCode.REFUSED),
        (CHILD, UNIT, "held.pdf", ExitCode.USAGE),
        (CHILD, UNIT, "prp.db", ExitCode.USAGE),
        (CHILD, UNIT, "nowhere/held.docx", ExitCode.REFUSED),
    ],
)
def test_what_will_not_do_is_said_and_leaves_no_file(
    ready: Terminal, known_as: str, who: str, output: str, code: ExitCode
) -> None:
    assert asked(ready, known_as, who=who, output=output).code == code
    assert not list(ready.folder.glob("**/held.*"))
