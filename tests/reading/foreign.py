"""Forms of other bodies as data, and such a form filled in with a case.

Each file of `forms/` holds one form: its parts, the labels as they stand, and what is written under each.

A line is ``["Label", "what is written"]``, where ``{referrer_name}`` is what the case says to that question of our
form, ``{children.last_name}`` that of the child; anything else stands as it is, and answers no question. Or a table:

``question`` with ``offers``  there is something to tick: ``{ Male = "male" }``, or ``"Yes/No"``
``question`` with ``says``    a choice in the form's own words, by its id; with `expects`, only those ids are asked of
                              the reader, since the others do not follow from what is written
``each``, ``is``              what is written is repeated for each relative in these places: ``["mother", "father"]``

A part with ``each = "children"`` is printed once for every child; one with ``table = "family"`` has the labels as
heads of its columns and a row for every relative.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from forms.vocabulary import Value
from tests.reading.cases import HERE, Answer, Case

_PLACE = re.compile(r"\{([a-z_.]+)\}")
_LEFT_OVER = re.compile(r"^[\s,;:/()–-]+(?=\w|\(|\+|$)|[\s,;:/(–-]+$")
_IDS = {"yes": "yes", "no": "no", "not known": "not_known", "n/k": "not_known", "don't know": "not_known",
        "unknown": "not_known", "unsure": "not_known", "n/a": "not_applicable"}  # fmt: skip


@dataclass(frozen=True)
class Want:
    """A value that should be found: its question, the row of its group (0 elsewhere), and how it was written."""

    question: str
    row: int
    value: Value
    written: str


@dataclass(frozen=True)
class Option:
    """Something to tick."""

    text: str
    chosen: bool


@dataclass(frozen=True)
class Entry:
    """A label with what was filled in: a text, or options of which some are ticked."""

    label: str
    text: str = ""
    options: tuple[Option, ...] = ()
    wants: tuple[Want, ...] = ()

    @property
    def filled_in(self) -> str:
        """The words that were filled in or ticked, of which nothing may get lost."""
        return " ".join([self.text, *(option.text for option in self.options if option.chosen)]).strip()


@dataclass(frozen=True)
class FilledPart:
    """A part of a form, filled in. A table has a row of entries for each of its rows, others have one row."""

    title: str
    guidance: str
    rows: tuple[tuple[Entry, ...], ...]
    is_table: bool = False


@dataclass(frozen=True)
class Filled:
    """A form filled in with a case."""

    form: str
    case: Case
    title: str
    parts: tuple[FilledPart, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """Give every entry, in order."""
        return (entry for part in self.parts for row in part.rows for entry in row)


@dataclass(frozen=True)
class Line:
    """One label of a form; see the module's docstring."""

    label: str
    fill: str = ""
    question: str = ""
    offers: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    expects: tuple[str, ...] = ()
    each: bool = False
    places: tuple[str, ...] = ()
    between: str = "\n"


