"""Counts what was read of a filled form: found, suggested, kept, lost, and what stands where it should not.

A form is read without what it has taught us: its own labels are taken out of the aliases of our form first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forms.documents.reading.result import Found, Reading
from forms.loading import default_form
from forms.vocabulary import Form, Value, is_unread
from tests.reading.foreign import Entry, Filled, ForeignForm, Want

TODAY = date(2026, 11, 2)


class Outcome(StrEnum):
    """What became of one value that has a question."""

    FOUND = "found"
    """At its question, and an answer at once."""
    SUGGESTED = "suggested"
    """At its question, to be confirmed by a person."""
    OTHER = "other value"
    """Its question holds something else."""
    KEPT = "kept"
    """Shown to people as it stands, under no question, or at its question as not understood."""
    LOST = "lost"


@dataclass(frozen=True)
class Scored:
    """What became of a value, and where it was."""

    question: str
    outcome: Outcome
    label: str
    written: str
    read: str = ""
    """What its question holds instead."""


@dataclass(frozen=True)
class Stray:
    """A value that stands at a question which it does not answer."""

    question: str
    certain: bool
    label: str
    read: str


@dataclass
class Score:
    """What became of everything in some documents."""

    values: list[Scored] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Labels under which something was filled in that no question of ours asks, and that was not kept."""

    def add(self, other: Score) -> None:
        """Count another score in."""
        self.values += other.values
        self.strays += other.strays
        self.lost += other.lost

    def count(self, *outcomes: Outcome) -> int:
        """Give how many values became that."""
        return sum(1 for value in self.values if value.outcome in outcomes)

    @property
    def misplaced(self) -> int:
        """How many answers stand at a wrong question, without a person having looked."""
        return sum(stray.certain for stray in self.strays)

    @property
    def all_lost(self) -> int:
        """How many values, with a question or without, stand nowhere."""
        return self.count(Outcome.LOST) + len(self.lost)

    def share(self, number: int) -> float:
        """Give a number as a share of all values that have a question."""
        return number / len(self.values) if self.values else 0.0


def without_labels_of(form: ForeignForm) -> Form:
    """Give our form as if this one had never been seen: no alias is one of its labels, titles or longer options."""
    return Form.model_validate(_without({bare(label) for label in form.labels}, default_form().model_dump()))


def _without(labels: Container[str], given: object) -> object:
    """Take labels out of every list of aliases, at whatever depth."""
    if isinstance(given, dict):
        return {
            name: tuple(alias for alias in inner if bare(alias) not in labels)
            if name == "aliases"
            else _without(labels, inner)
            for name, inner in given.items()
        }
    if isinstance(given, list | tuple):
        return tuple(_without(labels, inner) for inner in given)
    return given


