"""Rows that most tests of the storage room begin with."""

from __future__ import annotations

from datetime import date

import pytest

from storage import cases, duties, form_versions
from storage.database import Database
from storage.tables import Case, Duty
from tests.conftest import Clock


@pytest.fixture
def case(database: Database, clock: Clock) -> Case:
    """Give a draft."""
    with database.begin(clock.now()) as tx:
        form_versions.remember(tx, version="1", text="the form")
        return cases.begin_draft(tx, origin="view:V1", owner="slack:U1", form_version="1")


@pytest.fixture
def duty(database: Database, clock: Clock, case: Case) -> Duty:
    """Give the chair's duty in the draft, due on 2 April 2026."""
    with database.begin(clock.now()) as tx:
        return duties.open_duty(
            tx, case_id=case.id, kind="decide", owed_by="chair", due_on=date(2026, 4, 2), set_by="procedure"
        )
