"""The audit's chain: every attack on it that needs no key is found, on both databases."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from storage import audit, audit_chain, audit_head
from storage.audit_chain import Finding, Verdict, chained, encoded
from storage.audit_head import START, HeadFile, HeadFileMistake, Link
from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing
from tests.conftest import Clock

Attack = Callable[[Connection], object]
LAST = 9


@pytest.fixture
def heads(tmp_path: Path, vault: Vault) -> HeadFile:
    return HeadFile(tmp_path / "prp.keys.audit", vault)


@pytest.fixture
def audited(database_url: str, vault: Vault, heads: HeadFile, clock: Clock) -> Iterator[Database]:
    """Give a database with nine entries, and its head file beside."""
    database = Database(database_url, vault, heads)
    with database.begin(clock.now()) as tx:
        audit_chain.follow(tx)
    for page in range(LAST):
        clock.advance(timedelta(minutes=1))
        with database.begin(clock.now()) as tx:
            audit.note(tx, actor="slack:U1", action="answered", case_id=f"case{page % 2}", page=str(page))
    database.close()
    yield database
    database.close()


def verdict(database: Database, heads: HeadFile, clock: Clock) -> Verdict:
    head = heads.read()
    with database.snapshot(clock.now()) as tx:
        return audit_chain.verify(tx, head)


def run(*statements: str) -> Attack:
    def attack(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return attack


def rechain(key: bytes) -> Attack:
    """Change an entry and make every code anew, with a key that is not the right one but is called so."""

    def attack(connection: Connection) -> None:
        rows = connection.execute(text("SELECT id, at, actor, action, case_id, details FROM audit ORDER BY id"))
        entries = []
        for row in rows.mappings():
            at = datetime.fromisoformat(row["at"]) if isinstance(row["at"], str) else row["at"]
            details = json.loads(row["details"]) if isinstance(row["details"], str) else row["details"]
            entries.append({**row, "at": at.replace(tzinfo=at.tzinfo or UTC), "details": details, "actor": "slack:U2"})
        for entry in chained(Vault(KeyRing((key,))), START, entries):
            connection.execute(
                text("UPDATE audit SET actor = 'slack:U2', mac = :mac WHERE id = :id"),
                {"mac": entry["mac"], "id": entry["id"]},
            )

    return attack


COPY = "INSERT INTO audit SELECT {id}, at, actor, action, case_id, details, key_id, mac FROM audit WHERE id = 4"
SWAP = "UPDATE audit SET id = CASE id WHEN 104 THEN 5 ELSE 4 END WHERE id IN (104, 105)"

ATTACKS: dict[str, Attack] = {
    "change when": run("UPDATE audit SET at = (SELECT at FROM audit WHERE id = 3) WHERE id = 4"),
    "change who": run("UPDATE audit SET actor = 'slack:U2' WHERE id = 4"),
    "change what": run("UPDATE audit SET action = 'opened' WHERE id = 4"),
    "change the case": run("UPDATE audit SET case_id = NULL WHERE id = 4"),
    "change the details": run("""UPDATE audit SET details = '{"page": "30"}' WHERE id = 4"""),
    "change the key's id": run("UPDATE audit SET key_id = '0011223344556677' WHERE id = 4"),
    "change the code": run("UPDATE audit SET mac = (SELECT mac FROM audit WHERE id = 3) WHERE id = 4"),
    "put junk for a code": run("UPDATE audit SET mac = 'junk' WHERE id = 4"),
    "change the last": run("UPDATE audit SET actor = 'slack:U2' WHERE id = 9"),
    "remove the first": run("DELETE FROM audit WHERE id = 1"),
    "remove one in the middle": run("DELETE FROM audit WHERE id = 4"),
    "remove one and close the gap": run("DELETE FROM audit WHERE id = 4", "UPDATE audit SET id = 4 WHERE id = 5"),
    "remove the last": run("DELETE FROM audit WHERE id = 9"),
    "remove the last three": run("DELETE FROM audit WHERE id > 6"),
    "remove all": run("DELETE FROM audit"),
    "add one at the end": run(COPY.format(id=LAST + 1)),
    "add one at the beginning": run(COPY.format(id=0)),
    "copy one over another": run("DELETE FROM audit WHERE id = 6", COPY.format(id=6)),
    "swap two": run("UPDATE audit SET id = id + 100 WHERE id IN (4, 5)", SWAP),
    "number one anew": run("UPDATE audit SET id = 40 WHERE id = 4"),
    "make every code anew without the key": rechain(bytes(32)),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_without_the_key_is_found(
    audited: Database, heads: HeadFile, clock: Clock, attack: str, record_property: Callable[[str, object], None]
) -> None:
    assert verdict(audited, heads, clock).findings == []
    with audited.begin(clock.now()) as tx:
        ATTACKS[attack](tx.session.connection())
    found = verdict(audited, heads, clock)
    record_property(attack, "found" if found.wrong else "not found")
    print(f"{attack:<40} {'found' if found.wrong else 'NOT FOUND':<10} {found.findings[:1]}")
    assert found.wrong


def test_a_finding_says_which_entry_and_when(audited: Database, heads: HeadFile, clock: Clock) -> None:
    with audited.begin(clock.now()) as tx:
        ATTACKS["change who"](tx.session.connection())
    assert verdict(audited, heads, clock).findings == [Finding("changed", 4, datetime(2026, 3, 2, 10, 4, tzinfo=UTC))]
    with audited.begin(clock.now()) as tx:
        tx.session.connection().execute(text("DELETE FROM audit WHERE id IN (2, 6, 7, 9)"))
    found = [(each.kind, each.number, each.to) for each in verdict(audited, heads, clock).findings]
    assert found == [("missing", 2, 2), ("changed", 4, 0), ("missing", 6, 7), ("cut_off", 9, 9)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_older_copy_of_the_whole_database_is_found_also_after_the_bot_went_on(
    database_url: str, audited: Database, heads: HeadFile, vault: Vault, clock: Clock
) -> None:
    path = Path(database_url.removeprefix("sqlite:///"))
    shutil.copyfile(path, path.with_name("older"))
    write(audited, 3, clock)
    shutil.copyfile(path.with_name("older"), path)
    again = Database(database_url, vault, heads)
    with again.begin(clock.now()) as tx:
        audit_chain.follow(tx)
    assert [each.kind for each in verdict(again, heads, clock).findings] == ["cut_off"]
    write(again, 9, clock)
    assert [each.kind for each in verdict(again, heads, clock).findings] == ["other_history"]


def test_entries_removed_while_the_bot_runs_are_found_later(audited: Database, heads: HeadFile, clock: Clock) -> None:
    with audited.begin(clock.now()) as tx:
        ATTACKS["remove the last three"](tx.session.connection())
    write(audited, 9, clock)
    assert [each.kind for each in verdict(audited, heads, clock).findings] == ["other_history"]


def test_a_head_file_that_is_behind_is_no_fault(audited: Database, heads: HeadFile, clock: Clock) -> None:
    behind = heads.read()
    write(audited, 2, clock)
    assert behind is not None
    heads.replace(behind)
    found = verdict(audited, heads, clock)
    assert (found.wrong, found.ahead) == (0, 2)


def test_a_head_file_made_without_the_key_is_refused(audited: Database, heads: HeadFile) -> None:
    HeadFile(heads.path, Vault(KeyRing((bytes(32),)))).replace(Link(2, "00" * 32))
    with pytest.raises(HeadFileMistake, match="put back your copy"):
        heads.read()


def test_without_the_right_key_every_entry_is_told(
    audited: Database, database_url: str, heads: HeadFile, clock: Clock
) -> None:
    other = Database(database_url, Vault(KeyRing((bytes(32),))))
    with other.snapshot(clock.now()) as tx:
        found = audit_chain.verify(tx, None)
    other.close()
    assert (found.wrong, {each.kind for each in found.findings}) == (LAST, {"key_missing"})


def test_threads_at_once_make_one_chain(audited: Database, heads: HeadFile, clock: Clock) -> None:
    def add(who: int) -> None:
        for _ in range(5):
            with audited.begin(clock.now()) as tx:
                for page in ("a", "b"):
                    audit.note(tx, actor=f"slack:U{who}", action="answered", page=page)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    audited.close()
    found = verdict(audited, heads, clock)
    assert (found.wrong, found.entries, found.ahead) == (0, LAST + 40, 0)


def write(database: Database, count: int, clock: Clock) -> None:
    for _ in range(count):
        clock.advance(timedelta(minutes=1))
        with database.begin(clock.now()) as tx:
            audit.note(tx, actor="slack:U1", action="opened")
    database.close()


def write_until_killed(url: str, keys: KeyRing, path: Path, told: Any) -> None:
    vault = Vault(keys)
    database = Database(url, vault, HeadFile(path, vault))
    now = Clock().now()
    with database.begin(now) as tx:
        audit_chain.follow(tx)
    for number in range(1_000_000):
        with database.begin(now) as tx:
            audit.note(tx, actor="slack:U1", action="opened")
        if number == 30:
            told.send(number)


def test_a_process_killed_while_it_writes_raises_no_false_alarm(
    audited: Database, database_url: str, keys: KeyRing, heads: HeadFile, clock: Clock
) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=write_until_killed, args=(database_url, keys, heads.path, there))
    process.start()
    assert here.poll(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    found = verdict(audited, heads, clock)
    assert found.findings == []
    assert found.entries > LAST + 30


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)
ENTRIES = st.fixed_dictionaries(
    {
        "id": st.integers(1, 10**9),
        "at": st.datetimes(timezones=st.just(UTC)),
        "actor": st.text(max_size=20),
        "action": st.text(max_size=20),
        "case_id": st.none() | st.text(max_size=20),
        "details": st.dictionaries(st.sampled_from(sorted(audit.DETAILS)), PLAIN, max_size=4),
        "key_id": st.text(max_size=8),
    }
)


@settings(deadline=None)
@given(one=ENTRIES, other=ENTRIES)
def test_two_entries_have_one_form_only_if_they_tell_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps([one], sort_keys=True, default=str) == json.dumps([other], sort_keys=True, default=str)
    assert (encoded(one) == encoded(other)) == same
    again = dict(reversed(one.items())) | {"details": dict(reversed(one["details"].items()))}
    assert encoded(again) == encoded(one)


def test_the_form_of_an_entry_is_fixed() -> None:
    entry = {
        "id": 7,
        "at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "actor": "slack:U1",
        "action": "opened",
        "case_id": None,
        "details": {"number": 2, "kind": "é"},
        "key_id": "00",
    }
    assert encoded(entry) == (
        b"prp-bot audit 1\n"
        b'[7,"2026-03-02T10:00:00.000000+00:00","slack:U1","opened",null,{"kind":"\\u00e9","number":2},"00"]'
    )


def test_on_a_full_disk_the_head_file_stays_behind_only_until_there_is_room(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = HeadFile(tmp_path / "head", vault)
    heads.begin()
    with monkeypatch.context() as full:
        full.setattr(audit_head, "write_private", Mock(side_effect=OSError(28, "No space left on device")))
        heads.raise_to(Link(1, "11" * 32))
        heads.close()
    assert heads.read() == START
    heads.raise_to(Link(2, "22" * 32))
    heads.close()
    assert heads.read() == Link(2, "22" * 32)
