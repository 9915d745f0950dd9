"""Whether somebody was told since the last warning that a case will be erased, for statements about cases."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists
from sqlmodel import col

from storage.tables import Case, OutboxMessage


def told(kinds: Collection[str], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a notice of one of these kinds was queued since the last warning, and that `conditions` hold of it."""
    of_this_warning = col(OutboxMessage.queued_at) >= col(Case.warned_at)
    of_case = (col(OutboxMessage.case_id) == col(Case.id), col(OutboxMessage.kind).in_(kinds))
    return exists().where(*of_case, of_this_warning, *conditions)
