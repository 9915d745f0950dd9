"""What was said in a mail, as one short code: the same mail sent again, by whatever way, has the same."""

from __future__ import annotations

import hashlib

from forms.documents.mail.mail import Mail


def digest(mail: Mail) -> str:
    """Give the SHA-256, in hexadecimal, of who wrote what in answer to which mail, with which files.

    Message-ID, dates and the way that it came are left out: they differ when a mail is sent twice.
    """
    code = hashlib.sha256()
    texts = " ".join(f"{mail.text}\n{mail.quoted}".split())
    for part in (mail.sender, *mail.answers_to[:1], texts):
        _add(code, part.encode("utf-8", "replace"))
    files = _files(mail)
    for each in files:
        _add(code, each)
    if not texts and not files:  # it could not be read: no two such mails are one
        _add(code, repr(mail.headers.lines).encode("utf-8", "replace"))
    return code.hexdigest()


def _files(mail: Mail) -> list[bytes]:
    """Give the files in an order of their own; a mail inside counts by what was said in it."""
    return sorted(
        digest(each.mail).encode() if each.mail is not None else hashlib.sha256(each.content).digest()
        for each in mail.attachments
    )


def _add(code: hashlib._Hash, part: bytes) -> None:
    code.update(len(part).to_bytes(8, "big") + part)
