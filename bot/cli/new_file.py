"""Writing a file of a case that only the user at the terminal may read. Nothing is written over."""

from __future__ import annotations

import os
import re
from pathlib import Path

from bot.cli.refusals import NotDone
from forms.words import say

_LONGEST_NAME = 100
"""Characters, each one byte; a disk takes names of 255 bytes, and more may come before and after it."""

_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9]) *(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever its ending.

https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""


def must_be_new(path: Path) -> None:
    """Raise `NotDone` if there is something at `path` already."""
    if os.path.lexists(path):
        raise NotDone(say("command_line.new_file.is_there", path=path))


def write_new(path: Path, content: bytes) -> None:
    """Write a new file for its owner alone; raises `NotDone` if one is there or it cannot be written."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(content)
    except FileExistsError:
        raise NotDone(say("command_line.new_file.is_there", path=path)) from None
    except OSError as trouble:
        raise NotDone(say("command_line.new_file.not_written", path=path, reason=trouble.strerror)) from None


def safe_name(name: str, kind: str) -> str:
    """Give a name that is safe on any disk: no folder, no device, no signs that mean something, its kind's ending."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    plain = re.sub(r"[^\w ().-]+", "_", stem, flags=re.ASCII).strip(" .-_")
    if _DEVICE.match(plain):
        plain = f"file {plain}"
    return f"{plain[:_LONGEST_NAME] or 'file'}.{kind}"
