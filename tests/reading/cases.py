"""The invented referrals of `cases.toml`: what is written for each question, and the value that it stands for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forms.loading import default_form
from forms.vocabulary import Kind, Value

HERE = Path(__file__).parent
GROUPS = ("children", "family", "agencies", "chronology")


@dataclass(frozen=True)
class Answer:
    """The text as a person writes it, and the value that a reader should give."""

    written: str
    value: Value


Row = Mapping[str, Answer]
"""The answers of a child, a relative, an agency or an event, by question id (``children.last_name``)."""


@dataclass(frozen=True)
class Case:
    """One referral: answers by question id, and the rows of each group."""

    name: str
    answers: Mapping[str, Answer]
    rows: Mapping[str, tuple[Row, ...]]
    place: Mapping[int, str]
    """By the number of a relative's row: mother, father, carer or sibling."""

    def relatives(self, places: Sequence[str]) -> Iterator[tuple[int, Row]]:
        """Give the relatives in one of these places (all, where none is named), with the numbers of their rows."""
        yield from (
            (number, row)
            for number, row in enumerate(self.rows["family"])
            if not places or self.place[number] in places
        )


@cache
def cases() -> tuple[Case, ...]:
    """Give every case, in the order of the file."""
    data = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))
    return tuple(_case(one) for one in data["cases"])


def _case(data: dict[str, object]) -> Case:
    rows = {group: _table(data.get(group, [])) for group in GROUPS}
    places = {number: row.pop("is") for number, row in enumerate(rows["family"])}
    return Case(
        name=str(data["name"]),
        answers=_answers("", data["answers"]),
        rows={group: tuple(_answers(f"{group}.", row) for row in found) for group, found in rows.items()},
        place={number: str(place) for number, place in places.items()},
    )


def _table(found: object) -> list[dict[str, object]]:
    assert isinstance(found, list)
    return [dict(row) for row in found]


def _answers(prefix: str, found: object) -> dict[str, Answer]:
    assert isinstance(found, dict)
    return {f"{prefix}{name}": _answer(f"{prefix}{name}", written) for name, written in found.items()}


def _answer(question_id: str, found: str | list[str]) -> Answer:
    if isinstance(found, str):
        return Answer(found.strip(), found.strip())
    written, *values = found
    if values == ["not_known"]:
        return Answer(written, "not_known")
    match default_form().question(question_id).kind:
        case Kind.SEVERAL:
            return Answer(written, values)
        case Kind.APPROXIMATE_DATE:
            return Answer(written, {"text": written, "from": values[0], "to": values[1]})
        case Kind.SIGNATURE:
            return Answer(f"{written}, {values[0]}", {"name": written, "date": values[1]})
        case _:
            (value,) = values
            return Answer(written, value)
