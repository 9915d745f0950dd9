"""What was read from a document, as data and as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.cli.tables import print_table
from forms.answers import describe
from forms.documents.reading.result import Found, Reading
from forms.vocabulary import Form, Question
from forms.words import say


def as_data(form: Form, reading: Reading) -> dict[str, Any]:
    """Give what was read as plain JSON data, with a table for every repeatable section of the form."""
    groups = [section.group for section in form.sections if section.group]
    return {
        "form": reading.form,
        "version": reading.version,
        "fields": _row_as_data(reading.fields),
        "tables": {group: [_row_as_data(row) for row in reading.tables.get(group, ())] for group in groups},
        "unmatched": [{"label": each.label, "text": each.text} for each in reading.unmatched],
        "problems": [*_problems(reading)],
    }


def print_reading(form: Form, reading: Reading) -> None:
    """Print what was read: the answers, then what matched no question, then what could not be read."""
    print_table(
        ("question", "answer", "label_there", "sure"), _lines(form, reading), empty=say("command_line.form.none")
    )
    if reading.unmatched:
        print(say("command_line.form.unmatched"))
        print_table(("label_there", "text"), [(each.label, each.text) for each in reading.unmatched], empty="")
    for problem in _problems(reading):
        print(problem)


def _row_as_data(row: Mapping[str, Found]) -> dict[str, Any]:
    return {
        key: {"value": found.value, "label": found.label, "confidence": round(found.confidence, 2)}
        for key, found in row.items()
    }


def _problems(reading: Reading) -> Iterator[str]:
    yield from (say(f"command_line.form.trouble.{trouble}") for trouble in reading.troubles)


def _lines(form: Form, reading: Reading) -> Iterator[tuple[str, ...]]:
    for section in form.sections:
        if section.group is None:
            for question in section.questions:
                yield from _line(question, reading.fields.get(question.id))
            continue
        for number, row in enumerate(reading.tables.get(section.group, ()), start=1):
            for question in section.questions:
                found = row.get(question.id.removeprefix(f"{section.group}."))
                yield from _line(question, found, f"{section.row_name.capitalize()} {number}: ")


def _line(question: Question, found: Found | None, row: str = "") -> Iterator[tuple[str, ...]]:
    if found is not None:
        sure = say(f"command_line.form.{'certain' if found.is_certain else 'likely'}")
        yield row + question.label, describe(question, found.value), found.label, sure
