"""How mail of our own is known again: by its Message-ID, and by the line that is to be left in a reply.

Only the shapes are known here; whether a token is genuine is for whoever has the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TOKEN_LENGTH = 60
_MESSAGE_ID = re.compile(
    rf"\b([0-9a-f]{{32}})(?:\.([a-z2-7]{{{TOKEN_LENGTH}}}))?\.prp@([a-z0-9.-]{{1,253}})", re.IGNORECASE
)
# some mail programs break a line after a hyphen
_TOKEN = re.compile(rf"\bprp-[\s>]{{0,8}}([a-z2-7]{{{TOKEN_LENGTH}}})\b", re.IGNORECASE)


def tokens_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Give what looks like a token of ours in Message-IDs or in text, in small letters, each once."""
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(match[2].lower() for match in _MESSAGE_ID.finditer(text) if match[2])
        found |= dict.fromkeys(match[1].lower() for match in _TOKEN.finditer(text))
    return tuple(found)


def messages_in(text: str, domain: str) -> tuple[str, ...]:
    """Give the ids of messages of ours (`storage.outbox`) whose Message-ID, at `domain`, stands in a text."""
    ids = (match[1].lower() for match in _MESSAGE_ID.finditer(text) if match[3].lower().rstrip(".") == domain.lower())
    return tuple(dict.fromkeys(ids))


def is_ours(text: str) -> bool:
    """Tell whether a text shows a Message-ID or a token of ours."""
    return bool(_MESSAGE_ID.search(text) or _TOKEN.search(text))


def token_line(token: str) -> str:
    """Give a token as it stands in the text of a mail."""
    return f"prp-{token}"
