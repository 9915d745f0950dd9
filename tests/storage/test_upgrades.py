"""Each migration with data before and after, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import audit, audit_chain, cases, child_marks, erased_cases, intakes, migrate, retention, stated_reasons
from storage.database import Database, DatabaseUnavailable
from storage.envelope import Vault
from storage.tables import Table
from tests.conftest import Clock

WRITING = {"writes": True}
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path, vault: Vault) -> Iterator[str]:
    """Give the URL of a database without any table."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'older.db'}"
        return
    database = Database(database_url, vault)
    with database.begin(AT) as tx:
        Table.metadata.drop_all(tx.session.connection())
        tx.session.connection().execute(text("DROP TABLE alembic_version"))
    database.close()
    yield database_url


def put(url: str, vault: Vault, *statements: str) -> None:
    database = Database(url, vault)
    with database.begin(AT) as tx:
        for statement in statements:
            tx.session.connection().execute(
                text(statement), {"at": "2026-03-02 10:00:00.000000"} if ":at" in statement else {}
            )
    database.close()


FIRST = (
    "INSERT INTO form_version (version, text, added_at) VALUES ('1', 'the form', :at)",
    """INSERT INTO "case" (id, origin, owner, state, reference, form_version, urgent, revision, page, begun_at,
       changed_at) VALUES ('c1', 'view:V1', 'slack:U1', 'submitted', 'PRP-2026-0001', '1', false, 3, 'children',
       :at, :at)""",
    """INSERT INTO inbox (id, key, source, kind, actor, received_at, payload_sealed, state)
       VALUES ('i1', 'k1', 'slack', 'event', 'slack:U1', :at, 'x', 'done')""",
)
SENT_BEFORE_0004 = """
    INSERT INTO "case" (id, origin, owner, came_by, state, reference, form_version, urgent, revision, page, begun_at,
    changed_at) VALUES ('c1', 'view:V1', 'slack:U1', 'slack', 'submitted', 'PRP-2026-0001', '1', false, 3, 'children',
    :at, :at)"""
ENTRY = (
    "INSERT INTO audit (id, at, actor, action, case_id, details)"
    """ VALUES ({id}, '2026-03-02 10:0{minute}:00.000000', 'slack:U1', 'opened', 'c1', '{{"number": {id}}}')"""
)


def test_the_owner_of_a_referral_before_0002_is_its_referrer(empty_url: str, vault: Vault, clock: Clock) -> None:
    migrate.upgrade(empty_url, vault, to="0001")
    put(empty_url, vault, *FIRST)
    migrate.upgrade(empty_url, vault)
    database = Database(empty_url, vault)
    with database.read(clock.now()) as tx:
        case = cases.by_reference(tx, "PRP-2026-0001")
        assert (case.referrer, case.came_by, case.arrived_on, case.revision) == ("slack:U1", "slack", None, 3)
        kept = tx.session.connection().execute(text("SELECT case_id, state FROM inbox")).one()
        assert tuple(kept) == (None, "done")
    database.close()


def test_the_entries_before_0003_are_numbered_and_chained(empty_url: str, vault: Vault, clock: Clock) -> None:
    migrate.upgrade(empty_url, vault, to="0002")
    put(empty_url, vault, *(ENTRY.format(id=number, minute=minute) for minute, number in enumerate((2, 3, 7))))
    chained = migrate.upgrade(empty_url, vault)
    assert chained is not None
    assert chained.number == 3
    database = Database(empty_url, vault)
    with database.begin(clock.now()) as tx:
        assert [(entry.id, entry.details) for entry in audit.history(tx, "c1")] == [
            (1, {"number": 2}),
            (2, {"number": 3}),
            (3, {"number": 7}),
        ]
        audit.note(tx, actor="slack:U1", action="opened")
    with database.read(clock.now()) as tx:
        verdict = audit_chain.verify(tx, chained)
    database.close()
    assert (verdict.wrong, verdict.entries, verdict.ahead) == (0, 4, 1)


def test_entries_are_not_chained_without_the_key_file(empty_url: str, vault: Vault) -> None:
    migrate.upgrade(empty_url, to="0002")
    put(empty_url, vault, ENTRY.format(id=1, minute=1))
    with pytest.raises(DatabaseUnavailable, match="where the key file is"):
        migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == "0002"


def test_an_empty_database_is_upgraded_without_keys(empty_url: str) -> None:
    assert migrate.upgrade(empty_url) is None
    assert migrate.is_current(empty_url)


def test_a_case_that_was_closed_before_0004_is_not_held_and_its_day_is_to_be_worked_out(
    empty_url: str, vault: Vault, clock: Clock
) -> None:
    migrate.upgrade(empty_url, vault, to="0003")
    with_referrer = FIRST[1].replace("(id, ", "(came_by, id, ").replace("('c1', ", "('slack', 'c1', ")
    put(empty_url, vault, FIRST[0], with_referrer.replace("'submitted'", "'decided'"))
    migrate.upgrade(empty_url, vault)
    database = Database(empty_url, vault)
    with database.begin(clock.now()) as tx:
        (case,) = retention.to_work_out(tx, "edition", 5)
        assert (case.reference, case.revision, case.held, case.erase_on) == ("PRP-2026-0001", 3, False, None)
        assert erased_cases.everything(tx) == ()
    database.close()


def test_a_reason_in_the_audit_before_0004_stays_in_its_entry_and_a_new_one_is_sealed(
    empty_url: str, vault: Vault, clock: Clock
) -> None:
    migrate.upgrade(empty_url, vault, to="0003")
    put(empty_url, vault, *FIRST[:1], SENT_BEFORE_0004)
    database = Database(empty_url, vault)
    with database.begin(clock.now()) as tx:
        entry = {"at": AT, "actor": "slack:U1", "action": "exported", "case_id": "c1"}
        audit_chain.append(tx, [entry | {"details": {"stated_reason": "As it was"}}])
    database.close()
    migrate.upgrade(empty_url, vault)
    with database.begin(clock.now()) as tx:
        audit.note(tx, actor="slack:U1", action="exported", case_id="c1", stated_reason="For the chair")
    with database.read(clock.now()) as tx:
        older, newer = audit.history(tx, "c1")
        assert older.details == {"stated_reason": "As it was"}
        assert stated_reasons.of_case(tx, "c1") == {newer.details["reason_id"]: "For the chair"}
        assert audit_chain.verify(tx, None).wrong == 0
    database.close()


def test_a_case_that_was_sent_before_0005_is_marked_by_the_clock_and_letters_are_counted_from_one(
    empty_url: str, vault: Vault, clock: Clock
) -> None:
    migrate.upgrade(empty_url, vault, to="0004")
    held = SENT_BEFORE_0004.replace("(id, ", "(schedule, held, id, ").replace("('c1', ", "('', false, 'c1', ")
    put(empty_url, vault, *FIRST[:1], held)
    migrate.upgrade(empty_url, vault)
    database = Database(empty_url, vault)
    with database.begin(clock.now()) as tx:
        (case,) = child_marks.unmarked(tx, 5)
        assert case.reference == "PRP-2026-0001"
        child_marks.put(tx, case.id, ["a name and a day"])
        assert child_marks.unmarked(tx, 5) == ()
        begun = intakes.begin(tx, state="waiting", sender="a@b.org", is_trusted=True, case_id=case.id)
        assert intakes.named(begun.number) == "IN-0001"
    database.close()
