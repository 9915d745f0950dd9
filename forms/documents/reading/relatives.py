"""What is said of the family outside tables: “Mother's name”, or a list of several under one label."""

from __future__ import annotations

import re

from forms.documents.reading.labels import Label, label_of, number_in
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.meanings import word_list
from forms.documents.reading.names import people_in
from forms.documents.reading.several import asked_together, taken_apart
from forms.documents.reading.sheet import Sheet
from forms.vocabulary import About

_GROUP = "family"
_ASKED = frozenset({
    "name", "date_of_birth", "age", "gender", "address", "different", "relationship", "legal_status", "ethnicity",
    "contact", "phone",
})  # fmt: skip
_LONGEST_ENTRY = 160
_IN_BRACKETS = re.compile(r"\(([^()]*)\)|[-–,] *([\w -]+)$")


def take_relatives(sheet: Sheet, label: str, found: Label, value: Lines) -> bool:
    """Take the names under a label to a row each; tell whether the place was taken.

    A label that asks something else of one of the family only goes to their row.
    """
    if About.FAMILY.value not in found.people or not sheet.has_group(_GROUP) or found.words - _ASKED:
        return False
    is_list = found.person in word_list("several_relatives")
    entries = people_in(plain(value), by_comma=is_list and found.words <= {"name"})
    if not entries or (found.words and "name" not in found.words):
        begin_relative(sheet, found.person, label)
        return False
    if any(len(entry) > _LONGEST_ENTRY for entry in entries):
        sheet.keep(label, value)
        return True
    for number, entry in enumerate(entries):
        _take_entry(sheet, label, found.person, entry, number if len(entries) > 1 else 0)
    sheet.where.near = About.FAMILY
    return True


def begin_relative(sheet: Sheet, person: str, label: str) -> None:
    """Go to the row of the one of the family whom a label or heading names, where it names one."""
    if is_relative(person):
        sheet.findings.begin_person(_GROUP, f"{person} {number_in(label)}")
        sheet.findings.relate(person, label)


def is_relative(person: str) -> bool:
    """Tell whether words name a single person of the family."""
    return person in word_list("relatives")


def _take_entry(sheet: Sheet, label: str, person: str, entry: str, number: int) -> None:
    relation = person if is_relative(person) else ""
    said = _IN_BRACKETS.search(entry)
    if said is not None and is_relative(other := label_of(said[1] or said[2]).person):
        relation, entry = other, entry.replace(said[0], " ")
    parts = tuple(dict.fromkeys(["name", *asked_together(label), "date_of_birth", "age"]))
    taken, trust, rest = taken_apart(parts, entry)
    sheet.findings.begin_person(_GROUP, f"{relation or person} {number}", is_new=True)
    if relation:
        sheet.findings.relate(relation, label)
    for part, words in taken.items():
        question = sheet.question(part, About.FAMILY)
        if question is None or not sheet.put_words(question, words, label, trust=trust):
            sheet.findings.keep(label, words)
    sheet.findings.keep(label, rest)
