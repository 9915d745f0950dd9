"""The two roles for PostgreSQL of docs/operations.md: the bot works, and cannot change the audit's entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, exc, make_url

from bot.cli.exit_codes import ExitCode
from handlers import decisions
from handlers.access import Actor, Role
from handlers.decisions import RecordDecision
from storage import cases, outbox
from storage.tables import new_id
from tests.bot.command_line import Terminal, refer
from tests.bot.settings_for_tests import write_env
from tests.postgresql_server import Server

PAPER = Path(__file__).parents[2] / "docs" / "operations.md"


@dataclass(frozen=True)
class Roles:
    """The addresses of one database for its owner and for the bot, and the names that stand for those in the paper."""

    owner: URL
    bot: URL
    names: dict[str, str]

    def run(self, who: URL, mark: str) -> None:
        """Run the statements that stand after a mark in the paper."""
        run(who, statements(mark, self.names))


def statements(mark: str, names: dict[str, str]) -> list[str]:
    """Give the statements after a mark in the paper, with the names of this test in them."""
    (block,) = re.findall(rf"<!-- {mark} -->\n```sql\n(.*?)```", PAPER.read_text("utf-8"), flags=re.DOTALL)
    bare = re.sub(r"--.*", "", block)
    named = re.sub(r"\bprp(_owner)?\b", lambda found: names[found[0]], bare)
    return [each.strip() for each in named.split(";") if each.strip()]


def run(url: URL, lines: list[str]) -> None:
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for line in lines:
                connection.exec_driver_sql(line)
    finally:
        engine.dispose()


@contextmanager
def set_up(postgresql: Server) -> Iterator[Roles]:
    """Follow the paper on the tests' server; take everything away again."""
    name = f"prp_roles_{uuid4().hex[:12]}"
    names = {"prp": name, "prp_owner": f"{name}_owner"}
    with postgresql.fresh_database() as beside:
        server = make_url(beside)
        try:
            before, inside = (statements("postgresql roles", names)[part] for part in (slice(4), slice(4, None)))
            run(server, before)
            here = server.set(drivername="postgresql", database=name)
            run(here, inside)
            yield Roles(
                here.set(username=names["prp_owner"], password="one"),
                here.set(username=name, password="another"),
                names,
            )
        finally:
            run(server, [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"])
            run(server, [f"DROP ROLE IF EXISTS {role}" for role in names.values()])


def work_at(terminal: Terminal, url: URL) -> None:
    write_env(terminal.folder / ".env", PRP_DATABASE_URL=url.render_as_string(hide_password=False))


def test_the_bot_works_as_one_role_and_cannot_change_the_audit_s_entries_or_its_tables(
    ready: Terminal, postgresql: Server
) -> None:
    with set_up(postgresql) as roles:
        work_at(ready, roles.bot)
        assert ready.prp("db", "upgrade").code == ExitCode.DATABASE
        work_at(ready, roles.owner)
        assert ready.prp("db", "upgrade").code == ExitCode.OK
        roles.run(roles.owner, "postgresql audit")

        work_at(ready, roles.bot)
        assert ready.prp("people", "add", "Bea", "--role", "business_unit", "--email", "bea@example.org").code == 0
        office = ready.office()
        try:
            reference = refer(office)
            with office.begin(Actor("slack:U0CHAIR", frozenset({Role.CHAIR}))) as work:
                case = cases.by_reference(work.tx, reference)
                decided = RecordDecision(case.id, new_id(), "no_further_action", "Reasons.", "2 March 2026")
                decisions.record(work, decided)
                assert outbox.waiting(work.tx)
        finally:
            office.close()
        for command in (("audit", "verify"), ("keys", "rotate"), ("backup", "-o", "kept.backup")):
            assert ready.prp(*command).code == ExitCode.OK
        for forbidden in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit", "DROP TABLE audit"):
            with pytest.raises(exc.ProgrammingError, match=r"permission denied|must be owner"):
                run(roles.bot, [forbidden])
