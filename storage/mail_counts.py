"""How many mails of the dialogue an address is sent in a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, update
from sqlmodel import col

from storage.database import Transaction
from storage.inserting import insert_if_absent
from storage.tables import MailCount


def count_one(tx: Transaction, address: str, day: date, *, most: int) -> bool:
    """Count one more mail to an address on a day; False, and nothing counted, if it has had the most it may have."""
    insert_if_absent(tx, MailCount(address=address, day=day))
    one = update(MailCount).where(col(MailCount.address) == address, col(MailCount.day) == day)
    return tx.session.exec(one.where(col(MailCount.sent) < most).values(sent=MailCount.sent + 1)).rowcount == 1


def forget(tx: Transaction, *, before: date) -> int:
    """Forget the counts of earlier days, which say who wrote when; tells how many."""
    return tx.session.exec(delete(MailCount).where(col(MailCount.day) < before)).rowcount
