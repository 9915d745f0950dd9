"""``prp retention``, and an erasure that is killed at each of its steps, or undone by a backup that is put back."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date

import pytest

from bot.cli.exit_codes import ExitCode
from bot.compose import CLOCK
from handlers import erasing
from storage import cases
from storage.erased_file import ErasedFile
from storage.tables import Table
from tests.bot.command_line import Terminal
from tests.bot.test_killed_commands import deaths


@pytest.fixture
def terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("PRP_RETENTION", "yes")
    return terminal


@pytest.fixture
def reference(terminal: Terminal, reference: str) -> str:
    assert terminal.prp("people", "add", "Una Marsh", "--role", "business_unit", "--slack", "U0UNIT").code == 0
    return reference


def close_case(terminal: Terminal, reference: str) -> None:
    """Have the case decided, with a day on which it may be erased."""
    office = terminal.office()
    with office.begin(CLOCK) as work:
        case = cases.lock(work.tx, cases.by_reference(work.tx, reference).id)
        cases.decide(work.tx, case)
        assert work.board.retention is not None
        case.schedule, case.erase_on = work.board.retention.edition, date(2050, 1, 1)
    office.close()


def begin_to_erase(terminal: Terminal, reference: str) -> str:
    """Have the case erased up to the first commit, and give its id."""
    office = terminal.office()
    with office.begin(CLOCK) as work:
        case_id = cases.by_reference(work.tx, reference).id
        assert erasing.begin_again(work, [case_id]) == 1
    office.close()
    return case_id


def erase(terminal: Terminal) -> None:
    """Go on until nothing is left to be erased."""
    office = terminal.office()
    going_on = True
    while going_on:
        with office.begin(CLOCK) as work:
            going_on = erasing.go_on(work)
    office.close()


def left_of(terminal: Terminal, case_id: str) -> set[str]:
    """Give the tables that hold anything of a case."""
    database = sqlite3.connect(terminal.folder / "prp.db")
    tables = [table.name for table in Table.metadata.sorted_tables if "case_id" in table.columns]
    # the tables are our own
    counts = {name: database.execute(f"SELECT count(*) FROM {name} WHERE case_id = ?", [case_id]) for name in tables}  # noqa: S608
    found = {name for name, counted in counts.items() if counted.fetchone()[0]}
    database.close()
    return found


AS_UNIT = ("--as", "Una Marsh", "--reason", "an inquiry")


def test_a_case_is_held_and_that_is_lifted_by_somebody_of_the_business_unit(terminal: Terminal, reference: str) -> None:
    close_case(terminal, reference)
    assert "1 January 2050" in terminal.prp("retention", "list").out
    assert terminal.prp("retention", "hold", reference, "--as", "chair", "--reason", "x").code == ExitCode.REFUSED
    assert "Write why" in terminal.prp("retention", "hold", reference, "--as", "Una Marsh", "--reason", " ").err
    for _twice in range(2):
        assert "is held" in terminal.prp("retention", "hold", reference, *AS_UNIT).out
    assert "legal hold" in terminal.prp("retention", "list").out
    assert "Write why" in terminal.prp("retention", "lift", reference, "--as", "Una Marsh", "--reason", "").err
    for _twice in range(2):
        assert "No legal hold" in terminal.prp("retention", "lift", reference, *AS_UNIT).out
    assert "legal hold" not in terminal.prp("retention", "list").out
    assert terminal.prp("retention", "list", "--as", "Una Marsh").code == ExitCode.USAGE


def test_the_schedule_is_shown_and_its_periods_can_be_set(
    terminal: Terminal, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = terminal.prp("retention", "rules").out
    assert "This schedule is used" in shown
    assert "35 years from the last change" in shown
    monkeypatch.setenv("PRP_RETENTION_YEARS", "review 75")
    assert "75 years from the last change" in terminal.prp("retention", "rules").out
    monkeypatch.setenv("PRP_RETENTION_YEARS", "reviews 75")
    unknown = terminal.prp("cases", "list")
    assert (unknown.code, "names the rule reviews" in unknown.err) == (ExitCode.FORM, True)
    monkeypatch.setenv("PRP_RETENTION_YEARS", "review: 75")
    assert terminal.prp("cases", "list").code == ExitCode.SETTINGS
    monkeypatch.delenv("PRP_RETENTION_YEARS")
    monkeypatch.setenv("PRP_RETENTION_FILE", "ours.toml")
    assert "cannot be read" in terminal.prp("cases", "list").err
    (terminal.folder / "ours.toml").write_text(
        'warned_days_before = 90\n[[rules]]\nid = "all"\nsource = "ours"\ngrade = "D"\n'
    )
    assert "for good" in terminal.prp("retention", "rules").out
    monkeypatch.setenv("PRP_RETENTION", "no")
    assert "This schedule is not used" in terminal.prp("retention", "rules").out


def test_what_was_erased_since_a_backup_is_erased_again_when_it_is_restored(terminal: Terminal, reference: str) -> None:
    assert terminal.prp("backup", "-o", "one.backup").code == ExitCode.OK
    case_id = begin_to_erase(terminal, reference)
    erase(terminal)
    assert ErasedFile(terminal.folder / "prp.keys.erased").case_ids() == (case_id,)
    for file in terminal.folder.glob("prp.db*"):
        file.unlink()
    restored = terminal.prp("restore", "one.backup")
    assert "erased again, as they had been erased since the backup was made: 1" in restored.out
    assert reference not in terminal.prp("cases", "list").out
    assert left_of(terminal, case_id) == {"audit", "erased_case"}
    listed = terminal.prp("retention", "list", *AS_UNIT)
    assert "erased" in listed.out
    assert "Outcome" in listed.out
    assert terminal.prp("audit", "verify").code == ExitCode.OK


def test_an_erasure_that_is_killed_at_any_step_goes_on_to_the_same_end(terminal: Terminal, reference: str) -> None:
    case_id = begin_to_erase(terminal, reference)
    begun = terminal.folder / "begun"
    begun.mkdir()
    kept = [terminal.folder / name for name in ("prp.db", "prp.keys.audit")]
    for file in kept:
        shutil.copyfile(file, begun / file.name)

    def as_begun(_step: int) -> None:
        for file in (*terminal.folder.glob("prp.db-*"), terminal.folder / "prp.keys.erased"):
            file.unlink(missing_ok=True)
        for file in kept:
            shutil.copyfile(begun / file.name, file)
        erase(terminal)

    died = 0
    for _step in deaths(as_begun):
        died += 1
        erase(terminal)
        assert left_of(terminal, case_id) == {"audit", "erased_case"}
        assert ErasedFile(terminal.folder / "prp.keys.erased").case_ids() == (case_id,)
        if died % 5 == 1:
            assert terminal.prp("audit", "verify").code == ExitCode.OK
    assert died > 8
