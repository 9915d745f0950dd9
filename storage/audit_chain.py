"""The chain of the audit: every entry carries a code over itself and the code of the entry before it.

Source: docs/procedure.md, section 7, rule 6. The code is an HMAC-SHA256 with a key that is derived from the key file
for this alone, and so is not in the database: whoever has only the database can change no entry, take none out, add
none and put none elsewhere without being found by `verify`. Every entry names its key. What was at the end is found
with the head file (`storage.audit_head`). Entries are numbered from 1 without a gap.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.audit_head import START, HeadFileMistake, Link
from storage.database import Transaction
from storage.envelope import NoSuchKey, Vault
from storage.inserting import insert, insert_row_if_absent
from storage.tables import AuditEntry, Case, core

_ENTRIES = core(AuditEntry).c
_LAST = select(_ENTRIES.id, _ENTRIES.mac).where(_ENTRIES.id == select(func.max(_ENTRIES.id)).scalar_subquery())
_VERSION = b"prp-bot audit 1\n"
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_AT_ONCE = 2_000
"""Entries that are in memory at once while the chain is verified."""

MOST_FINDINGS = 20
"""Findings that are told one by one; the rest are counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `kind` is changed, missing, key_missing, cut_off or other_history."""

    kind: str
    number: int
    at: datetime | None = None
    """When the entry says that it was made; None if the entry is not there."""
    to: int = 0
    """The last number of those that are missing."""


@dataclass
class Verdict:
    """What `verify` found. `ahead` is how many good entries follow the one that the head file tells of."""

    entries: int = 0
    last: Link = START
    ahead: int = 0
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Count a finding; the first `MOST_FINDINGS` are kept."""
        self.wrong += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)


def encoded(entry: Mapping[str, Any]) -> bytes:
    """Give the one form of an entry over which its code is made; it never changes without a new version in it.

    Two entries have the same form only if all they tell is the same.
    """
    at: datetime = entry["at"]
    told = [
        entry["id"],
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry["actor"],
        entry["action"],
        entry["case_id"],
        entry["details"],
        entry["key_id"],
    ]
    return _VERSION + _JSON.encode(told).encode()


def chained(vault: Vault, after: Link, entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the entries numbered and each with its code, following `after`."""
    key_id = vault.sealing_id
    for number, entry in enumerate(entries, start=after.number + 1):
        numbered = {**entry, "id": number, "key_id": key_id}
        mac = vault.mac(key_id, bytes.fromhex(after.mac) + encoded(numbered))
        after = Link(number, mac)
        yield numbered | {"mac": mac}


def last_link(connection: Connection) -> Link:
    """Give the last entry of the chain."""
    row = connection.execute(_LAST).first()
    return START if row is None else Link(row.id, row.mac)


def link(connection: Connection, number: int) -> Link | None:
    """Give the entry with this number; None if there is none."""
    mac = connection.execute(select(_ENTRIES.mac).where(_ENTRIES.id == number)).scalar()
    return None if mac is None else Link(number, mac)


def append(tx: Transaction, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add entries at the end of the chain. It is the last thing before the commit, so that nobody waits for long.

    The first entry's number is claimed by adding it: another transaction that has it first, on PostgreSQL, is waited
    for, and then followed. Nothing is locked before and nothing after, so that nobody waits in a circle.
    """
    while True:
        known = tx.heads.known if tx.heads else START
        last = last_link(tx.connection)
        if tx.heads:
            tx.heads.agrees(known, last)
        first, *others = chained(tx.vault, last, entries)
        if insert_row_if_absent(tx, AuditEntry, first):
            break
    if others:
        insert(tx, AuditEntry, others)
    newest = others[-1] if others else first
    tx.reached = Link(newest["id"], newest["mac"])


def follow(tx: Transaction) -> None:
    """Go on from the head file at start; a database in which nothing was ever kept begins it.

    Where the file is missing, or tells of an entry that the database does not have, it stays as it is, so that
    `verify` goes on to find that until a person accepts it.
    """
    if tx.heads is None:
        return
    last = last_link(tx.connection)
    if last == START and tx.connection.execute(select(core(Case).c.id).limit(1)).first() is None:
        tx.heads.begin()
    try:
        kept = tx.heads.read()
    except HeadFileMistake:
        kept = None
    tx.heads.follow(kept, stored=link(tx.connection, kept.number) if kept else None, last=last)


def verify(tx: Transaction, head: Link | None) -> Verdict:
    """Go through the whole chain, in little memory, and tell what is wrong with it.

    `head` is what the head file says, read before this transaction began; None leaves the end unchecked.
    """
    verdict, previous, met = Verdict(), START, head in {None, START}
    for entry in _entries(tx.connection):
        number = entry["id"]
        if number != previous.number + 1:
            verdict.add(Finding("missing", previous.number + 1, to=number - 1))
        elif (wrong := _wrong(tx.vault, previous, entry)) is not None:
            verdict.add(Finding(wrong, number, entry["at"]))
        previous = Link(number, entry["mac"])
        verdict.entries += 1
        if head is not None and number == head.number:
            met = True
            if previous != head:
                verdict.add(Finding("other_history", number, entry["at"]))
    verdict.last = previous
    if head is not None and not met and previous.number < head.number:
        verdict.add(Finding("cut_off", previous.number + 1, to=head.number))
    verdict.ahead = max(0, previous.number - head.number) if head is not None else 0
    return verdict


def _entries(connection: Connection) -> Iterator[Any]:
    statement = select(core(AuditEntry)).order_by(_ENTRIES.id).execution_options(yield_per=_AT_ONCE)
    with connection.execute(statement) as found:
        yield from found.mappings()


def _wrong(vault: Vault, previous: Link, entry: Mapping[str, Any]) -> str | None:
    try:
        mac = vault.mac(entry["key_id"], bytes.fromhex(previous.mac) + encoded(entry))
    except NoSuchKey:
        return "key_missing"
    except ValueError:  # the code before it is none
        return "changed"
    return None if hmac.compare_digest(mac.encode(), str(entry["mac"]).encode()) else "changed"
