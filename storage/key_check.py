"""The check that the key file belongs to this database, made at start."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import delete
from sqlmodel import col, select

from storage import rotation
from storage.database import Transaction
from storage.envelope import Unreadable
from storage.inserting import insert_if_absent
from storage.keys import KeyFileMistake
from storage.tables import KeyCheck

_KNOWN_TEXT = b"This key opens what this database keeps."


def check_keys(tx: Transaction) -> None:
    """See that every key this database was written with is in the key file, and remember the one that seals now.

    Takes a transaction that may write. Raises `KeyFileMistake` if a key is missing.
    """
    for known in tx.session.exec(select(KeyCheck)):
        if known.key_id not in tx.vault.key_ids or not _opens(tx, known):
            raise KeyFileMistake(
                f"The key file lacks a key that this database was written with ({known.key_id}): put back the key file"
                " that belongs to this database, or set PRP_KEYS_FILE to where it is."
                f" Without it this cannot be read: {_what_is_lost(tx, known.key_id)}."
            )
    key_id = tx.vault.sealing_id
    sealed = tx.vault.seal(_KNOWN_TEXT, table="key_check", column="check_sealed", row=key_id)
    insert_if_absent(tx, KeyCheck(key_id=key_id, check_sealed=sealed))


def forget(tx: Transaction, key_id: str) -> None:
    """Let a key go, since nothing is sealed with it any more: it is not asked for at start."""
    tx.session.exec(delete(KeyCheck).where(col(KeyCheck.key_id) == key_id))


def _what_is_lost(tx: Transaction, key_id: str) -> str:
    counted = rotation.sealed_with(tx).get(key_id, Counter())
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(counted.items())) or "nothing"


def _opens(tx: Transaction, known: KeyCheck) -> bool:
    try:
        opened = tx.vault.open(known.check_sealed, table="key_check", column="check_sealed", row=known.key_id)
    except Unreadable:
        return False
    return opened == _KNOWN_TEXT
