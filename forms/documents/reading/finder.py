"""Taking the pieces of a document one after the other: headings, labels with their values, loose lines, rows."""

from __future__ import annotations

import re

from forms.documents.content import Text, Trouble
from forms.documents.reading.choices import chosen_id, yes_no_and_more
from forms.documents.reading.findings import LIKELY, SURE, details_of
from forms.documents.reading.grids import take_grid
from forms.documents.reading.labels import Label, label_of
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.matching import CHILDS_NAME, matched
from forms.documents.reading.matching import LIKELY as LIKELY_ASKED
from forms.documents.reading.matching import SURE as SURELY_ASKED
from forms.documents.reading.meanings import NOBODY
from forms.documents.reading.names import people_in
from forms.documents.reading.pieces import Heading, Loose, Pair, Piece
from forms.documents.reading.relatives import begin_relative, take_relatives
from forms.documents.reading.result import Reading
from forms.documents.reading.sections import Place
from forms.documents.reading.several import taken_apart
from forms.documents.reading.sheet import Sheet
from forms.documents.reading.signing import Signing
from forms.documents.reading.ticks import Ticks, has_boxes, ticks_of
from forms.documents.reading.together import put_name, questions_of, take_together
from forms.documents.reading.values import Answer, answer_of, dates_in, is_nothing
from forms.documents.reading.vocabulary import Match
from forms.vocabulary import NOT_KNOWN, About, Kind, Question

_A_HEADING = 0.75
_ANSWERED_BELOW = frozenset({Kind.LONG_TEXT, Kind.SEVERAL, Kind.CHOICE, Kind.YES_NO})
_CHOSEN = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO})
_ASKS_WHETHER = re.compile(r"\W*(?:\d[\d.]*\s*)?(?:is|are|has|have|does|do|did|was|were|any)\b", re.IGNORECASE)
_SAY_LITTLE = frozenset({NOT_KNOWN, "yes", "no", "not_applicable", "other"})
"""Choices of many questions: they tell none from another."""
_MOST = 0.6
_ONLY_YES = 0.8


