"""Answers to questions with choices: ticked, left standing, made bold, or said in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forms.answers.choices import means_not_known
from forms.documents.reading.answer import NOTHING, Answer
from forms.documents.reading.choices import chosen_id, offers_all, yes_no_and_more
from forms.documents.reading.labels import label_of
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.ticks import Ticks, marked_choice, side_by_side, ticks_of
from forms.vocabulary import NOT_KNOWN, Kind, Question

_TEMPLATE = re.compile(r"^(?:yes\s*[/|]\s*no(?:\s*[/|]\s*(?:not known|n/?k|don't know|unknown))?)\b\W*", re.IGNORECASE)
"""Choices that were printed and left standing before what was written."""
_YES_OR_NO_ALONE = re.compile(r"\w+(?:\W*[^\w\s]|$)")
_BEFORE_MORE = re.compile(r"[^:,;.(–—-]+")
_ENDS_A_CHOICE = re.compile(r"[,;:(\n–—]| - ")
_IN_WORDS = (r"[\n;]", r"[\n;,]")
_WHOLE, _CLEAR, _CHOSEN, _LIKELY = 1.0, 0.95, 0.8, 0.85
_SHORT = 25
"""Characters of which none is lost when a choice is taken for them."""


def selected(question: Question, lines: Lines, label: str) -> Answer | None:
    """Read a choice, or several; None where none was made."""
    ticks = ticks_of(lines)
    if ticks is not None:
        return _ticked(question, ticks, label)
    text = _TEMPLATE.sub("", plain(lines)) or plain(lines)
    if question.kind is Kind.SEVERAL:
        return _several(question, text)
    offered = offers_all(question, side_by_side(text))
    bold = marked_choice(lines)
    if offered and bold is not None and (found := chosen_id(question, bold)) is not None:
        return Answer(found[0], _CLEAR)
    return None if offered else _said(question, text, label)


def _said(question: Question, written: str, label: str) -> Answer | None:
    """Read one choice made in words, with or without more after it."""
    text = _TEMPLATE.sub("", written).strip(" /|[]")
    if not text or NOTHING.match(text):
        return None
    if question.kind is Kind.YES_NO:
        return _yes_or_no(question, text)
    answered = yes_no_and_more(text)
    if answered is not None and not answered[1]:
        return _answered(question, answered, label) or Answer({"unread": text})
    found = chosen_id(question, text)
    if found is not None and found[1] >= _CLEAR:
        return Answer(found[0], _WHOLE, "" if found[1] >= _WHOLE or len(text) <= _SHORT else text)
    if answered is not None and (answered[0] == "yes" or _YES_OR_NO_ALONE.match(text)):
        return _answered(question, answered, label) or _with_more(question, answered[1] or text)
    if found is not None:
        return Answer(found[0], _CLEAR if found[1] >= _CHOSEN else _LIKELY, text)
    return _with_more(question, text)


def _yes_or_no(question: Question, text: str) -> Answer:
    answered = yes_no_and_more(text)
    if answered is not None:
        return Answer(answered[0], _WHOLE, answered[1])
    is_not_known = means_not_known(text) and question.not_known_allowed
    return Answer(NOT_KNOWN) if is_not_known else Answer({"unread": text})


def _answered(question: Question, answered: tuple[str, str], label: str) -> Answer | None:
    """Read “Yes - previous: neglect” by the choice that is named, else by what yes or no means under the label."""
    yes_or_no, more = answered
    if yes_or_no in {choice.id for choice in question.choices}:
        return Answer(yes_or_no, _WHOLE, more)
    named = _BEFORE_MORE.match(more)
    found = chosen_id(question, named[0]) if named else None
    if named is not None and found is not None and found[1] >= _CHOSEN:
        return Answer(found[0], _CLEAR, more[named.end() :].strip(" :,;.()–—-"))
    implied = _implied(question, yes_or_no, label)
    # who is not on a plan now may have been on one before
    trust = _CLEAR if yes_or_no == "yes" else _CHOSEN
    return None if implied is None else Answer(implied, trust, more)


def _with_more(question: Question, text: str) -> Answer:
    """Read a choice with something after it: “Section 20, since May”."""
    for end in _ENDS_A_CHOICE.finditer(text):
        found = chosen_id(question, text[: end.start()])
        if found is not None and found[1] >= _CHOSEN:
            return Answer(found[0], _CLEAR, text[end.end() :].strip(" )"))
    return Answer({"unread": text})


def _implied(question: Question, yes_or_no: str, label: str) -> str | None:
    """Give the choice that “yes” or “no” under a label makes: “previously on a plan?” yes is a plan before."""
    asked = label_of(label).words
    named = [
        choice.id
        for choice in question.choices
        if any(asked & label_of(said).words and said.casefold() in label.casefold() for said in choice.aliases)
    ]
    if yes_or_no == "yes" and len(named) == 1:
        return named[0]
    meant = (choice.id for choice in question.choices if yes_or_no in {said.casefold() for said in choice.aliases})
    return next(meant, None)


def _ticked(question: Question, ticks: Ticks, label: str) -> Answer | None:
    if not ticks.ticked:
        beside = _said(question, ticks.beside, label) if ticks.beside and question.kind is not Kind.SEVERAL else None
        return None if beside is None or beside.is_unread else beside
    return _chosen(question, ticks.ticked, ticks.beside, label)


def _several(question: Question, text: str) -> Answer | None:
    """Read several choices in words, set apart by lines or commas."""
    for between in _IN_WORDS:
        parts = tuple(part.strip(" -•*") for part in re.split(between, text) if part.strip(" -•*"))
        if all(chosen_id(question, part) is not None for part in parts):
            break
    return _chosen(question, parts, "", "") if parts else None


def _chosen(question: Question, words: Sequence[str], beside: str, label: str) -> Answer:
    """Read each of some choices; what is none of them is left over."""
    read = [_one(question, one) if question.kind is Kind.SEVERAL else _said(question, one, label) for one in words]
    known = [answer for answer in read if answer is not None and not answer.is_unread]
    strange = [one for one, answer in zip(words, read, strict=True) if answer is None or answer.is_unread]
    ids = {answer.value for answer in known if isinstance(answer.value, str)}
    if not known or (question.kind is not Kind.SEVERAL and len(ids) > 1):
        return Answer({"unread": "\n".join(filter(None, [*words, beside]))})
    rest = "\n".join(filter(None, [*strange, *(answer.rest for answer in known), beside]))
    trust = min(answer.trust for answer in known)
    if question.kind is not Kind.SEVERAL or ids == {NOT_KNOWN}:
        return Answer(known[0].value, trust, rest)
    return Answer([choice.id for choice in question.choices if choice.id in ids], trust, rest)


def _one(question: Question, words: str) -> Answer | None:
    found = chosen_id(question, words)
    if found is None:
        return None
    return Answer(found[0], _WHOLE if found[1] >= _CHOSEN else _LIKELY, "" if found[1] >= _WHOLE else words)
