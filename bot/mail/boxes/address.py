"""What stands behind the question mark of a mailbox's address."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import parse_qsl


def options(query: str, *, needed: Set[str], allowed: Set[str]) -> dict[str, str]:
    """Give the options of ``name=value&name=value``, decoded; a plus sign is one.

    Raises `ValueError` if one is missing, empty, named twice or not known.
    """
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True)
    given = dict(pairs)
    if len(given) != len(pairs) or not needed <= given.keys() <= needed | allowed or not all(given.values()):
        raise ValueError("an option is missing, empty, named twice or not known")
    return given
