"""`prp audit verify`: how many entries a second, and how that and the memory grow with the audit."""

from __future__ import annotations

import tempfile
import tracemalloc
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from storage import audit_chain
from storage.audit_head import START
from storage.database import Database
from storage.envelope import Vault
from storage.inserting import insert
from storage.keys import KeyRing
from storage.migrate import upgrade
from storage.tables import AuditEntry
from tests.benchmarks.measuring import seconds

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
_AT_ONCE = 5_000
_FOR_MEMORY = 20_000
"""Entries over which memory is looked at: it is the same for more, and looking is slow."""


@dataclass(frozen=True)
class Verified:
    """Entries a second for a small and a large audit, and the most bytes that verifying held."""

    small: float
    large: float
    bytes_held: int


def measure(*, small: int = 1_000, large: int = 1_000_000) -> Verified:
    """Verify an audit when it is small and when it is large."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'prp.db'}"
        upgrade(url)
        database = Database(url, Vault(KeyRing((bytes(32),))))
        _grow(database, small)
        of_small = small / seconds(lambda: _verify(database, small))
        _grow(database, min(large, _FOR_MEMORY) - small)
        tracemalloc.start()
        _verify(database, min(large, _FOR_MEMORY))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        _grow(database, large - min(large, _FOR_MEMORY))
        of_large = large / seconds(lambda: _verify(database, large))
        database.close()
    return Verified(of_small, of_large, held)


def _verify(database: Database, expected: int) -> None:
    with database.snapshot(NOW) as tx:
        verdict = audit_chain.verify(tx, START)
    assert (verdict.wrong, verdict.entries) == (0, expected)


def _grow(database: Database, count: int) -> None:
    same = {"actor": "slack:U1", "action": "answered", "case_id": "c", "details": {"page": "children", "revision": 7}}
    entries = ({"at": NOW + timedelta(seconds=number), **same} for number in range(count))
    while some := list(islice(entries, _AT_ONCE)):
        with database.begin(NOW) as tx:
            last = audit_chain.last_link(tx.session.connection())
            insert(tx, AuditEntry, list(audit_chain.chained(tx.vault, last, some)))
