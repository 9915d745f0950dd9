"""Backup and restore: whole, from either kind of database into either, and nothing that was changed is taken."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import answers, audit, backup, outbox
from storage.backup_file import BackupMistake, read_lines, write_lines
from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing
from storage.migrate import upgrade
from storage.tables import Case, Table
from tests.conftest import Clock
from tests.postgresql_server import Server
from tests.storage.test_sealed import MARK, fill

RING = KeyRing((bytes(32),))


@pytest.fixture(params=["into sqlite", "into postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault) -> Iterator[Database]:
    """Give another, empty database."""
    if request.param == "into sqlite":
        url = f"sqlite:///{tmp_path / 'other.db'}"
        upgrade(url)
        opened = Database(url, vault)
        yield opened
        opened.close()
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.fresh_database() as url:
        opened = Database(url, vault)
        yield opened
        opened.close()


def dump(database: Database, clock: Clock) -> dict[str, set[str]]:
    with database.read(clock.now()) as tx:
        return {
            name: {repr([_plain(cell) for cell in row]) for row in tx.session.connection().execute(select(table))}
            for name, table in Table.metadata.tables.items()
        }


def _plain(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else cell


def backed_up(database: Database, keys: KeyRing, clock: Clock, path: Path) -> Path:
    with path.open("wb") as file:
        backup.back_up(database, keys, file, now=clock.now())
    return path


def test_everything_comes_back_on_either_kind(
    database: Database, place: Database, keys: KeyRing, clock: Clock, case: Case, tmp_path: Path
) -> None:
    fill(database, clock, case)
    with database.begin(clock.now()) as tx:
        audit.note(tx, actor="slack:U1", action="opened", case_id=case.id, roles=["panel"], urgent=True)
        outbox.queue(tx, kind="card", channel="slack", address="C1", occasion="1", case_id=case.id, data={"a": 1})
    path = backed_up(database, keys, clock, tmp_path / "one")
    contents = backup.look_through(path, keys)
    before = dump(database, clock)
    assert contents.rows == sum(map(len, before.values()))
    with place.begin(clock.now()) as tx:
        backup.restore(tx, path, keys)
    assert dump(place, clock) == before
    with place.begin(clock.now()) as tx:
        assert answers.load(tx, case.id)[("last_name", "row")].value == MARK
        assert outbox.hold_all(tx) == 1
        assert outbox.next_due(tx) is None
        (held,) = outbox.held(tx)
        assert outbox.release(tx, held.id)
        (claimed,) = outbox.claim(tx, worker="w", lease=clock.now() - clock.now())
        assert claimed.maybe_sent  # so that it is looked up before it is sent


def test_a_place_that_is_not_empty_is_refused_and_left(
    database: Database, keys: KeyRing, clock: Clock, case: Case, tmp_path: Path
) -> None:
    path = backed_up(database, keys, clock, tmp_path / "one")
    before = dump(database, clock)
    with pytest.raises(BackupMistake, match="not empty"), database.begin(clock.now()) as tx:
        backup.restore(tx, path, keys)
    assert dump(database, clock) == before


def test_a_backup_is_one_moment_though_others_go_on_writing(
    database: Database, keys: KeyRing, clock: Clock, case: Case, tmp_path: Path
) -> None:
    with database.begin(clock.now()) as tx:
        answers.save(tx, case, {(f"q{number}", ""): "x" for number in range(450)})

    class Slow(io.FileIO):
        """A file during whose first writing somebody answers."""

        written = False

        def write(self, data: Any, /) -> int:
            if not self.written:
                self.written = True
                with database.begin(clock.now()) as tx:
                    answers.save(tx, case, {("late", ""): "y"})
            return super().write(data)

    with Slow(tmp_path / "one", "w") as file:
        made = backup.back_up(database, keys, file, now=clock.now())
    assert file.written
    assert made.rows == backup.look_through(tmp_path / "one", keys).rows


def test_nothing_is_restored_if_it_stops_in_the_middle(
    database: Database, place: Database, keys: KeyRing, clock: Clock, case: Case, tmp_path: Path
) -> None:
    fill(database, clock, case)
    path = backed_up(database, keys, clock, tmp_path / "one")

    def restore_and_stop() -> None:
        with place.begin(clock.now()) as tx:
            backup.restore(tx, path, keys)
            raise RuntimeError("the power went off")

    with pytest.raises(RuntimeError, match="power"):
        restore_and_stop()
    assert not any(dump(place, clock).values())
    with place.begin(clock.now()) as tx:
        backup.restore(tx, path, keys)
    assert dump(place, clock) == dump(database, clock)


def test_a_backup_shows_nothing_without_its_key(
    database: Database, keys: KeyRing, clock: Clock, case: Case, tmp_path: Path
) -> None:
    path = backed_up(database, keys, clock, tmp_path / "one")
    assert b"view:V1" not in path.read_bytes()
    with pytest.raises(BackupMistake, match="key that is not in the key file"):
        backup.look_through(path, KeyRing((os.urandom(32),)))


def written(lines: list[str]) -> bytes:
    file = io.BytesIO()
    write_lines(file, RING, lines)
    return file.getvalue()


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8"))))
def test_lines_come_back_as_they_were(lines: list[str]) -> None:
    assert list(read_lines(io.BytesIO(written(lines)), RING)) == lines


def test_long_lines_come_back_over_many_pieces() -> None:
    lines = [os.urandom(300_000).hex() for _ in range(3)]
    assert list(read_lines(io.BytesIO(written(lines)), RING)) == lines


@settings(deadline=None)
@given(st.data())
def test_a_changed_or_cut_file_is_refused(data: st.DataObject) -> None:
    whole = PIECES
    at = data.draw(st.integers(0, len(whole) - 1))
    other = bytes([whole[at] ^ data.draw(st.integers(1, 255))])
    changed = whole[:at] + other + whole[at + 1 :]
    longer = whole + b"x"
    for wrong in (changed, whole[:at], longer):
        with pytest.raises(BackupMistake):
            list(read_lines(io.BytesIO(wrong), RING))


PIECES = written([os.urandom(200_000).hex() for _ in range(2)])


def test_a_file_cut_between_two_pieces_is_refused() -> None:
    header, piece = 13 + 8 + 16, 4 + (1 << 18) + 16
    with pytest.raises(BackupMistake, match="cut short"):
        list(read_lines(io.BytesIO(PIECES[: header + piece]), RING))
