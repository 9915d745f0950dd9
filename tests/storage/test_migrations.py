"""Migrations: they make the tables that the code speaks of, and go forward only."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage import migrate
from storage.database import Database, DatabaseUnavailable
from storage.tables import Table
from tests.conftest import Clock


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_partial_indices_are_made_as_the_models_say(database: Database) -> None:
    found = {
        index["name"]: index["unique"]
        for table in ("person", "outbox")
        for index in inspect(database.engine).get_indexes(table)
    }
    for name in ("uq_person_slack_present", "uq_person_email_present"):
        assert found[name]
    assert found["uq_outbox_kind_channel_address_occasion_without_case"]


def test_every_constraint_has_a_name(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Table.metadata.tables:
        names = [inspector.get_pk_constraint(table)["name"]]
        names += [constraint["name"] for constraint in inspector.get_foreign_keys(table)]
        names += [constraint["name"] for constraint in inspector.get_unique_constraints(table)]
        assert all(names), table


def test_there_is_one_head_and_no_way_back() -> None:
    scripts = ScriptDirectory.from_config(migrate._config())
    assert scripts.get_heads() == [migrate.head()]
    assert not any(hasattr(script.module, "downgrade") for script in scripts.walk_revisions())


def test_an_upgraded_database_is_current_and_upgrading_again_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    assert migrate.current(database_url) == migrate.head()
    assert migrate.is_current(database_url)


def test_a_new_database_is_at_no_revision(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'prp.db'}"
    assert migrate.current(url) is None
    assert not migrate.is_current(url)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_version_is_refused(database: Database, database_url: str, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        tx.session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match=r"newer version of this program \(revision 9999\)"):
        migrate.upgrade(database_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_in_which_rows_are_missing_is_refused(database: Database, database_url: str, clock: Clock) -> None:
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF").close()
    with database.begin(clock.now()) as tx:
        tx.session.connection().execute(text("INSERT INTO person_role VALUES ('nobody', 'panel')"))
    with pytest.raises(DatabaseUnavailable, match="restore it from a backup"):
        migrate.upgrade(database_url)


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="cannot be made"):
        migrate.upgrade(f"sqlite:///{tmp_path / 'nowhere' / 'prp.db'}")


def test_an_upgrade_that_fails_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'prp.db'}"
    step = ScriptDirectory.from_config(migrate._config()).get_revision("0001").module
    made = step.op.create_table

    def fail_at_reminders(name: str, *columns: object) -> object:
        if name == "reminder":
            raise RuntimeError("the power went off")
        return made(name, *columns)

    monkeypatch.setattr(step.op, "create_table", fail_at_reminders)
    with pytest.raises(RuntimeError, match="power"):
        migrate.upgrade(url)
    monkeypatch.undo()
    assert migrate.current(url) is None
    migrate.upgrade(url)
    assert migrate.is_current(url)