class Finder:
    """Takes a document piece by piece."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._where = sheet.where
        self._signing = Signing(sheet)
        self._loose: list[Text] = []

    def reading(self, troubles: tuple[Trouble, ...]) -> Reading:
        """Give all that was found."""
        self._end_loose()
        self._signing.end()
        return self._sheet.findings.reading(troubles)

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
            take_grid(self._sheet, piece, self._take_pair)

    def _take_heading(self, text: str) -> None:
        place = self._sheet.sections.place(text)
        self._where.heading = text
        if place is None:
            self._where.enter_unknown()
            return
        self._signing.end()
        self._where.enter(place)
        self._begin_row(place, text)

    def _begin_row(self, place: Place, heading: str) -> None:
        """Begin the row of one of several that a heading names, or go back to it."""
        group = place.section.group if place.section else None
        if group is None or place.is_not_asked:
            return
        if place.is_row:
            self._sheet.findings.begin_again(group, place.number)
        elif place.person:
            begin_relative(self._sheet, place.person, heading)
        elif place.number:
            self._sheet.findings.begin(group, place.number)

    # Loose lines

    def _end_loose(self) -> None:
        printed = self._sheet.vocabulary.is_printed
        lines = tuple(line for line in self._loose if line.text.strip() and not printed(line.text))
        self._loose = []
        if not lines:
            return
        self._where.was_no_heading()
        if self._where.place.is_not_asked:
            self._sheet.keep(self._where.heading, lines)
        elif not (self._take_ticks(lines) or self._answers_heading(lines)):
            self._sheet.keep(self._where.heading, lines)
            self._where.heading = ""

    def _answers_heading(self, lines: Lines) -> bool:
        """Take loose lines as the answer to the heading over them, where it asks something in words."""
        heading = self._where.heading
        found = self._sheet.vocabulary.matches(heading, self._where.about) if heading else ()
        if not found or found[0].score < SURELY_ASKED or found[0].question.kind not in _ANSWERED_BELOW:
            return False
        self._take_pair(heading, lines)
        return True

    def _take_ticks(self, lines: Lines) -> bool:
        """Take a list of tick boxes under no label to the question whose choices they are."""
        ticks = ticks_of(lines) if has_boxes(plain(lines)) else None
        if ticks is None or not ticks.ticked:
            return False
        asked = [(len(_offered(question, ticks)), question) for question in self._with_choices()]
        most, question = max(asked, key=lambda one: one[0], default=(0, None))
        answer = answer_of(question, lines, today=self._sheet.today) if question and most > 1 else None
        if question is None or answer is None or answer.is_unread:
            return False
        label = self._where.heading or "; ".join(ticks.offered)
        confidence = SURE if most >= _MOST * len(ticks.offered) else LIKELY
        self._sheet.findings.put(question, answer, label, confidence, plain(lines))
        return True

    def _with_choices(self) -> list[Question]:
        """Give the questions with choices that may be asked here."""
        here = self._where.place.section
        sections = (section for section in self._sheet.vocabulary.form.sections if not section.group or section is here)
        return [question for section in sections for question in section.questions if question.choices]

    # Labels with their values

    def _take_pair(self, label: str, value: Lines) -> None:
        found = label_of(label)
        if is_nothing(value):
            self._take_empty(label, found)
            return
        self._where.heading = ""
        if self._where.place.is_not_asked or found.is_not_asked or NOBODY in found.people:
            self._sheet.keep(label, value)
            return
        if self._take_follow_up(label, found, value) or self._signing.take(label, found, value):
            return
        self._signing.end()
        if take_relatives(self._sheet, label, found, value) or take_together(self._sheet, label, found, value):
            return
        self._where.look(found)
        match = matched(self._sheet, label, value)
        if match is None:
            self._sheet.keep(label, value)
        else:
            self._take_match(match, label, value)

    def _take_empty(self, label: str, found: Label) -> None:
        """Remember a label without a value: it may head what follows, or say whose it is."""
        heading = self._sheet.sections.strength(label)
        place = self._sheet.sections.place(label)
        is_heading = heading >= max(_A_HEADING, self._sheet.vocabulary.strength(label))
        if place is not None and (place.is_not_asked or is_heading):
            self._take_heading(label)
            return
        self._where.look(found)
        self._where.heading = label
        matches = self._sheet.vocabulary.matches(label, self._where.about)
        if matches and matches[0].score >= LIKELY_ASKED:
            self._where.last = matches[0].question

    def _take_follow_up(self, label: str, found: Label, value: Lines) -> bool:
        """Take “If yes, give details” to the question that asks more about the last one."""
        if not found.is_follow_up or self._where.last is None:
            return False
        details = details_of(self._sheet.vocabulary.form, self._where.last)
        best = next(iter(self._sheet.vocabulary.matches(label, self._where.about)), None)
        if best is not None and best.question.details_of is None and best.score >= SURELY_ASKED:
            return False
        if best is not None and best.question.details_of is not None and best.score >= LIKELY_ASKED:
            details = best.question
        if details is None:
            return False
        answer = answer_of(details, value, today=self._sheet.today, label=label)
        if answer is not None:
            self._sheet.findings.put(details, answer, label, SURE, plain(value))
        return True

    def _take_match(self, match: Match, label: str, value: Lines) -> None:
        question = match.question
        is_sure = match.score >= SURELY_ASKED
        self._where.matched(match.about, is_sure=is_sure)
        self._where.last = question
        if question.id in CHILDS_NAME and not label_of(label).words & {"last_name", "first_names"}:
            self._take_children(match, label, value)
            return
        answer = self._answer(question, label, value)
        if answer is None or (answer.is_unread and not is_sure):
            if answer is not None or question.kind not in _CHOSEN:
                self._sheet.keep(label, value)
            return
        is_trusted = answer.trust >= 0.9
        confidence = (SURE if is_sure else LIKELY) * (1 if is_trusted else answer.trust)
        self._sheet.findings.put(question, answer, label, confidence, plain(value))

    def _answer(self, question: Question, label: str, value: Lines) -> Answer | None:
        """Read what was written; “Yes, Marcia Bell” under “Is there a social worker?” is her name."""
        answer = answer_of(question, value, today=self._sheet.today, label=label)
        said = yes_no_and_more(plain(value)) if question.kind is Kind.TEXT and _ASKS_WHETHER.match(label) else None
        if said is None or answer is None:
            return answer
        return Answer(said[1], _ONLY_YES, plain(value)) if said[1] else None

    def _take_children(self, match: Match, label: str, value: Lines) -> None:
        """Take full names of children, a row each, with the date of birth where it stands beside."""
        both = questions_of(self._sheet, "name", About.CHILD)
        born = self._sheet.question("date_of_birth", About.CHILD)
        for entry in people_in(plain(value)) or [plain(value)]:
            parts = taken_apart(("name", "date_of_birth"), entry)[0] if dates_in(entry) else {"name": entry}
            if len(both) == len(CHILDS_NAME):
                put_name(self._sheet, both, parts.get("name", entry), label, match.score)
            if born is not None and "date_of_birth" in parts:
                self._sheet.put_words(born, parts["date_of_birth"], label)


def _offered(question: Question, ticks: Ticks) -> set[str]:
    """Give the choices of a question that a list of tick boxes offers."""
    return {found[0] for words in ticks.offered if (found := chosen_id(question, words))} - _SAY_LITTLE
