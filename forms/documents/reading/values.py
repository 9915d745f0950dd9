"""What was written in one place, as an answer to one question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from forms.answers.choices import means_not_known
from forms.answers.kinds import parse_answer
from forms.answers.problem import AnswerProblem
from forms.answers.text import is_blank
from forms.documents.reading.choices import chosen_id, offers_all, yes_no_and_more
from forms.documents.reading.labels import label_of
from forms.documents.reading.lines import Lines, all_words, plain
from forms.documents.reading.ticks import has_boxes, marked_choice, side_by_side, ticks_of
from forms.vocabulary import NOT_KNOWN, Kind, Question, Value

_CHOSEN = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO})
_DATE = re.compile(
    r"\b\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ -]\d{2,4}\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^[\s\-–—_.…/\\]*$|^(?:n/?a|not applicable|as above|see above|ditto)\.?$", re.IGNORECASE)
_GUIDANCE = re.compile(
    r"^(?:click (?:or tap )?(?:here|to) .*|enter text.*|choose an item\.?|select an item\.?|dd ?[/.-]? ?mm ?[/.-]? ?yy(?:yy)?|\(?(?:please )?(?:specify|tick|circle|delete as (?:appropriate|applicable|necessary)).*)$",
    re.IGNORECASE,
)


_TEMPLATE = re.compile(r"^(?:yes\s*[/|]\s*no(?:\s*[/|]\s*(?:not known|n/?k|don't know|unknown))?)\b\W*", re.IGNORECASE)
"""Choices that were printed and left standing before what was written."""
_CLEAR = 0.95
_SHORT = 25


@dataclass(frozen=True)
class Answer:
    """An answer, how far it may be trusted (1 fully), and what was written there besides."""

    value: Value = field(repr=False)
    trust: float = 1.0
    rest: str = field(default="", repr=False)

    @property
    def is_unread(self) -> bool:
        """Whether what was written is not understood."""
        return isinstance(self.value, dict) and "unread" in self.value


def is_nothing(lines: Lines) -> bool:
    """Tell whether nothing was filled in: no words, a line to write on, or what tells to write there."""
    text = plain(lines).strip()
    return is_blank(text) or bool(re.fullmatch(r"[\s\-–—_.…:/\\()]*", text)) or bool(_GUIDANCE.match(text))


def answer_of(question: Question, lines: Lines, *, today: date, label: str = "") -> Answer | None:
    """Read what was written under a question; None where nothing was, or nothing was chosen."""
    if is_nothing(lines):
        return None
    if question.kind in _CHOSEN:
        return _chosen(question, lines, label, today)
    text = plain(lines)
    if has_boxes(text):
        ticks = ticks_of(lines)
        if ticks is not None:
            text = "; ".join((*ticks.ticked, *filter(None, [ticks.beside])))
            if not text:
                return None
    return _written(question, text, today)


def fits(question: Question, lines: Lines, *, today: date) -> bool:
    """Tell whether what was written can be an answer of the question's kind."""
    answer = answer_of(question, lines, today=today)
    return (
        answer is not None
        and not answer.is_unread
        and (question.kind is not Kind.TEXT or not _DATE.fullmatch(plain(lines).strip()))
    )


def dates_in(text: str) -> list[re.Match[str]]:
    """Give every date in figures or words within a text."""
    return list(_DATE.finditer(text))


def _written(question: Question, text: str, today: date) -> Answer | None:
    if _NOTHING.match(text) and question.kind not in {Kind.TEXT, Kind.LONG_TEXT, Kind.ADDRESS}:
        return None
    try:
        value = parse_answer(question, text, today=today)
    except AnswerProblem:
        return _part_of(question, text, today) or Answer({"unread": text})
    return None if value is None else Answer(value)


