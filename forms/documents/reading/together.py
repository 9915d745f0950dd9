"""Places that answer several questions side by side: “Agency & designation”, “Name, DOB and school of child”."""

from __future__ import annotations

from collections.abc import Sequence

from forms.documents.reading.findings import LIKELY, SURE
from forms.documents.reading.labels import Label
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.names import name_of
from forms.documents.reading.several import asked_together, taken_apart
from forms.documents.reading.sheet import Sheet
from forms.documents.reading.values import Answer, answer_of, fits
from forms.documents.reading.where import OF_A_JOB
from forms.vocabulary import About, Question

_EITHER = frozenset({"date_of_birth", "expected_birth", "age"})
"""“DOB or EDD” asks for one of them."""
_OF_A_CHILD = frozenset({"date_of_birth", "gender", "school"})
_OF_AN_INCIDENT = frozenset({"date", "location"})
_TRUSTED = 0.9
_ASKED = 0.75


def take_together(sheet: Sheet, label: str, found: Label, value: Lines) -> bool:
    """Take a place apart to the questions that its label asks; tell whether it asks several."""
    parts = asked_together(label)
    if not parts or "signature" in parts:
        return False
    about = _about(sheet, found, frozenset(parts))
    if set(parts) <= _EITHER:
        return _take_either(sheet, label, value, parts, about or About.CHILD)
    questions = {part: questions_of(sheet, part, about) for part in parts}
    if len({question.id for asked in questions.values() for question in asked}) < 2:
        return False
    taken, trust, rest = taken_apart(parts, plain(value))
    sheet.where.look(found)
    sheet.where.near = about or sheet.where.near
    for part, words in taken.items():
        _put(sheet, questions[part], words, label, trust)
    sheet.findings.keep(label, rest)
    return True


def asks_several(sheet: Sheet, label: str, about: About) -> bool:
    """Tell whether a label asks several questions about somebody."""
    parts = asked_together(label)
    return len({question.id for part in parts for question in questions_of(sheet, part, about)}) > 1


def questions_of(sheet: Sheet, part: str, about: About | None) -> tuple[Question, ...]:
    """Give the question, or both for a child's full name, that one of several parts of a label asks."""
    if about is None and part in _OF_AN_INCIDENT:
        matches = sheet.vocabulary.matches(f"{part} of incident")
        return tuple(match.question for match in matches[:1] if match.score >= _ASKED and match.about is None)
    names = ("last_name", "first_names") if part == "name" and about is About.CHILD else (part,)
    return tuple(question for name in names if (question := sheet.question(name, about)))


def put_name(sheet: Sheet, questions: Sequence[Question], written: str, label: str, trust: float) -> None:
    """Put a child's full name to the questions for the last name and the first names."""
    name = name_of(written)
    confidence = SURE if name.trust >= _TRUSTED and trust >= _TRUSTED - 0.03 else LIKELY
    for question, part in zip(questions, (name.last, name.first), strict=True):
        if part:
            sheet.findings.put(question, Answer(part), label, confidence, part)


def _about(sheet: Sheet, found: Label, parts: frozenset[str]) -> About | None:
    if parts >= _OF_AN_INCIDENT:
        return None
    about = sheet.where.about_whom(found)
    if about is None and parts & OF_A_JOB:
        return About.REFERRER
    return About.CHILD if about is None and parts & _OF_A_CHILD else about


def _put(sheet: Sheet, questions: Sequence[Question], words: str, label: str, trust: float) -> None:
    if len(questions) == 2:
        put_name(sheet, questions, words, label, trust)
    elif not questions or not sheet.put_words(questions[0], words, label, trust=trust):
        sheet.findings.keep(label, words)


def _take_either(sheet: Sheet, label: str, value: Lines, parts: Sequence[str], about: About) -> bool:
    for question in (question for part in parts for question in questions_of(sheet, part, about)):
        answer = answer_of(question, value, today=sheet.today)
        if answer is not None and fits(question, value, today=sheet.today):
            sheet.findings.put(question, answer, label, SURE, plain(value))
            return True
    return False
