"""Trouble with the other side of a line, Slack's or a mail server's, told by a short code and nothing else."""

from __future__ import annotations

import re

_CODE = re.compile(r"[a-z0-9_]{1,60}")


class Trouble(Exception):
    """Something could not be done on the other side.

    `code` says in one short word what went wrong (``channel_not_found``, ``smtp_550``): it is kept, logged and shown,
    so it never carries text of a message or of the other side. `after` is the wait that the other side asked for, in
    seconds. Raises `ValueError` for a code that is more than a word.
    """

    def __init__(self, code: str, *, after: float | None = None) -> None:
        if not _CODE.fullmatch(code):
            raise ValueError("a code is one short word of small letters, figures and underscores")
        super().__init__(code)
        self.code = code
        self.after = after
