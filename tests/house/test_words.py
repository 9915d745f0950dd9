"""Every sentence that the bot says is kept as data, exists where it is asked for, is used, and is plain English."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from forms.words import say
from forms.words.files import ENGLISH

HOUSE = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "forms", "storage")
WORDS = HOUSE / "forms" / "words" / ENGLISH
TEXTS = [*sorted(WORDS.glob("*.toml")), HOUSE / "forms" / "default" / "appendix_1.toml"]

AMERICAN = re.compile(
    r"\b(?:analyz|apologiz|authoriz|behavior|cancel(?:ed|ing)\b|categoriz|center|color|defens|emphasiz|enroll?ment|favor"
    r"|finaliz|fulfill\b|honor|labor\b|minimiz|neighbor|organiz|prioritiz|realiz|recogniz|skillful|summariz|traveled|utiliz)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """One place in the code that asks for a sentence."""

    place: str
    keys: re.Pattern[str]
    literal: str | None
    """The key, where it stands there as a whole."""
    values: frozenset[str]
    further_values: bool
    """Values come from a dictionary too (``**words``)."""


def strings(data: object, path: str) -> Iterator[tuple[str, str]]:
    """Give every string in a TOML document with the path to it."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from strings(value, f"{path}.{name}")
    elif isinstance(data, list):
        for value in data:
            yield from strings(value, path)
    elif isinstance(data, str):
        yield path, data


@cache
def sentences() -> dict[str, str]:
    return {
        key: text for file in WORDS.glob("*.toml") for key, text in strings(tomllib.loads(file.read_text()), file.stem)
    }


@cache
def modules() -> dict[str, ast.Module]:
    files = (file for room in ROOMS for file in sorted((HOUSE / room).rglob("*.py")))
    return {str(file.relative_to(HOUSE)): ast.parse(file.read_text("utf-8")) for file in files}


def built(node: ast.JoinedStr) -> re.Pattern[str]:
    """Give the keys that an f-string can become."""
    parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+(?:\.\w+)*" for part in node.values)
    return re.compile("".join(parts))


def keys_in(node: ast.expr) -> Iterator[tuple[re.Pattern[str], str | None]]:
    """Give the keys that an expression can be; nothing where it is a name, which only running can tell."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.compile(re.escape(node.value)), node.value
    elif isinstance(node, ast.JoinedStr):
        yield built(node), None
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)


@cache
def asked() -> tuple[Asked, ...]:
    return tuple(
        Asked(
            f"{name}:{node.lineno}",
            keys,
            literal,
            frozenset(value.arg for value in node.keywords if value.arg is not None),
            any(value.arg is None for value in node.keywords),
        )
        for name, module in modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args
        for keys, literal in keys_in(node.args[0])
    )


def is_mentioned(key: str) -> bool:
    return key in whole_strings() or any(keys.fullmatch(key) for keys in built_strings())


@cache
def whole_strings() -> frozenset[str]:
    return frozenset(
        node.value
        for module in modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def built_strings() -> tuple[re.Pattern[str], ...]:
    """Give the f-strings that begin with the name of an area of words."""
    begins_with_area = re.compile("|".join(rf"{file.stem}\." for file in WORDS.glob("*.toml")))
    return tuple(
        built(node)
        for module in modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and begins_with_area.match(str(node.values[0].value))
    )


def test_every_sentence_asked_for_is_there() -> None:
    assert [(one.place, one.keys.pattern) for one in asked() if not any(map(one.keys.fullmatch, sentences()))] == []


def test_every_sentence_is_asked_for() -> None:
    assert [key for key in sentences() if not is_mentioned(key)] == []


def test_every_gap_in_a_sentence_is_filled() -> None:
    unfilled = [
        (one.place, one.literal, gap)
        for one in asked()
        if one.literal in sentences() and not one.further_values
        for _, gap, _, _ in Formatter().parse(sentences()[one.literal])
        if gap is not None and gap not in one.values
    ]
    assert unfilled == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_no_sentence_shouts(file: Path) -> None:
    assert [key for key, text in strings(tomllib.loads(file.read_text()), file.stem) if "!" in text] == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_the_spelling_is_british(file: Path) -> None:
    found = [(key, AMERICAN.findall(text)) for key, text in strings(tomllib.loads(file.read_text()), file.stem)]
    assert [(key, words) for key, words in found if words] == []


def test_a_sentence_is_said_with_its_gaps_filled() -> None:
    said = say("form.mistake.at", source="our-form.toml", line=7, reason="it is {empty}")
    assert said == "our-form.toml, line 7: it is {empty}"


@pytest.mark.parametrize(
    "key", ["form", "form.mistake", "form.mistake.nothing", "nothing.at_all", "form.mistake.at.all"]
)
def test_what_is_no_sentence_cannot_be_said(key: str) -> None:
    with pytest.raises(KeyError, match=key):
        say(key)


def test_a_gap_left_open_is_an_error() -> None:
    with pytest.raises(KeyError, match="reason"):
        say("form.mistake.at", source="x", line=1)