def _part_of(question: Question, text: str, today: date) -> Answer | None:
    """Read the one part of a text that is an answer of the question's kind: “3 April 2019 (aged 7)”."""
    if (
        (question.kind in {Kind.DATE, Kind.APPROXIMATE_DATE} and len(found := dates_in(text)) == 1)
        or (question.kind is Kind.EMAIL and len(found := list(re.finditer(r"[^\s<>,;:()]+@[^\s<>,;()]+\w", text))) == 1)
        or (
            question.kind is Kind.NHS_NUMBER
            and len(found := list(re.finditer(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", text))) == 1
        )
    ):
        part = found[0]
    else:
        return None
    try:
        value = parse_answer(question, part[0], today=today)
    except AnswerProblem:
        return None
    rest = f"{text[: part.start()]}{text[part.end() :]}".strip(" ,;()")
    return None if value is None else Answer(value, 0.97, rest and text)


def _chosen(question: Question, lines: Lines, label: str, today: date) -> Answer | None:
    text = plain(lines)
    ticks = ticks_of(lines)
    if ticks is not None:
        return _ticked(question, ticks.ticked, ticks.offered, ticks.beside, label)
    if question.kind is Kind.SEVERAL:
        return _several(question, text, today)
    bold = marked_choice(lines)
    if bold is not None and (found := chosen_id(question, bold)) and offers_all(question, side_by_side(text)):
        return Answer(found[0], 0.97)
    parts = side_by_side(text)
    if len(parts) > 1 and offers_all(question, parts):
        return None
    return _said(question, text.strip(" /|[]"), label)


def _said(question: Question, text: str, label: str) -> Answer | None:
    """Read a choice made in words, with or without more after it."""
    text = _TEMPLATE.sub("", text).strip(" /|[]")
    if not text or _NOTHING.match(text):
        return None
    whole = chosen_id(question, text) if question.kind is Kind.CHOICE else None
    if whole is not None and whole[1] >= _CLEAR:
        return Answer(whole[0], 1.0 if whole[1] >= 1 else 0.95, "" if whole[1] >= 1 or len(text) <= _SHORT else text)
    answered = yes_no_and_more(text)
    if answered is not None and answered[1] and question.kind is Kind.CHOICE and not re.match(r"\w+\W*[^\w\s]", text):
        answered = None
    if question.kind is Kind.YES_NO:
        if answered is not None:
            return Answer(answered[0], 1.0 if not answered[1] else 0.97, answered[1])
        if means_not_known(text) and question.not_known_allowed:
            return Answer(NOT_KNOWN)
        return Answer({"unread": text})
    ids = {choice.id for choice in question.choices}
    if answered is not None and not {"yes", "no"} <= ids:
        named = re.match(r"[^:,;.(–—-]+", answered[1])
        if named is not None and (found := chosen_id(question, named[0])) is not None and found[1] >= 0.8:
            return Answer(found[0], 0.95, answered[1][named.end() :].strip(" :,;.()–—-"))
        implied = _implied(question, answered[0], label)
        if implied is not None:
            return Answer(implied, 0.96, answered[1])
        if answered[1]:
            text = answered[1]
    elif answered is not None:
        return Answer(answered[0], 1.0, answered[1])
    found = chosen_id(question, text)
    if found is not None:
        choice, trust = found
        return Answer(choice, max(trust, 0.93) if trust >= 0.8 else 0.85, "" if trust >= 0.99 else text)
    for end in re.finditer(r"[,;:(\n–—]| - ", text):
        if (found := chosen_id(question, text[: end.start()])) is not None and found[1] >= 0.8:
            return Answer(found[0], 0.95, text[end.end() :].strip(" )"))
    return Answer({"unread": text})


def _implied(question: Question, yes_or_no: str, label: str) -> str | None:
    """Give the choice that “yes” or “no” under a label makes: “previously on a plan?” yes is a plan before."""
    asked = label_of(label).words
    if yes_or_no == "yes":
        named = [
            choice.id
            for choice in question.choices
            if any(asked & label_of(said).words and said.casefold() in label.casefold() for said in choice.aliases)
        ]
        if len(named) == 1:
            return named[0]
    return next(
        (choice.id for choice in question.choices if yes_or_no in {alias.casefold() for alias in choice.aliases}), None
    )


def _ticked(
    question: Question, ticked: tuple[str, ...], offered: tuple[str, ...], beside: str, label: str
) -> Answer | None:
    if not ticked:
        return _said_or_nothing(question, beside, label)
    read = [
        _said(question, words, label) if question.kind is not Kind.SEVERAL else _one(question, words)
        for words in ticked
    ]
    known = [answer for answer in read if answer is not None and not answer.is_unread]
    strange = [words for words, answer in zip(ticked, read, strict=True) if answer is None or answer.is_unread]
    rest = "\n".join(filter(None, [*strange, *(answer.rest for answer in known), beside]))
    trust = min((answer.trust for answer in known), default=1.0)
    if not known:
        return Answer({"unread": "\n".join(filter(None, [*ticked, beside]))})
    if question.kind is Kind.SEVERAL:
        chosen = {answer.value for answer in known if isinstance(answer.value, str)}
        if chosen == {NOT_KNOWN}:
            return Answer(NOT_KNOWN, trust, rest)
        return Answer([choice.id for choice in question.choices if choice.id in chosen], trust, rest)
    values = {str(answer.value) for answer in known}
    if len(values) > 1:
        return Answer({"unread": "\n".join(ticked)})
    return Answer(known[0].value, trust, rest)


def _said_or_nothing(question: Question, beside: str, label: str) -> Answer | None:
    if not beside or question.kind is Kind.SEVERAL:
        return None
    answer = _said(question, beside, label)
    return None if answer is None or answer.is_unread else answer


def _one(question: Question, words: str) -> Answer | None:
    found = chosen_id(question, words)
    if found is None:
        return None
    return Answer(found[0], 1.0 if found[1] >= 0.8 else 0.85, "" if found[1] >= 0.99 else words)


def _several(question: Question, text: str, today: date) -> Answer | None:
    try:
        value = parse_answer(question, text, today=today)
    except AnswerProblem:
        pass
    else:
        return None if value is None else Answer(value)
    parts = [part.strip(" -•*") for part in re.split(r"[\n;]", text) if part.strip(" -•*")]
    for separator in (r"[\n;]", r"[\n;,]"):
        parts = [part.strip(" -•*") for part in re.split(separator, text) if part.strip(" -•*")]
        read = [_one(question, part) for part in parts]
        if all(answer is not None for answer in read):
            break
    known = [answer for answer in read if answer is not None]
    if not known:
        return Answer({"unread": text})
    chosen = {answer.value for answer in known if isinstance(answer.value, str)} - {NOT_KNOWN}
    is_whole = len(known) == len(parts) and all(answer.trust == 1.0 for answer in known)
    ids = [choice.id for choice in question.choices if choice.id in chosen]
    return Answer(
        ids or NOT_KNOWN, 0.95 if is_whole else 0.8, "" if is_whole and all(not a.rest for a in known) else text
    )


def words_in(lines: Lines) -> str:
    """Give all that was written, to be kept where it answers nothing."""
    return all_words(lines)
