"""Why a file cannot be read, in plain words."""

from __future__ import annotations

from forms.words import say

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (FileNotFoundError, "not_there"),
    (IsADirectoryError, "a_folder"),
    (PermissionError, "not_allowed"),
    (UnicodeDecodeError, "not_text"),
)


def why_unreadable(trouble: OSError | UnicodeDecodeError) -> str:
    """Give the reason, to stand behind a colon."""
    key = next((key for kind, key in _REASONS if isinstance(trouble, kind)), "other")
    return say(f"command_line.unreadable.{key}")
