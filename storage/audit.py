"""The audit: who saw, changed, exported, decided or was told what (docs/procedure.md, section 7, rule 6).

Entries are only ever added, to a chain (`storage.audit_chain`). What an entry may say is a short list of keys, so that
no case content gets in: nothing needs to be erased from it when a case is. What people state as their reason is kept
beside it (`storage.stated_reasons`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlmodel import col, select

from storage import audit_chain, stated_reasons
from storage.audit_head import Link
from storage.database import Transaction
from storage.tables import AuditEntry

Detail = str | int | bool | list[str] | None

DETAILS = frozenset(
    {
        "action",
        "address",
        "attempts",
        "audience",
        "came_by",  # slack, email, phone, post or paper
        "channel",
        "corrects",
        "count",
        "decision",
        "due_on",
        "duty",
        "event",
        "form_version",
        "held",
        "intake",  # its number, as IN-0042
        "key_id",
        "kind",
        "lost",
        "made_at",
        "message",
        "number",
        "owed_by",
        "page",
        "person",
        "received_on",
        "reason_id",  # of what `storage.stated_reasons` keeps
        "reference",
        "refused",
        "regime",
        "revision",
        "role",
        "roles",
        "rule",
        "section",
        "state",
        "trouble",
        "urgent",
        "was_due_on",
        "who",
    }
)
"""What an entry may tell beside who, what and when. None of these holds an answer, an outcome or its reasons."""

LONGEST = 200
"""Characters in one detail."""


def note(
    tx: Transaction,
    *,
    actor: str,
    action: str,
    case_id: str | None = None,
    stated_reason: str = "",
    **details: Detail,
) -> None:
    """Add an entry, just before the commit; a reason that somebody stated is sealed, and the entry carries its id.

    Raises `ValueError` for a key that is not in `DETAILS`, or a value that is not short and plain.
    """
    if stated_reason:
        details["reason_id"] = stated_reasons.keep(tx, stated_reason, case_id=case_id)
    if unknown := details.keys() - DETAILS:
        raise ValueError(f"the audit does not tell {', '.join(sorted(unknown))}")
    if wrong := sorted(key for key, value in details.items() if not _is_plain(value)):
        raise ValueError(f"the audit tells short, plain values: {', '.join(wrong)} is none")
    if not (noted := _noted(tx)):
        tx.before_commit.append(_append)
    noted.append({"at": tx.now, "actor": actor, "action": action, "case_id": case_id, "details": details})


def history(tx: Transaction, case_id: str) -> tuple[AuditEntry, ...]:
    """Give the entries about a case, the first one first; what this transaction noted is added before."""
    _append(tx)
    statement = select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(col(AuditEntry.id))
    return tuple(tx.session.exec(statement))


def latest(
    tx: Transaction, case_id: str, *, before: int | None, limit: int, but: Collection[str]
) -> tuple[AuditEntry, ...]:
    """Give the entries about a case, the last one first, from those with a number below `before`.

    Actions in `but` are left out. What this transaction noted is added before.
    """
    _append(tx)
    statement = select(AuditEntry).where(AuditEntry.case_id == case_id, col(AuditEntry.action).not_in(but))
    if before is not None:
        statement = statement.where(col(AuditEntry.id) < before)
    return tuple(tx.session.exec(statement.order_by(col(AuditEntry.id).desc()).limit(limit)))


def last(tx: Transaction) -> Link:
    """Give how far the audit has come: the last entry's number and code."""
    return audit_chain.last_link(tx.connection)


def _noted(tx: Transaction) -> list[dict[str, Any]]:
    noted: list[dict[str, Any]] = tx.held.setdefault("audit", [])
    return noted


def _append(tx: Transaction) -> None:
    if noted := _noted(tx):
        audit_chain.append(tx, noted)
        noted.clear()


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) and len(each) <= LONGEST for each in value)
    if isinstance(value, str):
        return len(value) <= LONGEST
    return value is None or isinstance(value, int)
