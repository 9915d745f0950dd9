"""A few of each kind; all of them are for ``python -m tests.hostile``."""

from __future__ import annotations

from itertools import chain, islice

import pytest

from storage.database import Database
from storage.envelope import Vault
from tests.hostile.__main__ import table
from tests.hostile.documents import documents
from tests.hostile.foreign import of_the_interpreter
from tests.hostile.mails import mails
from tests.hostile.run import run

QUICK = (
    "mails in mails 500 deep",
    "a boundary that never ends",
    "an empty boundary",
    "two senders",
    "no sender",
    "From: comments",
    "From: encoded words",
    "References: addresses",
    "Content-Type: parameters",
    "base64",
    "punycode",
    "docx with billion laughs",
    "docx with a file from outside",
    "a zip that holds itself, nearly",
    "a zip with overlapping members",
    "a pdf whose pages hold themselves",
    "rtf nested 200,000 deep",
    "msg with mails 40 deep",
    "winmail.dat that promises 4 GB",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hostile_mails_are_kept_with_an_outcome_and_hold_nothing_up(database: Database, vault: Vault) -> None:
    made = (sample for sample in chain(mails(4), documents(4)) if sample.name in QUICK or sample.name.isdigit())
    outcomes = list(run(chain(islice(of_the_interpreter(), 4), made), database, vault))
    assert [outcome.sample.name for outcome in outcomes if not outcome.is_good] == []
    assert {outcome.sample.name for outcome in outcomes} >= set(QUICK)
    assert table(outcomes).row_count == len({outcome.sample.source for outcome in outcomes})
