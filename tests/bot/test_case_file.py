"""`prp cases file`: a file of a case on the disk, for one who may read it, and noted; and what `prp` says of files."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import select

from bot.cli import slack_app
from bot.cli.exit_codes import ExitCode
from bot.cli.new_file import safe_name
from handlers.access import Actor
from storage import attachments, cases, stated_reasons
from storage.tables import AuditEntry
from tests.bot.command_line import Ended, Terminal
from tests.bot.settings_for_tests import write_env
from tests.forms.documents.samples import PDF

NAME = "../Quillfeather: letter.pdf"


@pytest.fixture
def reference(terminal: Terminal, reference: str) -> str:
    """A sent case with one kept file, one refused and one that is being fetched."""
    office = terminal.office()
    with office.begin(Actor("fetcher")) as work:
        case = cases.by_reference(work.tx, reference)
        for number in (1, 2, 3):
            attachments.want(work.tx, case_id=case.id, origin=f"slack:F{number}", name=NAME, by=case.owner)
        first, second, _ = attachments.of_case(work.tx, case.id)
        attachments.keep(work.tx, first.id, kind="pdf", content=PDF)
        attachments.refuse(work.tx, second.id, trouble="macros")
    office.close()
    return reference


def read(terminal: Terminal, reference: str, where: Path | str, number: int = 1, who: str = "chair") -> Ended:
    why = ("--as", who, "--reason", "Papers for the chair")
    return terminal.prp("cases", "file", reference, str(number), "-o", str(where), *why)


def audited(terminal: Terminal) -> list[AuditEntry]:
    office = terminal.office()
    with office.read(Actor("test")) as work:
        found = list(work.tx.session.exec(select(AuditEntry)))
    office.close()
    return found


def test_a_file_is_written_for_the_user_alone_and_that_is_noted(terminal: Terminal, reference: str) -> None:
    ended = read(terminal, reference, "letter.pdf")
    assert ended.code == 0
    path = terminal.folder / "letter.pdf"
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    noted = {entry.action: entry.details for entry in audited(terminal)}
    assert noted["file_exported"]["number"] == 1
    office = terminal.office()
    with office.read(Actor("test")) as work:
        reasons = stated_reasons.of_case(work.tx, cases.by_reference(work.tx, reference).id)
    office.close()
    assert reasons[noted["exported_at_command_line"]["reason_id"]] == "Papers for the chair"
    assert "Quillfeather" not in str(noted)


def test_in_a_folder_it_has_its_own_name_made_safe(terminal: Terminal, reference: str) -> None:
    (terminal.folder / "out").mkdir()
    assert read(terminal, reference, "out").code == 0
    assert [path.name for path in (terminal.folder / "out").iterdir()] == ["Quillfeather_ letter.pdf"]
    assert read(terminal, reference, "out").code == ExitCode.REFUSED


def test_nothing_is_written_over(terminal: Terminal, reference: str) -> None:
    path = terminal.folder / "there.pdf"
    path.write_text("mine")
    ended = read(terminal, reference, path)
    assert (ended.code, path.read_text()) == (ExitCode.REFUSED, "mine")
    assert "left as it is" in ended.err


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_file_that_is_not_kept_is_not_there(terminal: Terminal, reference: str, number: int) -> None:
    ended = read(terminal, reference, "letter.pdf", number)
    assert ended.code == ExitCode.REFUSED
    assert f"no file {number}" in ended.err
    assert not (terminal.folder / "letter.pdf").exists()


def test_who_may_not_open_the_case_gets_no_file(terminal: Terminal, reference: str) -> None:
    terminal.prp("people", "add", "Ada Min", "--role", "administrator", "--slack", "U0ADMIN")
    assert read(terminal, reference, "letter.pdf", who="Ada Min").code == ExitCode.REFUSED
    assert not (terminal.folder / "letter.pdf").exists()


def test_a_reason_is_needed(terminal: Terminal, reference: str) -> None:
    asked = ("cases", "file", reference, "1", "-o", "letter.pdf", "--as", "chair", "--reason", " ")
    assert terminal.prp(*asked).code == ExitCode.USAGE


def test_what_cannot_be_written_is_said(terminal: Terminal, reference: str) -> None:
    ended = read(terminal, reference, "no/such/folder/letter.pdf")
    assert ended.code == ExitCode.REFUSED
    assert "could not be written" in ended.err


def packed(terminal: Terminal, reference: str) -> Ended:
    terminal.prp("people", "add", "Bea", "--role", "business_unit", "--email", "bea@example.org")
    why = ("--as", "bea@example.org", "--reason", "Papers for the chair")
    return terminal.prp("pack", reference, "-o", "out/pack.docx", "--files", *why)


def test_the_files_come_beside_the_case_pack_with_safe_names_and_each_is_noted(
    terminal: Terminal, reference: str
) -> None:
    (terminal.folder / "out").mkdir()
    ended = packed(terminal, reference)
    beside = terminal.folder / "out" / f"{reference}-file-1-Quillfeather_ letter.pdf"
    assert (ended.code, beside.read_bytes()) == (ExitCode.OK, PDF)
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert {path.name for path in (terminal.folder / "out").iterdir()} == {"pack.docx", beside.name}
    assert [entry.action for entry in audited(terminal)].count("file_exported") == 1


def test_where_a_file_is_in_the_way_no_pack_is_written_either(terminal: Terminal, reference: str) -> None:
    (terminal.folder / "out").mkdir()
    (terminal.folder / "out" / f"{reference}-file-1-Quillfeather_ letter.pdf").symlink_to("nowhere")
    ended = packed(terminal, reference)
    assert ended.code == ExitCode.REFUSED
    assert "left as it is" in ended.err
    assert not (terminal.folder / "out" / "pack.docx").exists()


def test_a_case_shows_its_files_to_one_who_may_read_it(terminal: Terminal, reference: str) -> None:
    asked = ("cases", "show", reference, "--as", "chair", "--reason", "Papers")
    said = terminal.prp(*asked).out
    assert f"File 1: {NAME}\nGiven on" in said
    assert "not taken: There is a program in it." in said.replace("  ", " ")
    files = json.loads(terminal.prp(*asked, "--json").out)["files"]
    assert [(each["number"], each["state"]) for each in files] == [(1, "kept"), (2, "refused"), (3, "wanted")]


@pytest.mark.parametrize("setting", ["no", "yes"])
def test_the_manifest_has_the_permission_only_where_files_are_taken(terminal: Terminal, setting: str) -> None:
    write_env(terminal.folder / ".env", PRP_FILES_IN_SLACK=setting)
    assert terminal.prp("init").code == 0
    assert ("files:read" in (terminal.folder / "slack-app-manifest.yaml").read_text()) is (setting == "yes")


def test_the_scopes_for_files_are_asked_for_only_with_files() -> None:
    assert slack_app.scopes(files=True) - slack_app.scopes() == {"files:read"}
    assert slack_app.scopes(mail=True) - slack_app.scopes() == {"users:read.email"}


@given(st.text(max_size=300), st.sampled_from(["pdf", "docx"]))
@example("../../etc/passwd", "pdf")
@example("C:\\Windows\\x.pdf", "pdf")
@example(".bashrc", "pdf")
@example("", "pdf")
@example("-rf.pdf", "pdf")
@example("a\0b\n\u202egpj.exe", "pdf")
@example("\ud83d", "pdf")
def test_a_name_is_safe_on_any_disk(name: str, kind: str) -> None:
    made = safe_name(name, kind)
    assert made.endswith(f".{kind}")
    assert made.isascii()
    assert made.isprintable()
    assert len(made) <= 110
    assert not set(made) & set("/\\:*?\"<>|'$`")
    assert made[0] not in ".- "
    assert len(f"PRP-2026-9999-file-9999-{made}".encode()) <= 255


@pytest.mark.parametrize("name", ["CON", "nul.pdf", "Aux .txt", "PRN...", "com1", "LPT9.tar.gz", "COM0:", "./con"])
def test_no_file_is_named_like_a_device_of_windows(name: str) -> None:
    base = safe_name(name, "pdf").partition(".")[0].rstrip(" ")
    assert base.startswith("file ")


@pytest.mark.parametrize("name", ["console", "contract", "com10", "LPT", "auxiliary nul"])
def test_a_name_that_only_begins_like_a_device_is_kept(name: str) -> None:
    assert safe_name(name, "pdf") == f"{name}.pdf"