@dataclass(frozen=True)
class Part:
    """A part of a form."""

    title: str
    lines: tuple[Line, ...]
    guidance: str = ""
    each: str = ""
    table: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignForm:
    """Another body's form. Of `may_say`, nothing is written, and nothing said of it is counted."""

    name: str
    title: str
    parts: tuple[Part, ...]
    may_say: tuple[str, ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """Every label and title on the form, and the options that are more than a word or two of the field."""
        lines = [line for part in self.parts for line in part.lines]
        options = [option for line in lines for option in line.offers if len(option.split()) > 2]
        return frozenset([*(part.title for part in self.parts), *(line.label for line in lines), *options])

    def filled(self, case: Case) -> Filled:
        """Fill the form in with a case."""
        parts = tuple(filled for part in self.parts for filled in _fill_part(part, case))
        return Filled(self.name, case, self.title, parts)


@cache
def forms(folder: str = "forms") -> tuple[ForeignForm, ...]:
    """Give the forms of a folder beside this file, by name."""
    return tuple(_form(path) for path in sorted((HERE / folder).glob("*.toml")))


def _form(path: Path) -> ForeignForm:
    data = tomllib.loads(path.read_text("utf-8"))
    parts = tuple(
        Part(
            title=part.get("title", ""),
            guidance=part.get("guidance", ""),
            each=part.get("each", ""),
            table=part.get("table", ""),
            places=tuple(part.get("is", ())),
            lines=tuple(_line(line) for line in part["lines"]),
        )
        for part in data["parts"]
    )
    return ForeignForm(path.stem, data["title"], parts, tuple(data.get("may_say", ())))


def _line(data: list[str] | dict[str, object]) -> Line:
    if isinstance(data, list):
        label, fill = data
        return Line(label, fill)
    given = dict(data)
    offers = given.pop("offers", {})
    if isinstance(offers, str):
        offers = {text: _IDS[text.casefold()] for text in offers.split("/")}
    places, expects = given.pop("is", ()), given.pop("expects", ())
    assert isinstance(offers, dict)
    assert isinstance(places, list | tuple)
    assert isinstance(expects, list | tuple)
    return Line(offers=offers, places=tuple(places), expects=tuple(expects), **given)  # type: ignore[arg-type]  # data


def _fill_part(part: Part, case: Case) -> Iterator[FilledPart]:
    if part.table == "family":
        rows = tuple(_fill_row(part.lines, case, number) for number, _ in case.relatives(part.places))
        yield FilledPart(part.title, part.guidance, rows or (_blank(part.lines),), is_table=True)
    elif part.table:
        numbers = range(len(case.rows[part.table]))
        yield FilledPart(
            part.title, part.guidance, tuple(_fill_row(part.lines, case, number) for number in numbers), is_table=True
        )
    elif part.each:
        for number in range(len(case.rows[part.each])):
            title = part.title.replace("{number}", str(number + 1))
            yield FilledPart(title, part.guidance, (_fill_row(part.lines, case, number),))
    else:
        yield FilledPart(part.title, part.guidance, (_fill_row(part.lines, case, 0),))


def _blank(lines: Sequence[Line]) -> tuple[Entry, ...]:
    return tuple(Entry(line.label) for line in lines)


def _fill_row(lines: Sequence[Line], case: Case, row: int) -> tuple[Entry, ...]:
    return tuple(_fill(line, case, row) for line in lines)


def _fill(line: Line, case: Case, row: int) -> Entry:
    if line.offers:
        return _ticked(line, case, row)
    if line.says:
        return _said(line, case, row)
    rows = [number for number, _ in case.relatives(line.places)] if line.each else [row]
    written = [_write(line.fill, case, number) for number in rows]
    text = line.between.join(text for text, _ in written if text)
    return Entry(line.label, text, wants=tuple(want for _, wants in written for want in wants))


def _ticked(line: Line, case: Case, row: int) -> Entry:
    answer = _answer(case, line.question, row)
    ids = [] if answer is None else answer.value if isinstance(answer.value, list) else [str(answer.value)]
    options = tuple(Option(text, chosen=bool(meant) and meant in ids) for text, meant in line.offers.items())
    ticked = [meant for meant in line.offers.values() if meant and meant in ids]
    if not ticked or answer is None:
        return Entry(line.label, options=options)
    value: Value = list(dict.fromkeys(ticked)) if isinstance(answer.value, list) else ticked[0]
    written = " ".join(option.text for option in options if option.chosen)
    return Entry(line.label, options=options, wants=(Want(line.question, _row(line.question, row), value, written),))


def _said(line: Line, case: Case, row: int) -> Entry:
    answer = _answer(case, line.question, row)
    if answer is None or not isinstance(answer.value, str) or answer.value not in line.says:
        return Entry(line.label)
    text, wants = _write(line.says[answer.value], case, row)
    if not line.expects or answer.value in line.expects:
        wants = (Want(line.question, _row(line.question, row), answer.value, text), *wants)
    return Entry(line.label, text, wants=wants)


def _write(template: str, case: Case, row: int) -> tuple[str, tuple[Want, ...]]:
    """Give what is written by a template, and the values in it; nothing where the case answers none of it."""
    wants: list[Want] = []

    def put_in(place: re.Match[str]) -> str:
        question, part = _part_of(place[1])
        answer = _answer(case, question, row)
        if answer is None:
            return ""
        written = answer.written
        value = answer.value
        if part and isinstance(value, dict):
            name, _, signed_on = answer.written.partition(", ")
            written = name if part == "name" else signed_on
            value = {part: value[part]}
        wants.append(Want(question, _row(question, row), value, written))
        return written

    text = _PLACE.sub(put_in, template)
    if _PLACE.search(template):
        text = _LEFT_OVER.sub("", _LEFT_OVER.sub("", text)) if wants else ""
    return text, tuple(wants)


def _part_of(place: str) -> tuple[str, str]:
    """Give the question of a place in a template, and which part of a declaration is meant."""
    if place.startswith("declaration"):
        question, _, part = place.partition(".")
        return question, part
    return place, ""


def _row(question: str, row: int) -> int:
    return row if "." in question else 0


def _answer(case: Case, question: str, row: int) -> Answer | None:
    group, dot, _ = question.partition(".")
    if not dot:
        return case.answers.get(question)
    rows = case.rows[group]
    return rows[row].get(question) if row < len(rows) else None
