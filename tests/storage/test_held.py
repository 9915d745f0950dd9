"""Everything that is held can be looked through: each sealed column, opened, and each row with its case."""

from __future__ import annotations

import os

from storage.database import Database
from storage.envelope import Vault
from storage.held import NOT_LOOKED_THROUGH, everything
from storage.keys import KeyRing
from storage.tables import Case, Table
from tests.conftest import Clock
from tests.storage.test_sealed import MARK, SEALED, fill

FILES_AND_KEYS = {"attachment_content.content_sealed", "child_mark_secret.secret_sealed", "key_check.check_sealed"}


def test_whatever_is_sealed_is_opened_with_its_case(database: Database, clock: Clock, case: Case) -> None:
    fill(database, clock, case)
    with database.snapshot(clock.now()) as tx:
        rows = list(everything(tx))
    told = {f"{held.table}.{name}" for held in rows for name in held.sealed if MARK in str(held.values.get(name))}
    assert told == SEALED - FILES_AND_KEYS
    of_no_case = {held.table for held in rows if held.case_id is None}
    assert of_no_case == {"inbox"}
    assert {held.case_id for held in rows} == {case.id, None}
    assert MARK not in repr(rows)


def test_what_cannot_be_opened_is_counted(
    database: Database, database_url: str, clock: Clock, case: Case, keys: KeyRing
) -> None:
    fill(database, clock, case)
    others = Database(database_url, Vault(KeyRing((os.urandom(32),))))
    try:
        with others.snapshot(clock.now()) as tx:
            rows = list(everything(tx))
    finally:
        others.close()
    assert sum(held.unread for held in rows) >= len(SEALED - FILES_AND_KEYS)
    assert MARK not in str([held.values for held in rows])


def test_every_table_is_looked_through_or_left_out_on_purpose() -> None:
    left_out = {
        *("attachment_content", "child_mark", "child_mark_secret", "form_version", "intake_counter", "key_check"),
        *("reference_counter", "reminder"),
    }
    assert {table.name for table in NOT_LOOKED_THROUGH} == left_out
    assert left_out < set(Table.metadata.tables)
