"""With which keys this database was written."""

from __future__ import annotations

from sqlmodel import Field

from storage.tables.base import Table, sealed


class KeyCheck(Table, table=True):
    """One sealed known text per key that this database was written with: a wrong key file is found at start."""

    __tablename__ = "key_check"
    key_id: str = Field(primary_key=True)
    check_sealed: bytes = sealed(nullable=False)
