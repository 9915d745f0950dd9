"""Form versions: kept as they were when a case was begun with them."""

from __future__ import annotations

import pytest

from storage.database import Database, NotFound
from storage.form_versions import FormVersionChanged, remember, text_of
from tests.conftest import Clock


def test_a_version_is_kept_as_it_was(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        for _ in range(2):
            remember(tx, version="2026-1", text="the form")
        remember(tx, version="2026-2", text="the form, changed")
        assert text_of(tx, "2026-1") == "the form"


def test_a_changed_form_needs_a_new_version(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        remember(tx, version="2026-1", text="the form")
        with pytest.raises(FormVersionChanged, match="still calls itself version 2026-1"):
            remember(tx, version="2026-1", text="another form")


def test_a_version_that_was_never_kept_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        text_of(tx, "2026-1")
