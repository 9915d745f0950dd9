"""What was written in one place, as an answer to one question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from forms.answers.kinds import parse_answer
from forms.answers.problem import AnswerProblem
from forms.answers.text import is_blank
from forms.documents.reading.answer import NOTHING, Answer
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.selected import selected
from forms.documents.reading.ticks import ticks_of
from forms.vocabulary import Kind, Question

__all__ = ["Answer", "answer_of", "dates_in", "fits", "is_nothing"]

_WITH_CHOICES = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO})
_IN_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.ADDRESS})
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"\b\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -](?:{_MONTHS})[a-z]*\.?,?[ -]\d{{2,4}}\b",
    re.IGNORECASE,
)
_PATTERNS: Mapping[Kind, re.Pattern[str]] = MappingProxyType({
    Kind.DATE: _DATE,
    Kind.APPROXIMATE_DATE: _DATE,
    Kind.EMAIL: re.compile(r"[^\s<>,;:()]+@[^\s<>,;()]+\w"),
    Kind.NHS_NUMBER: re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"),
})  # fmt: skip
"""How an answer looks that can be told from words around it."""
_A_LINE_TO_WRITE_ON = re.compile(r"[\s\-–—_.…:/\\()]*")
_GUIDANCE = re.compile(
    r"(?:click (?:or tap )?(?:here|to) .*|enter text.*|choose an item\.?|select an item\.?"
    r"|dd ?[/.-]? ?mm ?[/.-]? ?yy(?:yy)?"
    r"|\(?(?:please )?(?:specify|tick|circle|delete as (?:appropriate|applicable|necessary)).*)",
    re.IGNORECASE,
)
_IN_PART = 0.97


def is_nothing(lines: Lines) -> bool:
    """Tell whether nothing was filled in: no words, a line to write on, or what tells to write there."""
    text = plain(lines).strip()
    return is_blank(text) or bool(_A_LINE_TO_WRITE_ON.fullmatch(text)) or bool(_GUIDANCE.fullmatch(text))


def answer_of(question: Question, lines: Lines, *, today: date, label: str = "") -> Answer | None:
    """Read what was written under a question; None where nothing was, or nothing was chosen."""
    if is_nothing(lines):
        return None
    if question.kind in _WITH_CHOICES:
        return selected(question, lines, label)
    ticks = ticks_of(lines)
    text = plain(lines) if ticks is None else "; ".join(filter(None, [*ticks.ticked, ticks.beside]))
    if not text or (NOTHING.match(text) and question.kind not in _IN_WORDS):
        return None
    return _parsed(question, text, today) or _part_of(question, text, today) or Answer({"unread": text})


def fits(question: Question, lines: Lines, *, today: date) -> bool:
    """Tell whether what was written can be an answer of the question's kind; a date is none in words."""
    answer = answer_of(question, lines, today=today)
    if answer is None or answer.is_unread:
        return False
    return question.kind is not Kind.TEXT or not _DATE.fullmatch(plain(lines).strip())


def dates_in(text: str) -> list[re.Match[str]]:
    """Give every date in figures or words within a text."""
    return list(_DATE.finditer(text))


def _parsed(question: Question, text: str, today: date) -> Answer | None:
    try:
        value = parse_answer(question, text, today=today)
    except AnswerProblem:
        return None
    return None if value is None else Answer(value)


def _part_of(question: Question, text: str, today: date) -> Answer | None:
    """Read the one part of a text that is an answer of the question's kind: “3 April 2019 (aged 7)”."""
    pattern = _PATTERNS.get(question.kind)
    parts = list(pattern.finditer(text)) if pattern else []
    answer = _parsed(question, parts[0][0], today) if len(parts) == 1 else None
    if answer is None:
        return None
    around = f"{text[: parts[0].start()]}{text[parts[0].end() :]}".strip(" ,;()")
    return Answer(answer.value, _IN_PART, text if around else "")
