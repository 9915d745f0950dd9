"""What has been found in a document so far: answers, rows of answers, and what is kept as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from forms.documents.content import Text, Trouble
from forms.documents.reading.labels import label_of
from forms.documents.reading.meanings import word_list
from forms.documents.reading.result import Found, Reading, Unmatched
from forms.documents.reading.values import Answer, answer_of
from forms.vocabulary import Form, Kind, Question, Value, is_unread

SURE, LIKELY = 0.95, 0.75
"""How sure an answer is that stands under a label of its own, and one that a person has to confirm."""

_JOINED = frozenset({"phone", "email", "contact", "address"})
"""How somebody is reached may stand in several places, and is one answer."""
_BEGINS_A_ROW = frozenset({"last_name", "first_names", "name", "worker_name", "agency", "date"})


@dataclass
class _Rows:
    rows: list[dict[str, Found]] = field(default_factory=list, repr=False)
    of_person: dict[str, int] = field(default_factory=dict)
    current: int = -1

    def add(self) -> dict[str, Found]:
        self.rows.append({})
        self.current = len(self.rows) - 1
        return self.rows[-1]


class Findings:
    """What has been found, by question. A row of a group is begun by whoever reads, or by a second name."""

    def __init__(self, form: Form, today: date) -> None:
        self._form = form
        self._today = today
        self._fields: dict[str, Found] = {}
        self._groups: dict[str, _Rows] = {}
        self._unmatched: list[Unmatched] = []

    def reading(self, troubles: tuple[Trouble, ...]) -> Reading:
        """Give all that was found."""
        self._settle_addresses()
        tables = {group: tuple(MappingProxyType(row) for row in one.rows if row) for group, one in self._groups.items()}
        return Reading(
            MappingProxyType(self._fields),
            MappingProxyType({group: rows for group, rows in tables.items() if rows}),
            tuple(self._unmatched),
            troubles,
        )

    def known(self, question_id: str) -> Value | None:
        """Give what was found for a question outside the groups."""
        found = self._fields.get(question_id)
        return None if found is None else found.value

    def keep(self, label: str, text: str) -> None:
        """Keep what answers no question."""
        if text.strip():
            self._unmatched.append(Unmatched(label, text.strip()))

    # Rows

    def begin(self, group: str, number: int) -> None:
        """Go to the row of that number, counted from 1."""
        rows = self._groups.setdefault(group, _Rows())
        while len(rows.rows) < number:
            rows.add()
        rows.current = number - 1

    def begin_again(self, group: str, number: int) -> None:
        """Go to the row of that number; where it was filled in already, the heading was copied: begin one more."""
        rows = self._groups.setdefault(group, _Rows())
        if len(rows.rows) >= number and rows.rows[number - 1]:
            rows.add()
        else:
            self.begin(group, number)

    def begin_person(self, group: str, key: str, *, is_new: bool = False) -> None:
        """Go to the row of one of the family, or of another one who is called the same."""
        rows = self._groups.setdefault(group, _Rows())
        if is_new and key in rows.of_person and rows.rows[rows.of_person[key]].get("name") is not None:
            key = f"{key} {len(rows.rows)}"
        if key not in rows.of_person:
            rows.of_person[key] = len(rows.rows)
            rows.add()
        rows.current = rows.of_person[key]

    def begin_next(self, group: str) -> None:
        """Go to the first row that is still blank."""
        rows = self._groups.setdefault(group, _Rows())
        blank = next((number for number, row in enumerate(rows.rows) if not row), None)
        if blank is None:
            rows.add()
        else:
            rows.current = blank

    def end_rows(self, group: str) -> None:
        """Let what comes next for a group stand in a new row."""
        self._groups.setdefault(group, _Rows()).current = -1

    def relate(self, person: str, label: str) -> None:
        """Say who the person of the current row of the family is to the child."""
        row = self._groups["family"].rows[self._groups["family"].current]
        row.setdefault("relationship", Found(person.capitalize(), label, SURE))

    # Answers

    def put(self, question: Question, answer: Answer, label: str, confidence: float, written: str) -> None:
        """Put an answer to its question; `written` is kept where the question has a better one already."""
        found = Found(answer.value, label, round(confidence, 2))
        group, _, name = question.id.rpartition(".")
        place = self._row(group, name, found.value) if group else self._fields
        before = place.get(name)
        if before is None:
            place[name] = found
        elif before.value != found.value:
            self._again(question, place, before, found, written)
        if answer.rest:
            self._put_rest(question, answer.rest, label)

    def _row(self, group: str, name: str, value: Value) -> dict[str, Found]:
        rows = self._groups.setdefault(group, _Rows())
        if rows.current < 0:
            return rows.add()
        row = rows.rows[rows.current]
        is_another = name in _BEGINS_A_ROW and name in row and row[name].value != value
        return rows.add() if is_another else row

    def _again(self, question: Question, place: dict[str, Found], before: Found, found: Found, written: str) -> None:
        """Take a second answer: together with the first, in its place where it is better, or kept beside it."""
        name = question.id.rpartition(".")[2]
        together = _together(question, before, found)
        if together is not None:
            place[name] = together
        elif _is_better(question, before, found):
            place[name] = found
            self.keep(before.label, "\n".join(_words(before.value)))
        else:
            self.keep(found.label, written)

    def _put_rest(self, question: Question, rest: str, label: str) -> None:
        """Put what was written beside an answer to the question that asks more about it, or keep it."""
        details = details_of(self._form, question) if question.kind is not Kind.SEVERAL else None
        if details is not None and not re.fullmatch(r"\W*(?:yes|no|n/?a)?\W*", rest, re.IGNORECASE):
            answer = answer_of(details, (Text(rest),), today=self._today)
            if answer is not None and not answer.is_unread:
                self.put(details, answer, label, SURE, rest)
                return
        self.keep(label, rest)

    def _settle_addresses(self) -> None:
        """Take the only address of a child, “current address”, for where the child lives."""
        rows = self._groups.get("children", _Rows()).rows
        is_asked = any(question.id == "children.home_address" for s in self._form.sections for question in s.questions)
        for row in rows if is_asked else ():
            only = row.get("current_address")
            if only is None or "home_address" in row or "different" in label_of(only.label).words:
                continue
            if re.search(r"\b(?:current|present)\b.*\baddress\b", only.label, re.IGNORECASE):
                row["home_address"] = row.pop("current_address")


def details_of(form: Form, question: Question) -> Question | None:
    """Give the question that asks more about another."""
    asked = (one for section in form.sections for one in section.questions)
    return next((one for one in asked if one.details_of == question.id), None)


def _together(question: Question, before: Found, found: Found) -> Found | None:
    confidence = min(before.confidence, found.confidence)
    if question.kind is Kind.SEVERAL and isinstance(before.value, list) and isinstance(found.value, list):
        ids: Value = [choice.id for choice in question.choices if choice.id in {*before.value, *found.value}]
        return Found(ids, before.label, confidence)
    joins = question.kind is Kind.TEXT and label_of(found.label).words & _JOINED
    if joins and isinstance(before.value, str) and isinstance(found.value, str):
        return Found(f"{before.value}, {found.value}", before.label, confidence)
    return None


def _is_better(question: Question, before: Found, found: Found) -> bool:
    """Tell whether a second answer is the better one: understood, not a mere “no”, or surer."""
    if is_unread(before.value) != is_unread(found.value):
        return is_unread(before.value)
    nos = [choice.id for choice in question.choices if word_list("no") & {said.casefold() for said in choice.aliases}]
    if (before.value in nos) != (found.value in nos):
        return before.value in nos
    return before.confidence < found.confidence


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value.values()
    else:
        yield from [value] if isinstance(value, str) else value
