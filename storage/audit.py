"""The audit: who saw, changed, exported, decided or was told what (docs/procedure.md, section 7, rule 6).

Entries are only ever added. What an entry may say is a short list of keys, so that no case content gets in.
"""

from __future__ import annotations

from sqlmodel import col, select

from storage.database import Transaction
from storage.inserting import insert
from storage.tables import AuditEntry

Detail = str | int | bool | list[str] | None

DETAILS = frozenset(
    {
        "action",
        "attempts",
        "audience",
        "came_by",  # slack, phone, post or paper
        "channel",
        "corrects",
        "count",
        "decision",
        "due_on",
        "duty",
        "event",
        "form_version",
        "key_id",
        "kind",
        "message",
        "number",
        "owed_by",
        "page",
        "person",
        "received_on",
        "reference",
        "refused",
        "regime",
        "revision",
        "role",
        "roles",
        "rule",
        "section",
        "state",
        "stated_reason",  # why somebody read a case outside Slack
        "trouble",
        "urgent",
        "was_due_on",
        "who",
    }
)
"""What an entry may tell beside who, what and when. None of these holds an answer, an outcome or its reasons."""

LONGEST = 200
"""Characters in one detail."""


def note(tx: Transaction, *, actor: str, action: str, case_id: str | None = None, **details: Detail) -> None:
    """Add an entry; raises `ValueError` for a key that is not in `DETAILS`, or a value that is not short and plain."""
    if unknown := details.keys() - DETAILS:
        raise ValueError(f"the audit does not tell {', '.join(sorted(unknown))}")
    if wrong := sorted(key for key, value in details.items() if not _is_plain(value)):
        raise ValueError(f"the audit tells short, plain values: {', '.join(wrong)} is none")
    insert(tx, AuditEntry, [{"at": tx.now, "actor": actor, "action": action, "case_id": case_id, "details": details}])


def history(tx: Transaction, case_id: str) -> tuple[AuditEntry, ...]:
    """Give the entries about a case, the first one first."""
    statement = select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(col(AuditEntry.id))
    return tuple(tx.session.exec(statement))


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) and len(each) <= LONGEST for each in value)
    if isinstance(value, str):
        return len(value) <= LONGEST
    return value is None or isinstance(value, int)
