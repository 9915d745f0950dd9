"""What is kept of a letter, sealed: what its writer said and what was read, so that people see it as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forms.documents.content import Trouble
from forms.documents.reading.result import Found, Reading, Unmatched
from handlers.intake.letter import Letter


@dataclass(frozen=True)
class KeptLetter:
    """What a letter said, as it was kept."""

    text: str = field(repr=False)
    reading: Reading = field(repr=False)
    files: int
    """How many files came with it."""


def as_json(letter: Letter) -> Any:
    """Give what is kept of a letter."""
    reading = letter.reading
    return {
        "text": letter.text,
        "files": len(letter.attached),
        "fields": {key: _found(found) for key, found in reading.fields.items()},
        "tables": {
            group: [{key: _found(found) for key, found in row.items()} for row in rows]
            for group, rows in reading.tables.items()
        },
        "unmatched": [[each.label, each.text] for each in reading.unmatched],
        "troubles": [str(trouble) for trouble in reading.troubles],
        "form": reading.form,
        "version": reading.version,
    }


def from_json(kept: Any) -> KeptLetter:
    """Give back what `as_json` gave."""
    reading = Reading(
        fields={key: Found(*found) for key, found in kept["fields"].items()},
        tables={
            group: tuple({key: Found(*found) for key, found in row.items()} for row in rows)
            for group, rows in kept["tables"].items()
        },
        unmatched=tuple(Unmatched(label, text) for label, text in kept["unmatched"]),
        troubles=tuple(Trouble(trouble) for trouble in kept["troubles"]),
        form=kept["form"],
        version=kept["version"],
    )
    return KeptLetter(kept["text"], reading, kept["files"])


def _found(found: Found) -> list[Any]:
    return [found.value, found.label, found.confidence]
