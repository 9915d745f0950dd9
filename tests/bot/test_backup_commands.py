"""``prp backup``, ``prp restore``, ``prp audit`` and ``prp keys``, as a person uses them one after another."""

from __future__ import annotations

import base64
import sqlite3
import stat

import pytest

from bot.cli.exit_codes import ExitCode
from storage.keys import KeyRing
from tests.bot.command_line import Terminal


def alter(terminal: Terminal, statement: str) -> None:
    database = sqlite3.connect(terminal.folder / "prp.db")
    with database:
        database.execute(statement)
    database.close()


def test_an_audit_that_is_whole_is_said_to_be(terminal: Terminal, reference: str) -> None:
    ended = terminal.prp("audit", "verify")
    assert (ended.code, ended.err) == (ExitCode.OK, "")
    assert "The audit is whole" in ended.out


def test_a_changed_entry_is_named(terminal: Terminal, reference: str) -> None:
    alter(terminal, "UPDATE audit SET actor = 'slack:U0OTHER' WHERE id = 3")
    ended = terminal.prp("audit", "verify")
    assert ended.code == ExitCode.AUDIT
    assert "Entry 3 of 02.03.2026 10:00:00 was changed" in ended.out


def test_entries_removed_at_the_end_are_found_until_a_person_accepts(terminal: Terminal, reference: str) -> None:
    alter(terminal, "DELETE FROM audit WHERE id > 5")
    assert "Entries 6 to" in terminal.prp("audit", "verify").out
    terminal.prp("backup", "-o", "one")  # the chain grows again, and the head file stays as it was
    assert terminal.prp("audit", "verify").code == ExitCode.AUDIT
    assert terminal.prp("audit", "accept", "--reason", "the disk was put back").code == ExitCode.OK
    assert terminal.prp("audit", "verify").code == ExitCode.OK


@pytest.mark.parametrize("content", [None, "{}", "[]", "not JSON"])
def test_a_head_file_taken_away_or_replaced_is_found(terminal: Terminal, reference: str, content: str | None) -> None:
    head = terminal.folder / "prp.keys.audit"
    assert head.stat().st_mode & 0o777 == 0o600
    head.unlink()
    if content is not None:
        head.write_text(content)
    ended = terminal.prp("audit", "verify")
    assert ended.code == ExitCode.AUDIT
    assert "head file" in ended.out


def test_the_history_of_a_case_is_listed_in_words(terminal: Terminal, reference: str) -> None:
    ended = terminal.prp("audit", "list", reference)
    assert "Sent the referral" in ended.out
    assert "Answered a page of the form" in ended.out


def test_keys_are_changed_and_the_old_one_is_taken_out(terminal: Terminal, reference: str) -> None:
    old = KeyRing.load(terminal.folder / "prp.keys").keys[0]
    assert "Everything is encrypted with the new key" in terminal.prp("keys", "rotate").out
    assert KeyRing.load(terminal.folder / "prp.keys").keys[1:] == (old,)
    assert "encrypts" in terminal.prp("keys", "status").out
    assert "Keys taken out: 1" in terminal.prp("keys", "retire").out
    ring = KeyRing.load(terminal.folder / "prp.keys")
    assert old not in ring.keys
    assert len(ring.keys) == len(ring.retired) == 1
    assert terminal.prp("audit", "verify").code == ExitCode.OK
    shown = terminal.prp("cases", "show", reference, "--as", "chair", "--reason", "to see")
    assert shown.code == ExitCode.OK
    assert base64.b64encode(old).decode() not in (terminal.folder / "prp.keys").read_text()


def test_a_lost_key_is_told_with_what_cannot_be_read(terminal: Terminal, reference: str) -> None:
    key_file = terminal.folder / "prp.keys"
    key_file.write_text(base64.b64encode(bytes(32)).decode())
    for command in (("cases", "list"), ("doctor",)):
        ended = terminal.prp(*command)
        assert "Without it this cannot be read: answer" in ended.err + ended.out


def test_a_backup_writes_through_no_link_and_keeps_nobody_elses_mode(terminal: Terminal, reference: str) -> None:
    other, laid = terminal.folder / "other", terminal.folder / "one.backup.part"
    other.write_text("as it was")
    laid.symlink_to(other)
    assert terminal.prp("backup", "-o", "one.backup").code == ExitCode.OK
    assert other.read_text() == "as it was"
    (terminal.folder / "two.backup.part").touch(0o666)
    assert terminal.prp("backup", "-o", "two.backup").code == ExitCode.OK
    for made in ("one.backup", "two.backup"):
        status = (terminal.folder / made).lstat()
        assert (stat.S_ISREG(status.st_mode), stat.S_IMODE(status.st_mode)) == (True, 0o600)


def test_a_backup_says_what_is_in_the_way(terminal: Terminal, reference: str) -> None:
    (terminal.folder / "one.backup").symlink_to("nowhere")
    assert "one.backup" in terminal.prp("backup", "-o", "one.backup").err
    (terminal.folder / "two.backup.part").mkdir()
    assert terminal.prp("backup", "-o", "two.backup").code == ExitCode.REFUSED
    assert not (terminal.folder / "two.backup").exists()


def test_a_backup_is_restored_into_an_empty_place_with_its_messages_held(terminal: Terminal, reference: str) -> None:
    assert terminal.prp("backup", "-o", "one.backup").code == ExitCode.OK
    kept = terminal.folder / "one.backup"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "not empty" in terminal.prp("restore", "one.backup").err
    assert terminal.prp("cases", "show", reference, "--as", "chair", "--reason", "after the backup").code == ExitCode.OK
    for file in terminal.folder.glob("prp.db*"):
        file.unlink()
    restored = terminal.prp("restore", "one.backup")
    assert restored.code == ExitCode.OK, restored.err
    assert "Messages held" in restored.out
    assert terminal.prp("audit", "verify").code == ExitCode.OK
    assert reference in terminal.prp("cases", "list").out
    listed = terminal.prp("outbox", "list").out
    assert "held" in listed
    assert "waiting" not in listed
    number = next(line.split()[0] for line in listed.splitlines() if "held" in line)
    assert terminal.prp("outbox", "release", number).code == ExitCode.OK
    assert terminal.prp("outbox", "release", number).code == ExitCode.REFUSED


def test_a_backup_is_never_written_over_another_file(terminal: Terminal, reference: str) -> None:
    (terminal.folder / "there").write_text("mine")
    assert terminal.prp("backup", "-o", "there").code == ExitCode.REFUSED
    assert (terminal.folder / "there").read_text() == "mine"
    assert "could not be written" in terminal.prp("backup", "-o", "nowhere/one").err
