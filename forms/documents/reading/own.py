"""The Board's own blank form, filled in: every place carries the name of its question, so nothing is guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from types import MappingProxyType

from forms.answers.kinds import parse_answer
from forms.answers.problem import AnswerProblem
from forms.answers.text import for_comparing
from forms.documents.blank import KINDS, printed
from forms.documents.content import EMPTY_BOX, TICKED, Block, Content, MarkKind, Text
from forms.documents.reading.lines import part, plain
from forms.documents.reading.own_text import boxes_of
from forms.documents.reading.result import Found, Reading, Unmatched
from forms.documents.reading.values import Answer, answer_of
from forms.vocabulary import Form, Kind, Question
from forms.words import say

_NAME = re.compile(r"(?:(?P<group>\w+)\[(?P<row>\d+)\]\.)?(?P<name>\w+)(?:/(?P<part>\w+))?")

_LONG_ENOUGH = 12
"""Letters: a shorter line is known only as a whole."""


def read_own(content: Content, form: Form, *, today: date) -> Reading:
    """Read the answers by the names of their places. A name that the form does not have is kept as unmatched."""
    written: dict[tuple[str, int, str], dict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    unmatched: list[Unmatched] = []
    for name, text in _gaps(content.blocks):
        found = _NAME.fullmatch(name)
        question = _question(form, found) if found else None
        if found is None or question is None:
            if text.text.strip():
                unmatched.append(Unmatched(name, text.text.strip()))
            continue
        written[(found["group"] or "", int(found["row"] or 0), found["name"])][found["part"] or ""].append(text)
    fields: dict[str, Found] = {}
    rows: dict[str, dict[int, dict[str, Found]]] = defaultdict(lambda: defaultdict(dict))
    for (group, row, name), parts in written.items():
        question = form.question(f"{group}.{name}" if group else name)
        answer = _answer(question, parts, today)
        if answer is None:
            continue
        if answer.rest:
            unmatched.append(Unmatched(question.label, answer.rest))
        read = Found(answer.value, question.label, 1.0)
        if group:
            rows[group][row][name] = read
        else:
            fields[name] = read
    return Reading(
        fields=MappingProxyType(fields),
        tables=MappingProxyType(
            {group: tuple(MappingProxyType(found[row]) for row in sorted(found)) for group, found in rows.items()}
        ),
        unmatched=(*unmatched, *_beside(content, form)),
        troubles=content.troubles,
        form=content.form,
        version=content.version,
    )


def has_gaps(blocks: Iterable[Block]) -> bool:
    """Tell whether a document still has the named places that it was made with."""
    return next(_gaps(blocks), None) is not None


def _gaps(blocks: Iterable[Block]) -> Iterator[tuple[str, Text]]:
    for text in _texts(blocks):
        for mark in text.marks:
            if mark.kind is MarkKind.GAP and mark.name:
                yield mark.name, part(text, mark.start, mark.end)


def _beside(content: Content, form: Form) -> Iterator[Unmatched]:
    """Give what stands in no place and is not printed on the form."""
    known = {for_comparing(line) for kind in KINDS for line in printed(form, kind)}
    known |= {for_comparing(choice.label) for question in _questions(form) for choice in boxes_of(question)}
    known |= {for_comparing(f"{say(f'blank_form.{each}')}:") for each in ("name", "date")}
    known.add(for_comparing(say("blank_form.choose")))
    begun = False
    for text in _texts(content.blocks):
        begun = begun or for_comparing(text.text) == for_comparing(form.sections[0].title)
        for line in re.split(rf"[\n{TICKED}{EMPTY_BOX}]", _without_places(text)) if begun else ():
            if line.strip() and not _is_printed(for_comparing(line), known) and content.version not in line:
                yield Unmatched("", line.strip())


def _is_printed(line: str, known: set[str]) -> bool:
    """Tell whether a line is one of those known, or the beginning or the end of one that was wrapped."""
    if line in known:
        return True
    return len(line) >= _LONG_ENOUGH and any(each.startswith(line) or each.endswith(line) for each in known)


def _texts(blocks: Iterable[Block]) -> Iterator[Text]:
    for block in blocks:
        if isinstance(block, Text):
            yield block
        else:
            for cell in (cell for row in block.rows for cell in row):
                yield from _texts(cell.blocks)


def _without_places(text: Text) -> str:
    """Give what stands around the places, a line break for each letter in one."""
    kept = [*text.text]
    for mark in text.marks:
        if mark.kind is MarkKind.GAP and mark.name:
            kept[mark.start : mark.end] = "\n" * (mark.end - mark.start)
    return "".join(kept)


def _questions(form: Form) -> Iterator[Question]:
    return (question for section in form.sections for question in section.questions)


def _question(form: Form, found: re.Match[str]) -> Question | None:
    try:
        return form.question(f"{found['group']}.{found['name']}" if found["group"] else found["name"])
    except KeyError:
        return None


def _answer(question: Question, parts: dict[str, list[Text]], today: date) -> Answer | None:
    whole = tuple(parts.pop("", ()))
    if question.kind is Kind.SIGNATURE and parts:
        return _parsed(question, {name: plain(texts) for name, texts in parts.items()}, today)
    if parts:
        ticked = [name for name, texts in parts.items() if any(TICKED in text.text for text in texts)]
        return _parsed(question, ticked, today) if ticked else None
    text = "\n".join(line.text for line in whole).strip()
    answer = _parsed(question, text, today) if text else None
    return answer_of(question, whole, today=today) if answer is None or answer.is_unread else answer


def _parsed(question: Question, typed: str | list[str] | dict[str, str], today: date) -> Answer | None:
    try:
        value = parse_answer(question, typed, today=today)
    except AnswerProblem:
        said = typed if isinstance(typed, str) else ", ".join(typed.values() if isinstance(typed, dict) else typed)
        return Answer({"unread": said})
    return None if value is None else Answer(value)
