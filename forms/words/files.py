"""The words files of each language: ``forms/words/<language>/<area>.toml``, read once.

To add a language, add a folder with any of the files of ``en``, and in them any of its keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

ENGLISH = "en"
"""The language that has every sentence. What another lacks is said in English."""
TYPED = "typed"
"""The file of a language that holds no sentences but what people type in it (`forms.words.typed`)."""
FOR_WHO_RUNS_IT = ("command_line.", "help.", "own_words.", "try.", "workspace.", "form.mistake.")
"""Sentences for whoever sets the bot up and runs it. They are in English only, and no Board's to change."""

_HERE = Path(__file__).parent

Sentence: TypeAlias = str | tuple[str, ...]
"""One sentence, or a list of names."""


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that there is a folder for, English included."""
    return tuple(sorted(folder.name for folder in _HERE.iterdir() if _areas(folder.name)))


@cache
def area_of(language: str, area: str) -> Mapping[str, Sentence]:
    """Give what a language has in one area, by key; nothing where it has no such file."""
    if area not in _areas(language) or area == TYPED:
        return MappingProxyType({})
    return MappingProxyType(dict(flat(document(language, area), area)))


@cache
def sentences_of(language: str) -> Mapping[str, Sentence]:
    """Give everything that a language has, by key."""
    return MappingProxyType({key: text for area in _areas(language) for key, text in area_of(language, area).items()})


def changeable() -> Mapping[str, Sentence]:
    """Give the English of every sentence that another language can say, or a Board in its own words, by key."""
    return {key: text for key, text in sentences_of(ENGLISH).items() if not key.startswith(FOR_WHO_RUNS_IT)}


def missing_in(language: str) -> tuple[str, ...]:
    """Give the keys of what a language lacks, so that it is said in English."""
    return tuple(key for key in changeable() if key not in sentences_of(language))


def document(language: str, area: str) -> dict[str, object]:
    """Give a words file as it stands; raises `FileNotFoundError` where there is none."""
    return tomllib.loads((_HERE / language / f"{area}.toml").read_text("utf-8"))


def flat(data: object, path: str) -> Iterator[tuple[str, Sentence]]:
    """Give every sentence and list of names in a TOML document, with its key."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from flat(value, f"{path}.{name}")
    else:
        yield path, tuple(map(str, data)) if isinstance(data, list) else str(data)


@cache
def _areas(language: str) -> tuple[str, ...]:
    folder = _HERE / language
    if not folder.is_dir():
        return ()
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))
