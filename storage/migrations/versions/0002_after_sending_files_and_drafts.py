"""What a referral needs around its form: who truly refers, files, what was added or corrected after it was sent, its
withdrawal, and the end of a draft that is never sent.

Later steps must not change this one: databases have been made with it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns; whoever owned a referral until now is its referrer."""
    _add_to_case()
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("case_id", sa.String(), nullable=True))
        inbox.create_foreign_key(op.f("fk_inbox_case_id_case"), "case", ["case_id"], ["id"])
        inbox.create_index("ix_inbox_case_id", ["case_id"])
        inbox.create_index(
            "ix_inbox_kind_received_at_without_case",
            ["kind", "received_at"],
            sqlite_where=sa.text("case_id IS NULL"),
            postgresql_where=sa.text("case_id IS NULL"),
        )
    op.create_index("ix_duty_state_due_on", "duty", ["state", "due_on"])
    _add_files()
    _add_what_comes_after_sending()
    _add_conversation()


def _add_to_case() -> None:
    with op.batch_alter_table("case") as case:
        case.add_column(sa.Column("referrer", sa.String(), nullable=True))
        case.add_column(sa.Column("came_by", sa.String(), nullable=False, server_default="slack"))
        case.add_column(sa.Column("arrived_on", sa.Date(), nullable=True))
        case.add_column(sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True))
        case.add_column(sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
        case.create_index("ix_case_referrer_state", ["referrer", "state"])
        case.create_index("ix_case_state_changed_at", ["state", "changed_at"])
    op.execute('UPDATE "case" SET referrer = owner')
    with op.batch_alter_table("case") as case:
        case.alter_column("came_by", existing_type=sa.String(), existing_nullable=False, server_default=None)
    op.create_table(
        "handover",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handed_from", sa.String(), nullable=False),
        sa.Column("handed_to", sa.String(), nullable=False),
        sa.Column("handed_by", sa.String(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_handover_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_handover")),
    )


def _add_files() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_attachment_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_attachment_case_id_number")),
        sa.UniqueConstraint("case_id", "origin", name=op.f("uq_attachment_case_id_origin")),
    )
    op.create_index("ix_attachment_state_not_before", "attachment", ["state", "not_before"])
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_content_attachment_id_attachment")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_content")),
    )


def _add_what_comes_after_sending() -> None:
    op.create_table(
        "earlier_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_earlier_answer_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_answer")),
    )
    op.create_index("ix_earlier_answer_case_id", "earlier_answer", ["case_id"])
    op.create_table(
        "addition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_addition_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addition")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_addition_case_id_number")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopening_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reopened_by", sa.String(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_withdrawal_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index("ix_withdrawal_case_id", "withdrawal", ["case_id"])


def _add_conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_conversation_case_id_case")),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_conversation")),
    )
    op.create_table(
        "used_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_used_message_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_message")),
    )
    op.create_index("ix_used_message_case_id", "used_message", ["case_id"])
