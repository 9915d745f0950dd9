"""The signed token by which a reply finds its way back to what it answers (docs/procedure.md, section 7, rule 4).

It names an intake or a case, and holds only for the address that it was sent to: whoever else has it, by a forwarded
mail or a list, cannot add to the case with it. It is an HMAC with a key that is derived from the key file for this
alone, cut to 96 bits. A key that was retired still makes good what it signed, so that a late reply is known.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable

from forms.documents.mail.ours import tokens_in
from storage.envelope import NoSuchKey, Vault
from storage.keys import KEY_ID_LENGTH

_KINDS = {b"i": "intake", b"c": "case"}
_THREAD = re.compile(r"(intake|case):([0-9a-f]{32})")
_ID_LENGTH = 16
_CODE_LENGTH = 12
"""Bytes of the code: 96 bits, where RFC 2104, section 5, asks for 80 at least."""
_PURPOSE = b"prp-bot mail thread 1\n"
_MOST = 20
"""Tokens of one mail that are tried; a long thread has one."""


def token(vault: Vault, thread: str, address: str) -> str:
    """Give the token of a thread, ``intake:ID`` or ``case:ID``, for one address: 60 small letters and figures.

    Raises `ValueError` for anything that names no thread.
    """
    found = _THREAD.fullmatch(thread)
    if found is None:
        raise ValueError("a thread is an intake or a case, and its id")
    named = found[1][:1].encode() + bytes.fromhex(found[2]) + bytes.fromhex(vault.sealing_id)
    return base64.b32encode(named + _code(vault, named, address)).decode().rstrip("=").lower()


def thread_of(vault: Vault, texts: Iterable[str], address: str) -> str | None:
    """Give what the first genuine token in `texts` names, if it was sent to `address`; None without one."""
    found = (_opened(vault, each, address) for each in tokens_in(texts)[:_MOST])
    return next((thread for thread in found if thread), None)


def _opened(vault: Vault, signed: str, address: str) -> str | None:
    content = base64.b32decode(signed.upper() + "=" * (-len(signed) % 8))
    named, code = content[:-_CODE_LENGTH], content[-_CODE_LENGTH:]
    kind = _KINDS.get(named[:1])
    try:
        genuine = hmac.compare_digest(code, _code(vault, named, address))
    except NoSuchKey:
        return None
    return f"{kind}:{named[1 : 1 + _ID_LENGTH].hex()}" if genuine and kind else None


def _code(vault: Vault, named: bytes, address: str) -> bytes:
    key = bytes.fromhex(vault.mac(named[-KEY_ID_LENGTH:].hex(), _PURPOSE))
    return hmac.digest(key, named + address.strip().lower().encode(), "sha256")[:_CODE_LENGTH]
