"""Chain the entries of the audit, those that exist too, so that none can be changed or taken out unnoticed.

Later steps must not change this one: databases have been made with it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from storage.audit_chain import chained
from storage.audit_head import START, Link
from storage.column_types import UtcDateTime
from storage.database import DatabaseUnavailable
from storage.envelope import Vault

revision = "0003"
down_revision = "0002"

_AT_ONCE = 1_000

_audit = sa.table(
    "audit",
    sa.column("id", sa.Integer()),
    sa.column("at", UtcDateTime()),
    sa.column("actor", sa.String()),
    sa.column("action", sa.String()),
    sa.column("case_id", sa.String()),
    sa.column("details", sa.JSON()),
    sa.column("key_id", sa.String()),
    sa.column("mac", sa.String()),
)


def upgrade() -> None:
    """Number the entries without a gap, in the order they were made, and give each its code."""
    with op.batch_alter_table("audit") as audit:
        audit.add_column(sa.Column("key_id", sa.String(), nullable=False, server_default=""))
        audit.add_column(sa.Column("mac", sa.String(), nullable=False, server_default=""))
    _chain()
    with op.batch_alter_table("audit") as audit:
        for column in ("key_id", "mac"):
            audit.alter_column(column, existing_type=sa.String(), existing_nullable=False, server_default=None)


def _chain() -> None:
    last, met = START, 0
    while entries := _after(met):
        met = entries[-1]["id"]
        for old, entry in zip(entries, chained(_vault(), last, entries), strict=True):
            # numbers only become smaller, so that none is taken by an entry that comes later
            op.execute(_audit.update().where(_audit.c.id == old["id"]).values(entry))
            last = Link(entry["id"], entry["mac"])
    context.config.attributes["chained"] = last if last != START else None


def _after(number: int) -> list[dict[str, Any]]:
    statement = sa.select(_audit).where(_audit.c.id > number).order_by(_audit.c.id).limit(_AT_ONCE)
    return [dict(row) for row in op.get_bind().execute(statement).mappings()]


def _vault() -> Vault:
    vault: Vault | None = context.config.attributes["vault"]
    if vault is None:
        raise DatabaseUnavailable("The audit is chained with the key file: run `prp db upgrade` where the key file is.")
    return vault
