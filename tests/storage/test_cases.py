"""Cases: begun once, submitted once, listed a page at a time."""

from __future__ import annotations

from storage import cases, form_versions
from storage.database import Database
from tests.conftest import Clock


def test_a_second_click_begins_no_second_draft(database: Database, clock: Clock) -> None:
    for _ in range(2):
        with database.begin(clock.now()) as tx:
            form_versions.remember(tx, version="1", text="form")
            cases.begin_draft(tx, origin="view:V1", owner="slack:U1", form_version="1")
    with database.read(clock.now()) as tx:
        assert len(cases.drafts_of(tx, "slack:U1")) == 1
