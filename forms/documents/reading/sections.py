"""What a heading says of the labels under it: whose they are, and whether they are for the referrer to fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.documents.reading.labels import Label, label_of, number_in
from forms.documents.reading.meanings import NOBODY
from forms.documents.reading.vocabulary import Vocabulary
from forms.vocabulary import About, Section

_LIKE = 0.6


@dataclass(frozen=True)
class Place:
    """Where in a document the reader is."""

    about: About | None = None
    section: Section | None = None
    is_not_asked: bool = False
    """What stands here is somebody else's to write, or about somebody of whom nothing is asked."""
    number: int = 0
    """Which of several (“Child 2”), or 0."""
    is_row: bool = False
    """It is the heading of one row, as the form calls it."""
    person: str = ""
    """One of the family: “mother”."""
    words: frozenset[str] = frozenset()
    """What the heading means."""


class Sections:
    """The headings of a form, and what other headings mean by them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, tuple[Section | None, float, About | None]] = {}
        self._by_row_name = {
            section.row_name.casefold(): section for section in vocabulary.form.sections if section.group
        }
        self._by_about = {section.about: section for section in reversed(vocabulary.form.sections) if section.about}

    def strength(self, text: str) -> float:
        """Give how much a text looks like the heading of a section."""
        return 1.0 if self._row(text) is not None else self._find(text)[1]

    def place(self, text: str) -> Place | None:
        """Give where a heading leads, or None where it is none that means anything to the form."""
        if (row := self._row(text)) is not None:
            return row
        label = label_of(text)
        is_sent_to_them = re.search(r"\bto\b", text) is not None
        if label.is_closed or (NOBODY in label.people and len(label.words) <= 1 and not is_sent_to_them):
            return Place(is_not_asked=True)
        section, score, about = self._find(text)
        if score < _LIKE:
            return None
        return Place(about, section, number=number_in(text), person=label.person, words=label.words)

    def _row(self, text: str) -> Place | None:
        """Give the row that a heading names by what the form calls one: “Person 2”."""
        found = re.fullmatch(r"\W*(?P<name>.+?)\s*(?P<number>\d{1,2})\W*", text)
        section = self._by_row_name.get(found["name"].casefold()) if found else None
        if found is None or section is None:
            return None
        return Place(section.about, section, number=int(found["number"]), is_row=True)

    def _find(self, text: str) -> tuple[Section | None, float, About | None]:
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> tuple[Section | None, float, About | None]:
        label = label_of(text)
        people = [person for person in About if person.value in label.people]
        if len(people) > 1:
            people = [person for person in people if person is not About.CHILD] or people
        best, found = 0.0, None
        for section, heading in self._vocabulary.headings:
            if (score := _alike(label, heading)) > best:
                best, found = score, section
        about = people[0] if people else None
        if about is not None and (best < 0.9 or found is None or found.about is not about):
            named = self._by_about.get(About.REFERRER if about is About.LEAD else about)
            others = len(label.words - {"name", "contact", "composition", "structure"})
            if named is not None and 1 / (1 + 0.5 * others) >= best * (found is None or found.about is None):
                return named, max(1 / (1 + 0.5 * others), best if found is named else 0), about
        if found is not None and about is None:
            about = found.about
        return found, best, about


def _alike(left: Label, right: Label) -> float:
    one, other = left.words | left.people, right.words | right.people
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
