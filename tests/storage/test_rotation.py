"""Changing the keys: every sealed column is done, whoever works meanwhile and wherever it is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from storage import additions, answers, form_versions, rotation
from storage.cases import begin_draft
from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing, add_key, new_key_file, retire_key
from storage.tables import Case, new_id
from tests.conftest import Clock
from tests.storage.test_sealed import MARK, SEALED, fill


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "prp.keys"
    new_key_file(path)
    return path


def nobody(_done: int) -> None:
    """Tell nobody how far it is."""


def test_every_sealed_column_is_walked() -> None:
    assert {f"{place.table.name}.{place.column.name}" for place in rotation.places()} == SEALED - {
        "key_check.check_sealed"
    }


def test_all_is_sealed_with_the_new_key_and_opens(
    database: Database, database_url: str, keys: KeyRing, clock: Clock, case: Case
) -> None:
    fill(database, clock, case)
    ring = KeyRing((os.urandom(32), *keys.keys))
    both = Database(database_url, Vault(ring))
    assert rotation.reseal(both, clock.now, nobody) == 0
    with both.read(clock.now()) as tx:
        assert set(rotation.sealed_with(tx)) == {ring.sealing_id.hex()}
    both.close()
    new = Database(database_url, Vault(KeyRing(ring.keys[:1])))
    with new.read(clock.now()) as tx:
        assert answers.load(tx, case.id)[("last_name", "row")].value == MARK
        assert additions.of_case(tx, case.id)[0].text == MARK
    new.close()


def test_an_answer_saved_meanwhile_is_not_lost(
    database: Database, database_url: str, keys: KeyRing, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        answers.save(tx, case, {(f"q{number}", ""): "old" for number in range(120)})
    new = os.urandom(32)
    both = Database(database_url, Vault(KeyRing((new, *keys.keys))))
    behind = Database(database_url, Vault(KeyRing((*keys.keys, new))))
    saved: list[int] = []

    def save_one(done: int) -> None:
        if not saved:
            saved.append(done)
            with behind.begin(clock.now()) as tx:  # this process seals with the old key still
                answers.save(tx, case, {("q0", ""): "new", ("q119", ""): "new"})

    rotation.reseal(both, clock.now, save_one)
    with both.read(clock.now()) as tx:
        found = answers.load(tx, case.id)
        assert (found[("q0", "")].value, found[("q119", "")].value, found[("q60", "")].value) == ("new", "new", "old")
        assert set(rotation.sealed_with(tx)) == {tx.vault.sealing_id}
    both.close()
    behind.close()


def test_what_cannot_be_opened_is_left_and_counted(
    database: Database, database_url: str, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        answers.save(tx, case, {("q", ""): "x"})
    without = Database(database_url, Vault(KeyRing((os.urandom(32),))))
    assert rotation.reseal(without, clock.now, nobody) == 1
    without.close()
    with database.read(clock.now()) as tx:
        assert answers.load(tx, case.id)[("q", "")].value == "x"


def test_a_running_bot_takes_a_new_key_by_itself(database_url: str, key_file: Path, clock: Clock) -> None:
    vault = Vault.of_file(key_file)
    old = vault.sealing_id
    where = {"table": "t", "column": "c", "row": "r"}
    sealed = vault.seal(b"x", **where)
    add_key(key_file)
    assert vault.sealing_id == KeyRing.load(key_file).sealing_id.hex() != old
    assert Vault.of_file(key_file).open(vault.seal(b"y", **where), **where) == b"y"
    assert vault.open(sealed, **where) == b"x"
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_cannot_be_used_for_a_moment_leaves_the_keys_at_hand(key_file: Path) -> None:
    vault = Vault.of_file(key_file)
    old = vault.sealing_id
    key_file.write_text("junk")
    assert vault.sealing_id == old
    key_file.unlink()
    assert vault.sealing_id == old


def test_a_retired_key_leaves_only_what_the_audit_is_checked_with(key_file: Path) -> None:
    (old,) = KeyRing.load(key_file).keys
    before = KeyRing.load(key_file).audit_keys()
    add_key(key_file)
    (retired,) = before
    retire_key(key_file, retired)
    ring = KeyRing.load(key_file)
    assert old not in ring.keys
    assert ring.audit_keys()[retired] == before[retired] != old
    retire_key(key_file, ring.sealing_id.hex())  # the one that seals stays
    assert KeyRing.load(key_file) == ring


def reseal_slowly(url: str, keys: KeyRing, told: Any) -> None:
    database = Database(url, Vault(keys))

    def tell(done: int) -> None:
        if done:
            told.send(done)
            if done >= 100:
                signal.pause()

    rotation.reseal(database, Clock().now, tell)


def test_a_rotation_killed_in_the_middle_goes_on(database_url: str, keys: KeyRing, clock: Clock) -> None:
    ring = KeyRing((os.urandom(32), *keys.keys))
    database = Database(database_url, Vault(ring))
    older = Database(database_url, Vault(keys))
    with older.begin(clock.now()) as tx:
        form_versions.remember(tx, version="1", text="the form")
        case = begin_draft(tx, origin=new_id(), owner="slack:U1", form_version="1")
        answers.save(tx, case, {(f"q{number}", ""): number for number in range(300)})
    older.close()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=reseal_slowly, args=(database_url, ring, there))
    process.start()
    done = 0
    while done < 100:
        assert here.poll(60)
        done = here.recv()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with database.read(clock.now()) as tx:
        assert {key: sum(used.values()) for key, used in rotation.sealed_with(tx).items()} == {
            ring.sealing_id.hex(): 100,
            keys.sealing_id.hex(): 200,
        }
    rotation.reseal(database, clock.now, nobody)
    with database.read(clock.now()) as tx:
        assert sorted(answer.value for answer in answers.load(tx, case.id).values()) == list(range(300))
        assert set(rotation.sealed_with(tx)) == {ring.sealing_id.hex()}
    database.close()
