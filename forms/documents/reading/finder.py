"""Taking the pieces of a document one after the other, and remembering whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from forms.documents.content import Text, Trouble
from forms.documents.reading.choices import chosen_id, yes_no_and_more
from forms.documents.reading.labels import Label, label_of, number_in
from forms.documents.reading.lines import Lines, all_words, plain
from forms.documents.reading.meanings import NOBODY
from forms.documents.reading.places import Grid, Heading, Loose, Pair, Piece
from forms.documents.reading.result import Found, Reading, Unmatched
from forms.documents.reading.sections import Place, Sections
from forms.documents.reading.several import asked_together, name_of, people_in, taken_apart
from forms.documents.reading.ticks import has_boxes, side_by_side, ticks_of
from forms.documents.reading.values import Answer, answer_of, dates_in, fits, is_nothing
from forms.documents.reading.vocabulary import Match, Vocabulary
from forms.vocabulary import About, Kind, Question, Value

_SURE = 0.87
_LIKELY = 0.68
_TIE = 0.07
_CERTAIN, _SUGGESTED = 0.95, 0.75
_OF_A_REFERRER = frozenset({"role", "agency", "phone", "email", "work"})
_ASKS_WHETHER = re.compile(r"\W*(?:\d[\d.]*\s*)?(?:is|are|has|have|does|do|did|was|were|any)\b", re.IGNORECASE)
_OF_A_PERSON = frozenset({
    "name", "last_name", "first_names", "date_of_birth", "gender", "address", "role", "agency", "phone", "email", "contact", "age",
})  # fmt: skip
_VAGUE = frozenset({"concern", "reason", "comment", "kind"})
"""Labels of only these may ask several things."""
_EITHER = frozenset({"date_of_birth", "expected_birth", "age"})
_PLAIN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.ADDRESS})
_TO_JOIN = frozenset({"phone", "email", "contact", "address"})


@dataclass
class _Rows:
    rows: list[dict[str, Found]] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    current: int = -1


class Finder:
    """What has been found so far, and where in the document the reader is."""

    def __init__(self, vocabulary: Vocabulary, sections: Sections, today: date) -> None:
        self._vocabulary = vocabulary
        self._sections = sections
        self._today = today
        self._fields: dict[str, Found] = {}
        self._groups: dict[str, _Rows] = {}
        self._unmatched: list[Unmatched] = []
        self._place = Place()
        self._near: About | None = None
        self._last: Question | None = None
        self._heading = ""
        self._loose: list[Text] = []
        self._before: tuple[Place, About | None] | None = None
        self._seen: set[About] = set()
        self._signing: tuple[Question, str, str, str] | None = None

    def reading(self, troubles: tuple[Trouble, ...]) -> Reading:
        """Give all that was found."""
        self._end_loose()
        self._end_signature()
        self._settle_addresses()
        tables = {
            group: tuple(MappingProxyType(row) for row in found.rows if row) for group, found in self._groups.items()
        }
        return Reading(
            MappingProxyType(self._fields),
            MappingProxyType({group: rows for group, rows in tables.items() if rows}),
            tuple(self._unmatched),
            troubles,
        )

    def take(self, piece: Piece) -> None:
        """Take the next piece of the document."""
        if isinstance(piece, Loose):
            self._loose.append(piece.text)
            return
        self._end_loose()
        if isinstance(piece, Heading):
            self._take_heading(piece.text)
        elif isinstance(piece, Pair):
            self._take_pair(piece.label, piece.value)
        else:
            self._take_grid(piece)

    # Headings

    def _take_heading(self, text: str) -> None:
        place = self._sections.place(text)
        self._heading = text
        self._before = None
        if place is None:
            # it may be a label that means nothing, with its value below: then nothing has changed
            self._before = None if self._place.is_not_asked else (self._place, self._near)
            self._place, self._near = Place(), None
            return
        self._end_signature()
        self._place, self._near = place, place.about
        self._last = None
        group = place.section.group if place.section else None
        if group and (place.number or place.person) and not place.is_not_asked:
            self._begin(group, place.number, place.person, text, is_row=place.is_row)

    def _begin(self, group: str, number: int, person: str, label: str, *, is_row: bool = False) -> None:
        """Begin the row of one of several that a heading or label names, or go back to it."""
        rows = self._groups.setdefault(group, _Rows())
        if is_row and rows.rows and not rows.rows[-1] and rows.current == len(rows.rows) - 1:
            return
        if is_row and len(rows.rows) >= number and rows.rows[number - 1]:
            rows.rows.append({})
            rows.current = len(rows.rows) - 1
            return
        if number and not person:
            while len(rows.rows) < number:
                rows.rows.append({})
            rows.current = number - 1
            return
        if not person:
            return
        key = f"{person} {number}"
        if key not in rows.people:
            rows.people[key] = len(rows.rows)
            rows.rows.append({})
            self._relate(rows.rows[-1], person, label)
        rows.current = rows.people[key]

    def _relate(self, row: dict[str, Found], person: str, label: str) -> None:
        if person in _RELATIVES and "family.relationship" in self._vocabulary.about:
            row.setdefault("relationship", Found(person.capitalize(), label, _CERTAIN))

    # Loose lines

    def _end_loose(self) -> None:
        lines = tuple(line for line in self._loose if line.text.strip() and not self._vocabulary.is_printed(line.text))
        self._loose = []
        if not lines:
            return
        if self._before is not None:
            (self._place, self._near), self._before = self._before, None
        if has_boxes(plain(lines)) and self._take_ticks(lines):
            return
        label = self._heading
        if label and not self._place.is_not_asked and self._is_asked(label, lines):
            return
        self._keep(label, lines)
        self._heading = ""

    def _is_asked(self, label: str, lines: Lines) -> bool:
        """Take loose lines as the answer to the heading over them, where it asks something in words."""
        found = self._vocabulary.matches(label, self._about)
        if (
            not found
            or found[0].score < _SURE
            or found[0].question.kind not in {Kind.LONG_TEXT, Kind.SEVERAL, Kind.CHOICE, Kind.YES_NO}
        ):
            return False
        self._heading = ""
        self._take_pair(label, lines)
        return True

    def _take_ticks(self, lines: Lines) -> bool:
        """Take a list of tick boxes under no label to the question whose choices they are."""
        if self._place.is_not_asked:
            return False
        ticks = ticks_of(lines)
        if ticks is None or len(ticks.offered) < 2 or not ticks.ticked:
            return False
        best: tuple[int, Question] | None = None
        for section in self._vocabulary.form.sections:
            if section.group is not None and section is not self._place.section:
                continue
            for question in section.questions:
                if question.kind in {Kind.CHOICE, Kind.SEVERAL} and {c.id for c in question.choices} - {
                    "yes",
                    "no",
                    "not_applicable",
                }:
                    known = {found[0] for words in ticks.offered if (found := chosen_id(question, words))}
                    known -= {"not_known", "yes", "no", "other"}
                    if len(known) >= 2 and (best is None or len(known) > best[0]):
                        best = len(known), question
        if best is None:
            return False
        question = best[1]
        answer = answer_of(question, lines, today=self._today)
        label = self._heading or "; ".join(ticks.offered)
        if answer is None or answer.is_unread:
            return False
        score = _CERTAIN if best[0] >= max(2, len(ticks.offered) * 0.6) else _SUGGESTED
        self._put(question, answer, label, score, lines)
        return True

    # Pairs

    @property
    def _about(self) -> About | None:
        return self._near or self._place.about

    def _about_whom(self, found: Label) -> About | None:
        """Give whom a label is about: those it names, else those around it; a job before any other is the referrer's."""
        named = [about for about in About if about.value in found.people]
        if len(named) == 1:
            return named[0]
        if self._about is None and found.words & _OF_A_REFERRER and not self._seen:
            return About.REFERRER
        return self._about

    def _take_pair(self, label: str, value: Lines) -> None:
        found = label_of(label)
        if is_nothing(value):
            self._take_empty(label, found)
            return
        self._heading = ""
        if self._place.is_not_asked or found.is_not_asked or NOBODY in found.people:
            self._keep(label, value)
            return
        if self._take_follow_up(label, found, value) or self._take_signature(label, found, value):
            return
        self._end_signature()
        if self._take_person(label, found, value) or self._take_parts(label, found, value):
            return
        self._look(found)
        match = self._match(label, value) or self._by_value(value)
        if match is None:
            self._keep(label, value)
            return
        self._take_match(match, label, value)

    def _take_empty(self, label: str, found: Label) -> None:
        """Remember a label without a value: it may head what follows, or say whose it is."""
        place = self._sections.place(label)
        strength = self._vocabulary.strength(label)
        heading = self._sections.strength(label)
        if place is not None and (place.is_not_asked or (heading >= 0.75 and heading >= strength)):
            self._take_heading(label)
            return
        self._look(found)
        matches = self._vocabulary.matches(label, self._about)
        self._last = matches[0].question if matches and matches[0].score >= _LIKELY else self._last
        self._heading = label

    def _look(self, found: Label) -> None:
        """Remember whom a label speaks of: “Address” after “Name of mother” is hers."""
        named = [about for about in About if about.value in found.people]
        if len(named) == 1 and (not found.words or found.words & _OF_A_PERSON):
            self._near = named[0]
            self._seen |= {named[0]} - {About.REFERRER}

    def _take_follow_up(self, label: str, found: Label, value: Lines) -> bool:
        if not found.is_follow_up or self._last is None:
            return False
        details = next(
            (q for s in self._vocabulary.form.sections for q in s.questions if q.details_of == self._last.id), None
        )
        matches = self._vocabulary.matches(label, self._about)
        if matches and matches[0].score >= _SURE and matches[0].question.details_of is None:
            return False
        if matches and matches[0].score >= _LIKELY and matches[0].question.details_of is not None:
            details = matches[0].question
        if details is None:
            return False
        answer = answer_of(details, value, today=self._today, label=label)
        if answer is not None:
            self._put(details, answer, label, _CERTAIN, value)
        return True

    # Declarations

    def _take_signature(self, label: str, found: Label, value: Lines) -> bool:
        """Take a name that signs and the date beside it, apart or together, to one declaration."""
        text = plain(value)
        is_day = bool(dates_in(text)) and re.search(r"\bdated?\b", label, re.IGNORECASE) is not None
        if self._signing is not None and is_day and found.words <= {"date", "referral_date", "signature"}:
            question, said, name, _ = self._signing
            self._signing = question, said, name, text
            self._end_signature()
            return True
        if self._signing is not None and found.words <= {"name"} and not found.people:
            self._signing = (self._signing[0], self._signing[1], text, self._signing[3])
            return True
        if self._signing is not None and found.words and found.words <= {"role", "agency"} and not found.people:
            self._keep(label, value)
            return True
        is_section = self._place.section is not None and any(
            question.kind is Kind.SIGNATURE for question in self._place.section.questions
        )
        asks_name = found.words <= {"name", "agency", "role"} and bool(found.people or found.words & {"name"})
        if "signature" not in found.words and not (is_section and asks_name):
            return False
        if found.words - {"signature", "name", "date", "agency", "role", "discussed"}:
            return False
        self._end_signature()
        matches = [m for m in self._vocabulary.matches(f"signature {label}") if m.question.kind is Kind.SIGNATURE]
        lead = [m for m in matches if "lead" in found.people and m.score > 0.4]
        if About.LEAD.value in found.people:
            matches = sorted(lead, key=lambda match: -match.score)
        signatures = [q for s in self._vocabulary.form.sections for q in s.questions if q.kind is Kind.SIGNATURE]
        if not signatures:
            return False
        question = matches[0].question if matches else signatures[0]
        if not found.people and question.id in self._fields:
            later = [one for one in signatures if one.id not in self._fields]
            question = later[0] if later else question
        dates = dates_in(text)
        name = text[: dates[0].start()].strip(" ,;\n") if dates else text
        self._signing = question, label, re.sub(r"\W*\b(?:date|dated|on):?\W*$", "", name, flags=re.IGNORECASE), ""
        if dates:
            self._signing = (*self._signing[:3], dates[0][0])
            self._end_signature()
        return True

    def _end_signature(self) -> None:
        if self._signing is None:
            return
        question, label, name, day = self._signing
        self._signing = None
        question, is_sure = self._signed_by(question, label, name)
        is_sure = is_sure and bool(day)
        day = day or self._day_of_the_referral()
        text = ", ".join(filter(None, [name.replace(",", " "), day]))
        answer = answer_of(question, (Text(text),), today=self._today)
        if answer is not None:
            is_sure = is_sure and not answer.is_unread
            self._put(question, answer, label, _CERTAIN if is_sure else _SUGGESTED, (Text(text),))

    def _day_of_the_referral(self) -> str:
        """Give the day of the referral as it was read: a declaration without a date is likely of that day."""
        found = [m for m in self._vocabulary.matches("date of referral") if m.question.kind is Kind.DATE]
        known = self._fields.get(found[0].question.id) if found else None
        return known.value if known is not None and isinstance(known.value, str) else ""

    def _signed_by(self, question: Question, label: str, name: str) -> tuple[Question, bool]:
        """Give whose declaration a name stands under that is the referrer's or the lead's, and whether that is sure."""
        if label_of(label).people:
            return question, True
        signatures = [q for s in self._vocabulary.form.sections for q in s.questions if q.kind is Kind.SIGNATURE]
        for about in (About.REFERRER, About.LEAD):
            asked = self._part_question("name", about)
            known = self._fields.get(asked.id) if asked else None
            if known is not None and _same_person(name, str(known.value)):
                own = [q for q in signatures if (self._vocabulary.about[q.id] or About.REFERRER) is about]
                return (own[0], True) if own and own[0].id not in self._fields else (question, False)
        return question, False

    def _settle_addresses(self) -> None:
        """Take the only address of a child, “current address”, for where the child lives."""
        rows = self._groups.get("children")
        for row in rows.rows if rows else ():
            only = row.get("current_address")
            if only is None or "home_address" in row or "children.home_address" not in self._vocabulary.about:
                continue
            said = label_of(only.label)
            if (
                re.search(r"\b(?:current|present)\b.*\baddress\b", only.label, re.IGNORECASE)
                and "different" not in said.words
            ):
                row["home_address"] = row.pop("current_address")

    def _take_person(self, label: str, found: Label, value: Lines) -> bool:
        """Take what is said of one of the family to their row, and a list of several to a row each."""
        if About.FAMILY.value not in found.people or "family" not in {s.group for s in self._vocabulary.form.sections}:
            return False
        person = found.person
        if found.words - {
            "name",
            "date_of_birth",
            "age",
            "gender",
            "address",
            "different",
            "relationship",
            "legal_status",
            "ethnicity",
            "contact",
            "phone",
        }:
            return False
        if found.words and not found.words & {"name", "age", "date_of_birth"}:
            self._begin_person(person, label)
            return False
        is_list = person in {"family", "household", "parent", "carer", "parent carer"}
        entries = people_in(plain(value), by_comma=is_list and found.words <= {"name"})
        if not entries or (found.words and "name" not in found.words):
            self._begin_person(person, label)
            return False
        if any(len(entry) > 160 for entry in entries):
            self._keep(label, value)
            return True
        parts = tuple(dict.fromkeys(["name", *asked_together(label), "date_of_birth", "age"]))
        for number, entry in enumerate(entries):
            relation = person if person in _RELATIVES else ""
            said = re.search(r"\(([^()]*)\)|[-–,] *([\w -]+)$", entry)
            if said is not None and _relative(said[1] or said[2]):
                relation = _relative(said[1] or said[2])
                entry = entry.replace(said[0], " ")
            taken, trust, rest = taken_apart(parts, entry)
            rows = self._groups.setdefault("family", _Rows())
            key = f"{relation or person} {number if len(entries) > 1 else 0}"
            if key in rows.people and "name" in rows.rows[rows.people[key]]:
                key = f"{key} {len(rows.rows)}"
            self._new_row(rows, key)
            row = rows.rows[rows.current]
            if relation:
                self._relate(row, relation, label)
            for part, text in taken.items():
                question = self._part_question(part, About.FAMILY)
                if question is not None:
                    answer = answer_of(question, (Text(text),), today=self._today)
                    if answer is not None and not answer.is_unread:
                        self._put(question, answer, label, _CERTAIN * trust if trust < 0.9 else _CERTAIN, (Text(text),))
                        continue
                self._keep(label, (Text(text),))
            if rest:
                self._keep(label, (Text(rest),))
        self._near = About.FAMILY
        return True

    def _new_row(self, rows: _Rows, key: str) -> None:
        if key not in rows.people:
            rows.people[key] = len(rows.rows)
            rows.rows.append({})
        rows.current = rows.people[key]

    def _begin_person(self, person: str, label: str) -> None:
        if person in _RELATIVES:
            self._begin("family", number_in(label), person, label)

    def _part_question(self, part: str, about: About | None) -> Question | None:
        """Give the question that asks a person for one of several parts of a label."""
        for match in self._vocabulary.matches(part.replace("_", " "), about):
            if self._vocabulary.about[match.question.id] is about and match.score >= 0.75:
                return match.question
        return None

    def _take_parts(self, label: str, found: Label, value: Lines) -> bool:
        """Take a place that answers several questions side by side."""
        parts = asked_together(label)
        if not parts or "signature" in parts:
            return False
        about = self._about_whom(found)
        if {"date", "location"} <= set(parts):
            about, found = None, replace(found, words=found.words | {"incident"})
        elif about is None and set(parts) & _OF_A_REFERRER:
            about = About.REFERRER
        if about is None and set(parts) & {"date_of_birth", "gender", "school"}:
            about = About.CHILD
        if set(parts) <= _EITHER:
            return self._take_either(label, found, value, parts, about)
        questions = {part: self._question_of(part, about, found) for part in parts}
        if len({question.id for asked in questions.values() for question in asked}) < 2:
            return False
        taken, trust, rest = taken_apart(parts, plain(value))
        self._look(found)
        self._near = about or self._near
        for part, text in taken.items():
            if not self._put_part(questions[part], text, label, trust):
                self._keep(label, (Text(text),))
        if rest:
            self._keep(label, (Text(rest),))
        return True

    def _take_either(self, label: str, found: Label, value: Lines, parts: Sequence[str], about: About | None) -> bool:
        """Take “DOB or EDD”, “DOB / age” to the one that was given."""
        for part in parts:
            for question in self._question_of(part, about or About.CHILD, found):
                if fits(question, value, today=self._today):
                    answer = answer_of(question, value, today=self._today)
                    if answer is not None:
                        self._put(question, answer, label, _CERTAIN, value)
                        return True
        return False

    def _question_of(self, part: str, about: About | None, found: Label) -> tuple[Question, ...]:
        """Give the question, or both for a child's full name, that one of several parts of a label asks."""
        if about is None and part in {"date", "location"}:
            matches = self._vocabulary.matches(f"{part} of incident" if "incident" in found.words else part)
            return tuple(match.question for match in matches[:1] if match.score >= 0.75 and match.about is None)
        if part == "name" and about is About.CHILD:
            both = (self._part_question("last_name", about), self._part_question("first_names", about))
            return tuple(question for question in both if question)
        question = self._part_question(part, about)
        return (question,) if question else ()

    def _put_part(self, questions: Sequence[Question], text: str, label: str, trust: float) -> bool:
        if not questions:
            return False
        if len(questions) == 2:
            self._put_name(questions, text, label, trust)
            return True
        answer = answer_of(questions[0], (Text(text),), today=self._today)
        if answer is None or answer.is_unread:
            return False
        self._put(questions[0], answer, label, _CERTAIN if trust >= 0.9 else _SUGGESTED, (Text(text),))
        return True

    def _put_name(self, questions: Sequence[Question], text: str, label: str, trust: float) -> None:
        name = name_of(text)
        score = _CERTAIN if name.trust >= 0.9 and trust >= 0.9 else _SUGGESTED
        for question, part in zip(questions, (name.last, name.first), strict=True):
            if part:
                self._put(question, Answer(part), label, score, (Text(part),))

    def _match(self, label: str, value: Lines) -> Match | None:
        """Give the question that a label asks, the value deciding between questions that are as near."""
        meant = label_of(label)
        found = [match for match in self._matches(label, meant) if self._is_open(match) and match.score >= _LIKELY]
        if found and self._vocabulary.is_own(label) and found[0].score >= 1:
            return found[0]
        if side_by_side(plain(value).casefold())[:1] in {("yes",), ("no",)} and len(plain(value)) <= 3:
            found = [match for match in found if match.question.details_of is None]
        if meant.words <= {"name"} and not meant.people and self._about is None:
            return None
        if meant.words == {"date"} and self._is_of_the_referral():
            return self._day_of_referral(value)
        if meant.words and meant.words <= _VAGUE:
            found = [replace(match, score=min(match.score, _SURE - 0.01)) for match in found]
        if not found:
            return None
        near = [match for match in found if match.score >= found[0].score - _TIE]
        if len(near) == 1:
            return near[0]
        fitting = [match for match in near if fits(match.question, value, today=self._today)]
        typed = [match for match in fitting if match.question.kind not in _PLAIN]
        chosen = typed or fitting
        if not chosen:
            return Match(near[0].question, near[0].about, min(near[0].score, _SURE - 0.01))
        is_name = {match.question.id for match in chosen} <= {"children.last_name", "children.first_names"}
        if len(chosen) == 1 or is_name or chosen[0].score - chosen[1].score > 0.03:
            return chosen[0]
        return Match(chosen[0].question, chosen[0].about, min(chosen[0].score, _SURE - 0.01))

    def _is_of_the_referral(self) -> bool:
        """Tell whether the reader is where a form speaks of itself: at its beginning or end, or of the referrer."""
        section = self._place.section
        signs = section is not None and any(question.kind is Kind.SIGNATURE for question in section.questions)
        return signs or self._about is About.REFERRER or (section is None and self._about is None)

    def _day_of_referral(self, value: Lines) -> Match | None:
        """Give the question for a date that is of nothing in particular: likely of the referral itself."""
        found = [m for m in self._vocabulary.matches("date of referral") if m.question.kind is Kind.DATE]
        if not found or found[0].question.id in self._fields or not fits(found[0].question, value, today=self._today):
            return None
        return replace(found[0], score=_LIKELY)

    def _matches(self, label: str, meant: Label) -> Sequence[Match]:
        """Give what a label may ask, by itself and together with the heading over it."""
        alone = self._vocabulary.matches(label, self._about_whom(meant))
        if self._place.about is not None or not self._place.words or (alone and alone[0].score >= _SURE):
            return alone
        together = self._vocabulary.matches(label, self._about, under=self._place.words)
        lowered = [replace(match, score=match.score * 0.95) for match in together if match.about is None]
        best = {match.question.id: match for match in sorted([*lowered, *alone], key=lambda match: match.score)}
        return sorted(best.values(), key=lambda match: -match.score)

    def _by_value(self, value: Lines) -> Match | None:
        """Give the question that only what was written tells: an email address or a telephone number of the referrer."""
        if self._about is not About.REFERRER:
            return None
        for part in ("email", "phone"):
            question = self._part_question(part, About.REFERRER)
            if question and question.id not in self._fields and fits(question, value, today=self._today):
                return Match(question, About.REFERRER, _LIKELY)
        return None

    def _is_open(self, match: Match) -> bool:
        """Tell whether a question can be answered here: the rows of agencies and events are tables only."""
        if match.about not in {About.WORKER, About.EVENT}:
            return True
        return self._place.about is match.about or self._near is match.about

    def _take_match(self, match: Match, label: str, value: Lines) -> None:
        question = match.question
        asked = label_of(label).words
        if (
            match.about in {About.REFERRER, About.LEAD, About.CHILD}
            and match.score >= _SURE
            and self._place.about is None
        ):
            self._near = match.about
        if match.about is not None and match.about is not About.REFERRER:
            self._seen.add(match.about)
        if question.id in {"children.last_name", "children.first_names"} and not asked & {"last_name", "first_names"}:
            both = self._question_of("name", About.CHILD, label_of(label))
            for entry in people_in(plain(value)) or [plain(value)]:
                parts = taken_apart(("name", "date_of_birth"), entry)[0] if dates_in(entry) else {"name": entry}
                if len(both) == 2:
                    self._put_name(both, parts.get("name", entry), label, match.score)
                if (born := self._part_question("date_of_birth", About.CHILD)) and "date_of_birth" in parts:
                    answer = answer_of(born, (Text(parts["date_of_birth"]),), today=self._today)
                    if answer is not None:
                        self._put(born, answer, label, _CERTAIN, (Text(parts["date_of_birth"]),))
            self._last = question
            return
        answer = answer_of(question, value, today=self._today, label=label)
        self._last = question
        said = yes_no_and_more(plain(value)) if question.kind is Kind.TEXT and _ASKS_WHETHER.match(label) else None
        if said is not None and answer is not None:
            if not said[1]:
                self._keep(label, value)
                return
            answer = Answer(said[1], 0.8, plain(value))
        if answer is None:
            if not is_nothing(value) and question.kind not in {Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO}:
                self._keep(label, value)
            return
        score = match.score * (0.85 if answer.is_unread and match.score < _SURE else 1)
        if answer.is_unread and score < _SURE:
            self._keep(label, value)
            return
        confidence = _CERTAIN if score >= _SURE else _SUGGESTED
        self._put(question, answer, label, confidence * (answer.trust if answer.trust < 0.9 else 1), value)

    # Rows

    def _take_grid(self, grid: Grid) -> None:
        heading = self._heading
        self._heading = ""
        if self._place.is_not_asked:
            self._keep_grid(grid)
            return
        group = self._group_of(grid, heading)
        if group is None:
            self._take_rows_as_pairs(grid)
            return
        for row in grid.rows:
            if any(not is_nothing(value) for value in row):
                self._take_row(group, grid, row)
        if group != "children":
            self._groups[group].current = -1
        if self._place.about in {About.WORKER, About.EVENT}:
            self._place, self._near = Place(), None

    def _group_of(self, grid: Grid, heading: str) -> str | None:
        """Give the group whose questions the labels of a grid ask, where they ask more of it than of a single person."""
        place = self._sections.place(heading) if heading else None
        section = (place or self._place).section
        about = (place or self._place).about
        people = {who for text in grid.head for who in label_of(text).people}
        scores: dict[str, float] = {}
        for candidate in self._vocabulary.form.sections:
            if candidate.group is None:
                continue
            total = 0.0
            for text in grid.head:
                found = self._vocabulary.matches(text, None, candidate.group)
                total += found[0].score if found and found[0].score >= 0.6 else 0
            scores[candidate.group] = total / max(1, len(grid.head))
            if section is candidate:
                scores[candidate.group] += 0.35
            elif candidate.about is not None and candidate.about.value in people:
                scores[candidate.group] += 0.25
        best = max(scores, key=lambda group: scores[group], default=None)
        if best is None or scores[best] < 0.45:
            return None
        if about in {About.REFERRER, About.LEAD} or people & {"referrer", "lead"}:
            return None
        if len(grid.rows) == 1 and (best == "children" or (section is None or section.group != best)):
            return None
        if section is None and best != "children" and len(grid.head) <= 2 and scores[best] < 0.9:
            return None
        return best

    def _take_row(self, group: str, grid: Grid, row: Sequence[Lines]) -> None:
        rows = self._groups.setdefault(group, _Rows())
        blank = next((number for number, found in enumerate(rows.rows) if not found), None)
        if blank is None:
            rows.rows.append({})
            rows.current = len(rows.rows) - 1
        else:
            rows.current = blank
        about = self._vocabulary.about[
            next(q.id for s in self._vocabulary.form.sections if s.group == group for q in s.questions)
        ]
        keep_near, self._near = self._near, about
        taken: set[str] = set()
        for label, value in zip(grid.head, row, strict=False):
            if is_nothing(value):
                continue
            parts = asked_together(label)
            if (
                len(parts) > 1
                and about
                and len({q.id for part in parts for q in self._question_of(part, about, label_of(label))}) > 1
            ):
                if self._take_parts(label, label_of(label), value):
                    continue
            match = self._column(label, value, group, taken)
            if match is None:
                self._keep(label, value)
                continue
            taken.add(match.question.id)
            if match.question.id in {"children.last_name", "children.first_names"}:
                self._take_match(match, label, value)
                continue
            answer = answer_of(match.question, value, today=self._today, label=label)
            if answer is None or (answer.is_unread and match.score < _SURE):
                self._keep(label, value)
                continue
            self._put(match.question, answer, label, _CERTAIN if match.score >= 0.8 else _SUGGESTED, value, is_row=True)
        self._near = keep_near

    def _column(self, label: str, value: Lines, group: str, taken: set[str]) -> Match | None:
        found = [
            m for m in self._vocabulary.matches(label, None, group) if m.score >= 0.62 and m.question.id not in taken
        ]
        if not found:
            return None
        near = [match for match in found if match.score >= found[0].score - _TIE]
        fitting = [match for match in near if fits(match.question, value, today=self._today)]
        return (fitting or near)[0]

    def _take_rows_as_pairs(self, grid: Grid) -> None:
        """Take a grid of single people: a row each, whose first cell may say whose it is."""
        for row in grid.rows:
            first = plain(row[0]) if row else ""
            place = self._sections.place(first) if first and self._sections.strength(first) >= 0.75 else None
            kept = self._place, self._near
            pairs = list(zip(grid.head, row, strict=False))
            if place is not None and not label_of(grid.head[0]).words:
                self._place, self._near = place, place.about
                pairs = pairs[1:]
            for label, value in pairs:
                self._take_pair(label, value)
            self._place, self._near = (kept[0], self._near) if place is None else kept

    def _keep_grid(self, grid: Grid) -> None:
        for row in grid.rows:
            for label, value in zip(grid.head, row, strict=False):
                self._keep(label, value)

    # What is found, and what is kept

    def _put(
        self, question: Question, answer: Answer, label: str, confidence: float, lines: Lines, *, is_row: bool = False
    ) -> None:
        found = Found(answer.value, label, round(confidence, 2))
        group, _, name = question.id.rpartition(".")
        place = self._row(group, name, found.value) if group else self._fields
        key = name if group else question.id
        before = place.get(key)
        if before is None:
            place[key] = found
        elif before.value != found.value:
            self._again(question, place, key, before, found, label, lines)
        if answer.rest:
            self._put_rest(question, answer.rest, label)

    def _again(
        self,
        question: Question,
        place: dict[str, Found],
        key: str,
        before: Found,
        found: Found,
        label: str,
        lines: Lines,
    ) -> None:
        """Take a second answer to the same question: joined, in the place of a weaker one, or kept beside it."""
        joins = question.kind is Kind.TEXT and label_of(label).words & _TO_JOIN
        if joins and isinstance(before.value, str) and isinstance(found.value, str):
            place[key] = Found(f"{before.value}, {found.value}", before.label, min(before.confidence, found.confidence))
            return
        if question.kind is Kind.SEVERAL and isinstance(before.value, list) and isinstance(found.value, list):
            together = {*before.value, *found.value}
            ids: Value = [choice.id for choice in question.choices if choice.id in together]
            place[key] = Found(ids, before.label, min(before.confidence, found.confidence))
            return
        if (
            question.kind is Kind.CHOICE
            and before.value == question.choices[-1].id
            and found.value in {c.id for c in question.choices}
        ):
            place[key] = found
            return
        if question.kind is Kind.CHOICE and found.value == question.choices[-1].id:
            return
        if _is_unread(before.value) and not _is_unread(found.value):
            place[key] = found
            self._unmatched.append(Unmatched(before.label, str(before.value)))
            return
        if before.confidence < found.confidence:
            place[key] = found
            self._unmatched.append(Unmatched(before.label, _as_text(before.value)))
            return
        self._keep(label, lines)

    def _row(self, group: str, name: str, value: Value) -> dict[str, Found]:
        rows = self._groups.setdefault(group, _Rows())
        if rows.current < 0 or not rows.rows:
            rows.rows.append({})
            rows.current = len(rows.rows) - 1
        row = rows.rows[rows.current]
        begins = {
            "children": {"last_name", "first_names"},
            "family": {"name"},
            "agencies": {"worker_name", "agency"},
            "chronology": {"date"},
        }
        if name in row and name in begins.get(group, set()) and row[name].value != value:
            rows.rows.append({})
            rows.current = len(rows.rows) - 1
            row = rows.rows[rows.current]
        return row

    def _put_rest(self, question: Question, rest: str, label: str) -> None:
        """Put what was written beside an answer to the question that asks more about it, or keep it."""
        details = next(
            (q for s in self._vocabulary.form.sections for q in s.questions if q.details_of == question.id), None
        )
        if details is not None and not re.fullmatch(r"\W*(?:yes|no|n/?a)?\W*", rest, re.IGNORECASE):
            answer = answer_of(details, (Text(rest),), today=self._today)
            if answer is not None and not answer.is_unread:
                self._put(details, answer, label, _CERTAIN, (Text(rest),))
                return
        self._unmatched.append(Unmatched(label, rest))

    def _keep(self, label: str, lines: Lines) -> None:
        text = all_words(lines)
        if text:
            self._unmatched.append(Unmatched(label, text))


_RELATIVES = frozenset({
    "mother", "father", "brother", "sister", "sibling", "grandmother", "grandfather", "uncle", "aunt", "partner", "guardian", "step father", "stepfather", "step mother", "stepmother",
    "half sibling", "half brother", "half sister", "maternal grandmother", "paternal grandmother", "maternal grandfather", "paternal grandfather", "foster carer", "mum", "dad", "birth mother", "birth father",
    "mother partner", "grandparent", "step parent",
})  # fmt: skip


def _same_person(one: str, other: str) -> bool:
    """Tell whether two names may be one person's: the last names are the same, and the first letters."""
    left, right = one.replace(",", " ").casefold().split(), other.replace(",", " ").casefold().split()
    return bool(left) and bool(right) and (left[-1] == right[-1] or set(left) == set(right))


def _relative(text: str) -> str:
    label = label_of(text)
    return label.person if label.person in _RELATIVES else ""


def _is_unread(value: Value) -> bool:
    return isinstance(value, dict) and "unread" in value


def _as_text(value: Value) -> str:
    if isinstance(value, dict):
        return ", ".join(value.values())
    return value if isinstance(value, str) else ", ".join(value)
