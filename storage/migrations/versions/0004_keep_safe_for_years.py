"""What keeping cases for years needs: when each is to be erased, legal holds, the register of what was erased, and the
reasons that people state, sealed beside the audit.

What was stated as a reason before stays in the entries of the audit where it stands: a chained entry is never changed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables and columns; when a case that is closed already may be erased is worked out by the clock."""
    _add_retention()
    _add_stated_reasons()


def _add_retention() -> None:
    with op.batch_alter_table("case") as case:
        case.add_column(sa.Column("schedule", sa.String(), nullable=False, server_default=""))
        case.add_column(sa.Column("erase_on", sa.Date(), nullable=True))
        case.add_column(sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
        case.create_index("ix_case_state_schedule", ["state", "schedule"])
        case.create_index("ix_case_state_held_erase_on", ["state", "held", "erase_on"])
    with op.batch_alter_table("case") as case:
        case.alter_column("schedule", existing_type=sa.String(), existing_nullable=False, server_default=None)
        case.alter_column("held", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifting_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_case_id", "legal_hold", ["case_id"])
    op.create_table(
        "erased_case",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_erased_case_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erased_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_erased_case_reference")),
    )


def _add_stated_reasons() -> None:
    op.create_table(
        "stated_reason",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_stated_reason_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_reason")),
    )
    op.create_index("ix_stated_reason_case_id", "stated_reason", ["case_id"])
