"""Files that belong to a case: wanted until they were fetched, then kept, sealed, or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import Attachment, AttachmentContent, new_id

WANTED = "wanted"
KEPT = "kept"
REFUSED = "refused"
REMOVED = "removed"


@dataclass(frozen=True)
class StoredAttachment:
    """A file, without its content. `kind` and `size` (bytes) are known once it is kept."""

    id: str
    case_id: str
    origin: str
    state: str
    name: str = field(repr=False)
    kind: str
    size: int
    trouble: str
    attempts: int
    added_by: str
    added_at: datetime


def want(tx: Transaction, *, case_id: str, origin: str, name: str, by: str) -> StoredAttachment:
    """Note a file that is to be fetched, once for each `origin` in a case."""
    attachment_id = new_id()
    wanted = Attachment(
        id=attachment_id,
        case_id=case_id,
        origin=origin,
        name_sealed=tx.vault.seal(name.encode(), table="attachment", column="name_sealed", row=attachment_id),
        not_before=tx.now,
        added_by=by,
        added_at=tx.now,
    )
    insert_if_absent(tx, wanted)
    statement = select(Attachment).where(Attachment.case_id == case_id, Attachment.origin == origin)
    return _opened(tx, tx.session.exec(statement).one())


def get(tx: Transaction, attachment_id: str) -> StoredAttachment:
    """Give a file; raises `NotFound`."""
    attachment = tx.session.get(Attachment, attachment_id, populate_existing=True)
    if attachment is None:
        raise NotFound("There is no such file.")
    return _opened(tx, attachment)


def of_case(tx: Transaction, case_id: str) -> tuple[StoredAttachment, ...]:
    """Give the files of a case that were not removed, the one added first first."""
    statement = select(Attachment).where(Attachment.case_id == case_id, Attachment.state != REMOVED)
    found = tx.session.exec(statement.order_by(col(Attachment.added_at), col(Attachment.id)))
    return tuple(_opened(tx, attachment) for attachment in found)


def to_fetch(tx: Transaction, limit: int = 20) -> tuple[StoredAttachment, ...]:
    """Give wanted files whose time has come, the one that waits longest first."""
    statement = select(Attachment).where(Attachment.state == WANTED, col(Attachment.not_before) <= tx.now)
    found = tx.session.exec(statement.order_by(col(Attachment.not_before), col(Attachment.id)).limit(limit))
    return tuple(_opened(tx, attachment) for attachment in found)


def keep(tx: Transaction, attachment_id: str, *, kind: str, content: bytes) -> bool:
    """Keep the content of a wanted file, sealed; False, and nothing changed, if it is not wanted any more."""
    if not _move(tx, attachment_id, KEPT, kind=kind, size=len(content), trouble=""):
        return False
    sealed = tx.vault.seal(content, table="attachment_content", column="content_sealed", row=attachment_id)
    tx.session.add(AttachmentContent(attachment_id=attachment_id, content_sealed=sealed))
    tx.session.flush()
    return True


def refuse(tx: Transaction, attachment_id: str, *, trouble: str) -> bool:
    """Refuse a wanted file for a reason, a short code; False, and nothing changed, if it is not wanted any more."""
    return _move(tx, attachment_id, REFUSED, trouble=trouble)


def try_later(tx: Transaction, attachment_id: str, *, trouble: str, not_before: datetime) -> None:
    """Put a wanted file off until a moment, for a reason, a short code."""
    _move(tx, attachment_id, WANTED, trouble=trouble, not_before=not_before, attempts=Attachment.attempts + 1)


def remove(tx: Transaction, attachment_id: str) -> None:
    """Take a file out of its case and erase its content."""
    tx.session.exec(delete(AttachmentContent).where(col(AttachmentContent.attachment_id) == attachment_id))
    tx.session.exec(update(Attachment).where(col(Attachment.id) == attachment_id).values(state=REMOVED))


def open_content(tx: Transaction, attachment_id: str) -> bytes:
    """Give the bytes of a file that is kept; raises `NotFound`, and `Unreadable` if they cannot be opened."""
    content = tx.session.get(AttachmentContent, attachment_id)
    if content is None:
        raise NotFound("There is no content of this file.")
    return tx.vault.open(content.content_sealed, table="attachment_content", column="content_sealed", row=attachment_id)


def _move(tx: Transaction, attachment_id: str, state: str, **values: object) -> bool:
    statement = (
        update(Attachment)
        .where(col(Attachment.id) == attachment_id, col(Attachment.state) == WANTED)
        .values(state=state, **values)
    )
    return tx.session.exec(statement).rowcount == 1


def _opened(tx: Transaction, row: Attachment) -> StoredAttachment:
    return StoredAttachment(
        id=row.id,
        case_id=row.case_id,
        origin=row.origin,
        state=row.state,
        name=tx.vault.open(row.name_sealed, table="attachment", column="name_sealed", row=row.id).decode(),
        kind=row.kind,
        size=row.size,
        trouble=row.trouble,
        attempts=row.attempts,
        added_by=row.added_by,
        added_at=row.added_at,
    )
