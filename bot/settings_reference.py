"""What every setting means, as a ``.env`` to fill in and as the table of the README. Both come from the same words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings import Settings, setting_name
from forms.words import say

_NEEDED_BY_DEFAULT = frozenset({"slack_app_token"})
"""Not required in every mode, but in the one that is set if nothing else is."""


@dataclass(frozen=True)
class SettingNote:
    """One setting in words."""

    name: str
    about: str
    write: str
    example: str
    required: bool


def setting_notes() -> tuple[SettingNote, ...]:
    """Give every setting, those that have to be set first."""
    notes = [
        SettingNote(
            name=setting_name(field),
            about=say(f"command_line.setting.{field}.about"),
            write=say(f"command_line.setting.{field}.write"),
            example=say(f"command_line.setting.{field}.example"),
            required=info.is_required() or field in _NEEDED_BY_DEFAULT,
        )
        for field, info in Settings.model_fields.items()
    ]
    return tuple(sorted(notes, key=lambda note: not note.required))


def env_file() -> str:
    """Give the text of a ``.env``: what has to be set is left empty, everything else is a remark with an example."""
    parts = [say("command_line.env.heading"), _heading("required")]
    notes = setting_notes()
    parts += [_env_entry(note) for note in notes if note.required]
    parts.append(_heading("optional"))
    parts += [_env_entry(note) for note in notes if not note.required]
    return "\n\n".join(parts) + "\n"


def markdown_table() -> str:
    """Give the table of settings for the README."""
    head = [say(f"command_line.column.{name}") for name in ("setting", "meaning", "example")]
    lines = [" | ".join(head), "|".join("---" for _ in head)]
    for note in setting_notes():
        must = say("command_line.env.must") + " " if note.required else ""
        lines.append(f"`{note.name}` | {must}{note.about} | `{note.example}`")
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _heading(part: str) -> str:
    words = say(f"command_line.env.{part}")
    return f"# {words}\n# {'-' * len(words)}"


def _env_entry(note: SettingNote) -> str:
    line = f"{note.name}=" if note.required else f"# {note.name}={note.example}"
    example = "\n" + say("command_line.env.example", example=note.example) if note.required else ""
    return f"# {note.about}{example}\n{line}"
