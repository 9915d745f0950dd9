"""Files that belong to a case: wanted until they were fetched, then kept, sealed, or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
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
    """A file, without its content. `kind` and `size` (bytes) are known once it is kept.

    `number` names it in its case. `attempts` is how often it was claimed to be fetched.
    """

    id: str
    case_id: str
    origin: str
    number: int
    state: str
    name: str = field(repr=False)
    kind: str
    size: int
    trouble: str
    attempts: int
    added_by: str
    added_at: datetime


def want(tx: Transaction, *, case_id: str, origin: str, name: str, by: str) -> bool:
    """Note a file that is to be fetched, once for each `origin` in a case; tells whether it was noted now.

    The caller holds the case's lock. Whoever fetches is woken after the commit.
    """
    if _known(tx, case_id, origin):
        return False
    attachment_id = new_id()
    wanted = Attachment(
        id=attachment_id,
        case_id=case_id,
        origin=origin,
        number=_last_number(tx, case_id) + 1,
        name_sealed=_sealed_name(tx, attachment_id, name),
        not_before=tx.now,
        added_by=by,
        added_at=tx.now,
    )
    tx.there_is_work = True
    return insert_if_absent(tx, wanted)


def get(tx: Transaction, attachment_id: str) -> StoredAttachment:
    """Give a file; raises `NotFound`."""
    attachment = tx.session.get(Attachment, attachment_id, populate_existing=True)
    if attachment is None:
        raise NotFound("There is no such file.")
    return _opened(tx, attachment)


def of_case(tx: Transaction, case_id: str) -> tuple[StoredAttachment, ...]:
    """Give the files of a case that were not removed, by number."""
    statement = select(Attachment).where(Attachment.case_id == case_id, Attachment.state != REMOVED)
    statement = statement.order_by(col(Attachment.number)).execution_options(populate_existing=True)
    return tuple(_opened(tx, attachment) for attachment in tx.session.exec(statement))


def claim(tx: Transaction, *, lease: timedelta) -> StoredAttachment | None:
    """Take the wanted file that waits longest, if the time of any has come: nobody else is given it during `lease`.

    The attempt is counted before it is made, so that a file that stops the process is given up in the end too.
    """
    statement = select(Attachment).where(Attachment.state == WANTED, col(Attachment.not_before) <= tx.now)
    statement = statement.order_by(col(Attachment.not_before), col(Attachment.id)).limit(1)
    found = tx.session.exec(statement.with_for_update(skip_locked=True)).one_or_none()
    if found is None:
        return None
    _move(tx, found.id, WANTED, not_before=tx.now + lease, attempts=found.attempts + 1)
    return get(tx, found.id)


def next_due(tx: Transaction) -> datetime | None:
    """Give the moment at which the next wanted file can be claimed; None if none is wanted."""
    statement = select(Attachment.not_before).where(Attachment.state == WANTED)
    return tx.session.exec(statement.order_by(col(Attachment.not_before)).limit(1)).one_or_none()


def keep(tx: Transaction, attachment_id: str, *, kind: str, content: bytes, trouble: str = "") -> bool:
    """Keep the content of a wanted file, sealed; False, and nothing changed, if it is not wanted any more.

    `trouble` is a short code of what readers should know of it.
    """
    if not _move(tx, attachment_id, KEPT, kind=kind, size=len(content), trouble=trouble):
        return False
    sealed = tx.vault.seal(content, table="attachment_content", column="content_sealed", row=attachment_id)
    tx.session.add(AttachmentContent(attachment_id=attachment_id, content_sealed=sealed))
    tx.session.flush()
    return True


def refuse(tx: Transaction, attachment_id: str, *, trouble: str) -> bool:
    """Refuse a wanted file for a reason, a short code; False, and nothing changed, if it is not wanted any more."""
    return _move(tx, attachment_id, REFUSED, trouble=trouble)


def try_later(tx: Transaction, attachment_id: str, *, trouble: str, not_before: datetime) -> bool:
    """Put a wanted file off until a moment, for a reason, a short code; False if it is not wanted any more."""
    return _move(tx, attachment_id, WANTED, trouble=trouble, not_before=not_before)


def remove(tx: Transaction, attachment_id: str) -> None:
    """Take a file out of its case and erase its content and its name."""
    tx.session.exec(delete(AttachmentContent).where(col(AttachmentContent.attachment_id) == attachment_id))
    nameless = _sealed_name(tx, attachment_id, "")
    statement = update(Attachment).where(col(Attachment.id) == attachment_id)
    tx.session.exec(statement.values(state=REMOVED, name_sealed=nameless))


def open_content(tx: Transaction, attachment_id: str) -> bytes:
    """Give the bytes of a file that is kept; raises `NotFound`, and `Unreadable` if they cannot be opened."""
    content = tx.session.get(AttachmentContent, attachment_id)
    if content is None:
        raise NotFound("There is no content of this file.")
    return tx.vault.open(content.content_sealed, table="attachment_content", column="content_sealed", row=attachment_id)


def _known(tx: Transaction, case_id: str, origin: str) -> bool:
    statement = select(Attachment.id).where(Attachment.case_id == case_id, Attachment.origin == origin)
    return tx.session.exec(statement).one_or_none() is not None


def _last_number(tx: Transaction, case_id: str) -> int:
    statement = select(func.max(Attachment.number)).where(Attachment.case_id == case_id)
    return tx.session.exec(statement).one() or 0


def _move(tx: Transaction, attachment_id: str, state: str, **values: object) -> bool:
    statement = (
        update(Attachment)
        .where(col(Attachment.id) == attachment_id, col(Attachment.state) == WANTED)
        .values(state=state, **values)
    )
    return tx.session.exec(statement).rowcount == 1


def _sealed_name(tx: Transaction, attachment_id: str, name: str) -> bytes:
    # half a pair of surrogates, which a broken client may send, is kept as it came
    return tx.vault.seal(
        name.encode(errors="surrogatepass"), table="attachment", column="name_sealed", row=attachment_id
    )


def _opened(tx: Transaction, row: Attachment) -> StoredAttachment:
    name = tx.vault.open(row.name_sealed, table="attachment", column="name_sealed", row=row.id)
    return StoredAttachment(
        id=row.id,
        case_id=row.case_id,
        origin=row.origin,
        number=row.number,
        state=row.state,
        name=name.decode(errors="surrogatepass"),
        kind=row.kind,
        size=row.size,
        trouble=row.trouble,
        attempts=row.attempts,
        added_by=row.added_by,
        added_at=row.added_at,
    )