def bare(label: str) -> str:
    """Give a label in small letters, without marks."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", label.casefold()).split())


def score(filled: Filled, reading: Reading, may_say: Iterable[str] = ()) -> Score:
    """Hold a reading against the form that was filled in."""
    wanted: dict[tuple[str, int], list[tuple[Want, Entry]]] = {}
    for entry in filled.entries:
        for want in entry.wants:
            wanted.setdefault((want.question, want.row), []).append((want, entry))
    held = _held(reading, wanted)
    everything = _squeezed(_all_text(reading))
    found = Score()
    for (question, row), wants in wanted.items():
        for want, entry in _each_once(wants):
            found.values.append(_outcome(want, entry, held.get((question, row)), everything))
    found.strays = list(_strays(filled, held, wanted, frozenset(may_say)))
    found.lost = [
        entry.label for entry in filled.entries if not entry.wants and not _stands(entry.filled_in, everything)
    ]
    return found


def _each_once(wants: Sequence[tuple[Want, Entry]]) -> Iterator[tuple[Want, Entry]]:
    """Give the values of one question; the parts of a declaration are one value, the same said twice is one."""
    first, entry = wants[0]
    if isinstance(first.value, dict):
        value: dict[str, str] = {}
        for want, _ in wants:
            assert isinstance(want.value, dict)
            value |= want.value
        yield Want(first.question, first.row, value, " ".join(dict.fromkeys(w.written for w, _ in wants))), entry
    elif isinstance(first.value, list):
        ids = [one for want, _ in wants for one in (want.value if isinstance(want.value, list) else [])]
        yield Want(first.question, first.row, list(dict.fromkeys(ids)), " ".join(w.written for w, _ in wants)), entry
    else:
        yield first, entry


def _outcome(want: Want, entry: Entry, held: Found | None, everything: str) -> Scored:
    outcome, read = Outcome.KEPT, ""
    if held and same(held.value, want.value):
        outcome = Outcome.FOUND if held.is_certain else Outcome.SUGGESTED
    elif held and _is_signed(held.value, want.value):
        outcome = Outcome.SUGGESTED
    elif held and not is_unread(held.value):
        outcome, read = Outcome.OTHER, str(held.value)
    elif not (_stands(want.written, everything) or _stands(" ".join(_texts(want.value)), everything)):
        outcome = Outcome.LOST
    return Scored(want.question, outcome, entry.label, want.written, read)


def _is_signed(read: Value, wanted: Value) -> bool:
    """Tell whether a declaration whose form asks for no date was read: its name is kept, and a person adds the date."""
    return isinstance(read, dict) and isinstance(wanted, dict) and [*wanted.values()] == [read.get("unread")]


def _strays(
    filled: Filled,
    held: Mapping[tuple[str, int], Found],
    wanted: Mapping[tuple[str, int], Sequence[tuple[Want, Entry]]],
    may_say: frozenset[str],
) -> Iterator[Stray]:
    elsewhere = [(key, _squeezed([want.written])) for key, wants in wanted.items() for want, _ in wants]
    for (question, row), one in held.items():
        if question in may_say or is_unread(one.value):
            continue
        if (question, row) in wanted:
            read = _squeezed(_texts(one.value))
            is_right = any(same(one.value, want.value) for want, _ in _each_once(wanted[question, row]))
            others = [text for key, text in elsewhere if key != (question, row) and len(text) > 3]
            own = "".join(_squeezed([want.written]) for want, _ in wanted[question, row])
            is_of_another = not is_right and any(text in read and text not in own for text in others)
            if is_of_another:
                yield Stray(question, one.is_certain, one.label, str(one.value))
        elif not _is_true_anyway(filled, question, row, one):
            yield Stray(question, one.is_certain, one.label, str(one.value))


def _is_true_anyway(filled: Filled, question: str, row: int, one: Found) -> bool:
    """Tell whether a value is right though it stands nowhere under that question: concluded, or named by the label."""
    group, dot, _ = question.partition(".")
    rows = filled.case.rows.get(group, ())
    answers = rows[row] if dot and row < len(rows) else filled.case.answers
    answer = answers.get(question)
    if answer is not None and same(one.value, answer.value):
        return True
    return question == "family.relationship" and _squeezed(_texts(one.value)) in _squeezed([one.label])


def same(read: Value, wanted: Value) -> bool:
    """Tell whether two values are the same: the days of an approximate date, choices in any order, words."""
    if isinstance(wanted, dict) and isinstance(read, dict):
        if is_unread(read):
            return False
        return all(_spaced(str(read.get(key))) == _spaced(value) for key, value in wanted.items() if key != "text")
    if isinstance(wanted, list) and isinstance(read, list):
        return set(read) == set(wanted)
    if isinstance(wanted, str) and isinstance(read, str):
        return _spaced(read) == _spaced(wanted)
    return False


def _spaced(text: str) -> str:
    """Give a text in which lines and commas part alike, without a last full stop."""
    return " ".join(text.replace(",", " ").split()).rstrip(".")


def _held(
    reading: Reading, wanted: Mapping[tuple[str, int], Sequence[tuple[Want, Entry]]]
) -> dict[tuple[str, int], Found]:
    """Give what the reading holds, by question and row; a row that was read is the wanted row that it is most like."""
    held = {(question, 0): found for question, found in reading.fields.items()}
    for group, rows in reading.tables.items():
        rights: dict[tuple[int, int], int] = {}
        for number, row in enumerate(rows):
            for (question, wanted_row), wants in wanted.items():
                found = row.get(question.removeprefix(f"{group}.")) if question.startswith(f"{group}.") else None
                if found and same(found.value, wants[0][0].value):
                    rights[number, wanted_row] = rights.get((number, wanted_row), 0) + 1
        places = _likest(rights, len(rows))
        for number, row in enumerate(rows):
            held |= {(f"{group}.{name}", places[number]): found for name, found in row.items()}
    return held


def _likest(rights: Mapping[tuple[int, int], int], rows: int) -> dict[int, int]:
    """Pair rows that were read with wanted rows, the likest first; a row like none goes to the first free place."""
    places: dict[int, int] = {}
    for (number, wanted_row), _ in sorted(rights.items(), key=lambda pair: (-pair[1], pair[0])):
        if number not in places and wanted_row not in places.values():
            places[number] = wanted_row
    for number in range(rows):
        if number not in places:
            places[number] = next(free for free in range(rows + 20) if free not in places.values())
    return places


def _all_text(reading: Reading) -> Iterator[str]:
    for found in reading.fields.values():
        yield from (found.label, *_texts(found.value))
    for rows in reading.tables.values():
        for row in rows:
            for found in row.values():
                yield from (found.label, *_texts(found.value))
    for kept in reading.unmatched:
        yield from (kept.label, kept.text)


def _texts(value: Value) -> list[str]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else [value]


def _squeezed(texts: Iterable[str]) -> str:
    return re.sub(r"[\W_]", "", " ".join(texts).casefold())


def _stands(written: str, everything: str) -> bool:
    """Tell whether each word of what was written stands somewhere in what was read."""
    return all(_squeezed([word]) in everything for word in written.split())


def by_question(scores: Iterable[Score]) -> Mapping[str, Counter[Outcome]]:
    """Count outcomes by question."""
    counted: dict[str, Counter[Outcome]] = {}
    for one in scores:
        for value in one.values:
            counted.setdefault(value.question, Counter())[value.outcome] += 1
    return counted
