"""Every sentence that the bot says, kept as data: one folder per language, one TOML file per area.

A key is ``area.name`` or ``area.group.name``: ``say("answers.date.not_a_date", typed="31/02/2026")`` reads
``[date] not_a_date`` in ``en/answers.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LANGUAGE = "en"


@cache
def _area(area: str) -> dict[str, object]:
    file = resources.files(__name__).joinpath(LANGUAGE, f"{area}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def say(key: str, **values: object) -> str:
    """Give the sentence kept under `key`, with each ``{name}`` filled from `values`.

    Raises `KeyError` when there is no such sentence or a value is missing: a silent gap in a sentence would
    reach a person.
    """
    area, *path = key.split(".")
    found: object = _area(area)
    for step in path:
        if not isinstance(found, dict) or step not in found:
            raise KeyError(key)
        found = found[step]
    if not isinstance(found, str):
        raise KeyError(key)
    return found.format_map(values).strip()
