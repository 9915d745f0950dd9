"""``prp pack``: a case as a file, for the business unit, audited."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from bot.cli.exit_codes import ExitCode
from storage import audit, cases
from tests.bot.command_line import Terminal

UNIT = "bea@example.org"


@pytest.fixture(autouse=True)
def unit(ready: Terminal) -> None:
    """Have somebody in the business unit."""
    ready.prp("people", "add", "Bea", "--role", "business_unit", "--email", UNIT)


def made(terminal: Terminal, reference: str, *more: str, who: str = UNIT) -> int:
    return terminal.prp("pack", reference, "--as", who, "--reason", "Papers for the chair", *more).code


def test_the_business_unit_has_a_pdf_made_for_its_owner_alone(ready: Terminal, reference: str) -> None:
    assert made(ready, reference) == ExitCode.OK
    path = ready.folder / f"{reference}.pdf"
    assert path.stat().st_mode & 0o777 == 0o600
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    assert "Quillfeather" in text
    assert reference in text


def test_or_a_word_document(ready: Terminal, reference: str) -> None:
    assert made(ready, reference, "-o", "pack.docx") == ExitCode.OK
    written = docx.Document(BytesIO((ready.folder / "pack.docx").read_bytes()))
    assert any("Quillfeather" in paragraph.text for paragraph in written.paragraphs)


def test_it_is_audited_as_what_that_person_did(ready: Terminal, reference: str) -> None:
    made(ready, reference)
    office = ready.office()
    try:
        with office.database.read(office.clock()) as tx:
            history = audit.history(tx, cases.by_reference(tx, reference).id)
    finally:
        office.close()
    (exported,) = [entry for entry in history if entry.action == "exported"]
    assert exported.actor.startswith("person:")


def test_what_it_says_holds_nothing_of_the_case(ready: Terminal, reference: str) -> None:
    ended = ready.prp("pack", reference, "--as", UNIT, "--reason", "Papers")
    assert "Quillfeather" not in ended.out + ended.err
    assert "secure route" in ended.out


def test_nobody_else_gets_one_and_no_file_is_left(ready: Terminal, reference: str) -> None:
    for who in ("chair", "somebody"):
        assert made(ready, reference, who=who) == ExitCode.REFUSED
    assert not (ready.folder / f"{reference}.pdf").exists()


def test_a_file_that_is_there_is_kept(ready: Terminal, reference: str) -> None:
    path = ready.folder / f"{reference}.pdf"
    path.write_text("something else")
    ended = ready.prp("pack", reference, "--as", UNIT, "--reason", "Papers")
    assert (ended.code, path.read_text()) == (ExitCode.REFUSED, "something else")
    assert "-o" in ended.err


@pytest.mark.parametrize(("name", "code"), [("pack.txt", ExitCode.USAGE), ("nowhere/pack.pdf", ExitCode.REFUSED)])
def test_a_name_that_will_not_do_is_said(ready: Terminal, reference: str, name: str, code: ExitCode) -> None:
    assert made(ready, reference, "-o", name) == code
