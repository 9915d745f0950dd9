"""The key check: a key file that does not belong to the database is found at start."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.envelope import Vault
from storage.key_check import check_keys
from storage.keys import KeyFileMistake, KeyRing
from tests.conftest import Clock


def check(url: str, clock: Clock, *keys: bytes) -> None:
    database = Database(url, Vault(KeyRing(keys)))
    try:
        with database.begin(clock.now()) as tx:
            check_keys(tx)
    finally:
        database.close()


def test_the_key_that_the_database_was_written_with_is_accepted(database_url: str, clock: Clock, keys: KeyRing) -> None:
    for _ in range(2):
        check(database_url, clock, *keys.keys)


def test_another_key_is_refused(database_url: str, clock: Clock, keys: KeyRing) -> None:
    check(database_url, clock, *keys.keys)
    with pytest.raises(KeyFileMistake, match=f"{keys.sealing_id.hex()}.*put back the key file"):
        check(database_url, clock, os.urandom(32))


def test_a_further_key_is_accepted_and_both_are_needed_from_then_on(
    database_url: str, clock: Clock, keys: KeyRing
) -> None:
    further = os.urandom(32)
    check(database_url, clock, *keys.keys)
    check(database_url, clock, further, *keys.keys)
    check(database_url, clock, *keys.keys, further)
    for alone in (further, *keys.keys):
        with pytest.raises(KeyFileMistake):
            check(database_url, clock, alone)


def test_a_check_that_was_tampered_with_is_refused(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        check_keys(tx)
        tx.session.connection().execute(text("UPDATE key_check SET check_sealed = :junk"), {"junk": b"junk"})
    with database.begin(clock.now()) as tx, pytest.raises(KeyFileMistake):
        check_keys(tx)
