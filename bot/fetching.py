"""What it means to fetch a file: one small protocol, and the ways it can go wrong."""

from __future__ import annotations

import re
from typing import Protocol

from handlers.files.fetched import FileTrouble

_CODE = re.compile(r"[a-z0-9_]{1,60}")

MISSING_SCOPE = "missing_scope"
"""The code where the other side does not let the bot read files, until a person changes that."""


class Later(Exception):
    """The file was not fetched, and trying again may help.

    `code` says what went wrong in one short word; any other text becomes ``not_understood``. `after` is the wait that
    the other side asked for, in seconds.
    """

    def __init__(self, code: str, *, after: float | None = None) -> None:
        self.code = code if _CODE.fullmatch(code) else "not_understood"
        self.after = after
        super().__init__(self.code)


class Never(Exception):
    """The file cannot be had, however often it is tried."""

    def __init__(self, trouble: FileTrouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


class FileSource(Protocol):
    """Where files come from. The call may take minutes and is made with no transaction open."""

    def fetch(self, file_id: str, most: int) -> bytes:
        """Give the content of a file of at most `most` bytes. Raises `Later` or `Never`, and nothing else."""
        ...
