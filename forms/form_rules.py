"""What a form must obey beyond its shape, so that every question can be asked, shown and found again.

Source: docs/procedure.md, section 3 (the form, its ids), section 7 (what is confidential). The limits of a screen are
Slack's: https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/surfaces/modals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forms.form_lines import Path
from forms.long_texts import ALMOST_FULL, boxes
from forms.stable_ids import CHILD, DECLARATION, NEEDED, NOT_CONFIDENTIAL, PURPOSES, REFERRAL_DATE, Needed
from forms.vocabulary import NOT_KNOWN, ONE_BOX, Choice, Condition, Form, Kind, Question, Section, SharedPage

MOST_CHOICES = 100
"""Options of one select."""
MOST_QUESTIONS = 45
"""Questions of one page: a modal takes 100 blocks, and a question may take two."""
TITLE = 24
"""Characters of a modal's title."""
CHOICE_LABEL = 75
"""Characters of one option."""
LABEL = 150
"""Characters of a label: Slack would take more, but a longer one is not read."""
HINT = 300
"""Characters of a hint, likewise."""
LONG_TEXT_BOXES = 10
"""Boxes for the long texts of one page together: full ones in any script stay within what a modal may weigh."""
INTRO = 2000
"""Characters of a section's introduction and of an explanation; a text block takes 3,000."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,69}")
_SECTION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_WITH_CHOICES = frozenset({Kind.CHOICE, Kind.SEVERAL})
_DATES = frozenset({Kind.DATE, Kind.APPROXIMATE_DATE})
_YES_AND_NO = frozenset({"yes", "no"})


@dataclass(frozen=True)
class Breach:
    """One broken rule: where, and which sentence of ``words/en/form.toml`` under ``[mistake]`` tells it."""

    path: Path
    rule: str
    values: Mapping[str, object] = field(default_factory=dict)


def breaches(form: Form) -> Iterator[Breach]:
    """Give every rule that the form breaks, in the order of the form."""
    yield from _words((), "name", form.name, LABEL)
    yield from _words((), "title", form.title, LABEL)
    if not form.sections:
        yield Breach((), "no_sections")
    yield from _section_names(form)
    yield from _pages(form)
    yield from _shared_pages(form)
    asked_so_far: dict[str, Question] = {}
    ids: set[str] = set()
    for number, section in enumerate(form.sections):
        path = ("sections", number)
        yield from _section(path, section)
        yield from _conditions(path, section.id, section, asked_so_far)
        for place, question in enumerate(section.questions):
            question_path = (*path, "questions", place)
            if question.id in ids:
                yield Breach((*question_path, "id"), "duplicate_question", {"id": question.id})
            ids.add(question.id)
            yield from _question(question_path, section, question)
            yield from _conditions(question_path, question.id, question, asked_so_far)
            if section.group is None:
                asked_so_far[question.id] = question
    yield from _stable_ids(form)


def _words(path: Path, name: str, text: str, limit: int) -> Iterator[Breach]:
    if not text.strip():
        yield Breach((*path, name), "blank", {"field": name})
    elif len(text) > limit:
        yield Breach((*path, name), "too_long", {"field": name, "length": len(text), "limit": limit})


def _section_names(form: Form) -> Iterator[Breach]:
    for name in ("id", "group"):
        seen: set[str] = set()
        for number, section in enumerate(form.sections):
            value = section.id if name == "id" else section.group
            if value in seen:
                rule = "duplicate_section" if name == "id" else "duplicate_group"
                yield Breach(("sections", number, name), rule, {name: value})
            if value is not None:
                seen.add(value)


def _pages(form: Form) -> Iterator[Breach]:
    begun: dict[str, list[Section]] = {}
    previous = None
    for number, section in enumerate(form.sections):
        path, page = ("sections", number, "page"), section.page
        before = begun.setdefault(page, [])
        if before and previous != page:
            yield Breach(path, "torn_page", {"page": page})
        if before and any(one.group is not None for one in (*before, section)):
            yield Breach(path, "mixed_page", {"page": page})
        before.append(section)
        count = sum(len(one.questions) for one in before)
        if count > MOST_QUESTIONS:
            yield Breach(path, "full_page", {"page": page, "count": count, "limit": MOST_QUESTIONS})
        yield from _long_texts(path, page, before)
        previous = page


def _long_texts(path: Path, page: str, sections: Iterable[Section]) -> Iterator[Breach]:
    asked = (question for section in sections for question in section.questions)
    count = sum(boxes(question.longest) for question in asked if question.kind is Kind.LONG_TEXT)
    if count > LONG_TEXT_BOXES:
        yield Breach(path, "long_texts", {"page": page, "count": count, "limit": LONG_TEXT_BOXES, "one": ALMOST_FULL})


def _shared_pages(form: Form) -> Iterator[Breach]:
    taken = {section.page for section in form.sections}
    for number, page in enumerate(form.shared_pages):
        path = ("shared_pages", number)
        if not _ID.fullmatch(page.id):
            yield Breach(path, "bad_id", {"id": page.id})
        if page.id in taken:
            yield Breach(path, "duplicate_page", {"id": page.id})
        taken.add(page.id)
        yield from _sections_together(path, form, page)


def _sections_together(path: Path, form: Form, page: SharedPage) -> Iterator[Breach]:
    ids = [section.id for section in form.sections]
    together = [section for section in form.sections if section.id in page.sections]
    for section_id in page.sections:
        if section_id not in ids:
            yield Breach(path, "shared_page_section", {"id": page.id, "section": section_id})
    if not together:
        yield Breach(path, "shared_page_empty", {"id": page.id})
        return
    if form.sections[-1].page in {section.page for section in together}:
        yield Breach(path, "shared_page_last", {"id": page.id})
    if sum(section.group is not None for section in together) > 1:
        yield Breach(path, "shared_page_rows", {"id": page.id})
    count = sum(len(section.questions) for section in together)
    if count > MOST_QUESTIONS:
        yield Breach(path, "full_page", {"page": page.id, "count": count, "limit": MOST_QUESTIONS})
    yield from _long_texts(path, page.id, together)
    before = form.sections[: form.sections.index(together[0])]
    above = {question.id: question for section in before if section.group is None for question in section.questions}
    for found in _condition(page.when, above):
        yield Breach(path, found.rule, {"id": page.id, **found.values})


def _section(path: Path, section: Section) -> Iterator[Breach]:
    if not _SECTION_ID.fullmatch(section.id):
        yield Breach((*path, "id"), "bad_section_id", {"id": section.id})
    yield from _words(path, "title", section.title, TITLE)
    if not _ID.fullmatch(section.page):
        yield Breach((*path, "page"), "bad_id", {"id": section.page})
    if section.intro:
        yield from _words(path, "intro", section.intro, INTRO)
    if not section.questions:
        yield Breach(path, "no_questions", {"id": section.id})
    yield from _rows(path, section)
    yield from _one_of_groups(path, section)


def _rows(path: Path, section: Section) -> Iterator[Breach]:
    if section.group is None:
        for name in ("row_name", "at_least_one", "at_least_one_if", "order_by"):
            if getattr(section, name):
                yield Breach((*path, name), "rows_without_group", {"id": section.id, "field": name})
        return
    if not _ID.fullmatch(section.group):
        yield Breach((*path, "group"), "bad_id", {"id": section.group})
    if not section.row_name.strip():
        yield Breach(path, "row_name_needed", {"id": section.id})
    elif len(section.row_name) > TITLE:
        yield from _words(path, "row_name", section.row_name, TITLE)
    dates = {question.id for question in section.questions if question.kind in _DATES}
    if section.order_by is not None and section.order_by not in dates:
        yield Breach((*path, "order_by"), "order_by", {"id": section.id, "question": section.order_by})


def _one_of_groups(path: Path, section: Section) -> Iterator[Breach]:
    sizes = Counter(question.one_of_group for question in section.questions)
    for place, question in enumerate(section.questions):
        where = (*path, "questions", place, "one_of_group")
        if question.one_of_group is None:
            continue
        if sizes[question.one_of_group] == 1:
            yield Breach(where, "one_of_group_alone", {"id": question.id, "group": question.one_of_group})
        if question.required or question.required_if is not None:
            yield Breach(where, "one_of_group_required", {"id": question.id})


def _question(path: Path, section: Section, question: Question) -> Iterator[Breach]:
    yield from _question_id((*path, "id"), section, question)
    yield from _words(path, "label", question.label, LABEL)
    for name, limit in (("hint", HINT), ("explain", INTRO), ("why_needed", HINT)):
        if text := getattr(question, name):
            yield from _words(path, name, text, limit)
    if question.longest != ONE_BOX and question.kind is not Kind.LONG_TEXT:
        yield Breach((*path, "longest"), "longest_not_wanted", {"id": question.id})
    yield from _choices(path, question)
    if not question.confidential and question.id not in NOT_CONFIDENTIAL:
        yield Breach((*path, "confidential"), "must_be_confidential", {"id": question.id})
    if question.filled_by_bot and question.id != REFERRAL_DATE:
        yield Breach((*path, "filled_by_bot"), "filled_by_bot", {"id": question.id})
    if question.id == REFERRAL_DATE and not question.filled_by_bot:
        yield Breach((*path, "id"), "not_filled_by_bot", {"id": question.id})


def _question_id(path: Path, section: Section, question: Question) -> Iterator[Breach]:
    group, stop, name = question.id.rpartition(".")
    if section.group is None and stop:
        yield Breach(path, "id_inside_no_group", {"id": question.id})
    elif section.group is not None and group != section.group:
        yield Breach(path, "id_outside_group", {"id": question.id, "group": section.group})
    elif not _ID.fullmatch(name):
        yield Breach(path, "bad_id", {"id": question.id})


def _choices(path: Path, question: Question) -> Iterator[Breach]:
    if question.kind not in _WITH_CHOICES:
        if question.choices:
            kind = question.kind.value
            yield Breach((*path, "choices"), "choices_not_wanted", {"id": question.id, "kind": kind})
        return
    if not question.choices:
        yield Breach(path, "choices_needed", {"id": question.id})
    count = len(question.choices) + question.not_known_allowed
    if count > MOST_CHOICES:
        yield Breach((*path, "choices"), "too_many_choices", {"id": question.id, "count": count, "limit": MOST_CHOICES})
    seen: set[str] = set()
    for place, choice in enumerate(question.choices):
        yield from _choice((*path, "choices", place), choice, seen)
        seen.add(choice.id)


def _choice(path: Path, choice: Choice, seen: set[str]) -> Iterator[Breach]:
    if choice.id == NOT_KNOWN:
        yield Breach(path, "reserved_choice")
    elif not _ID.fullmatch(choice.id):
        yield Breach(path, "bad_id", {"id": choice.id})
    if choice.id in seen:
        yield Breach(path, "duplicate_choice", {"id": choice.id})
    yield from (Breach(path, found.rule, found.values) for found in _words(path, "label", choice.label, CHOICE_LABEL))


def _conditions(path: Path, owner: str, what: Section | Question, above: dict[str, Question]) -> Iterator[Breach]:
    for name in ("shown_if", "at_least_one_if", "required_if"):
        condition: Condition | None = getattr(what, name, None)
        if condition is not None:
            for found in _condition(condition, above):
                yield Breach((*path, name), found.rule, {"id": owner, **found.values})


def _condition(condition: Condition, above: dict[str, Question]) -> Iterator[Breach]:
    given = [condition.question is not None, *map(bool, (condition.all_of, condition.any_of, condition.none_of))]
    if sum(given) != 1 or (condition.is_one_of and condition.question is None):
        yield Breach((), "condition_shape")
        return
    for inner in (*condition.all_of, *condition.any_of, *condition.none_of):
        yield from _condition(inner, above)
    if condition.question is not None:
        yield from _looks_at(condition.question, condition.is_one_of, above)


def _looks_at(question_id: str, chosen: Iterable[str], above: dict[str, Question]) -> Iterator[Breach]:
    question = above.get(question_id)
    if question is None:
        yield Breach((), "condition_question", {"question": question_id})
        return
    possible = _possible_choices(question)
    if not possible:
        yield Breach((), "condition_kind", {"question": question_id})
        return
    if not chosen:
        yield Breach((), "condition_empty", {"question": question_id})
    for choice in chosen:
        if choice not in possible:
            yield Breach((), "condition_choice", {"question": question_id, "choice": choice})


def _possible_choices(question: Question) -> frozenset[str]:
    if question.kind is Kind.YES_NO:
        possible = _YES_AND_NO
    elif question.kind in _WITH_CHOICES:
        possible = frozenset(choice.id for choice in question.choices)
    else:
        return frozenset()
    return possible | {NOT_KNOWN} if question.not_known_allowed else possible


def _stable_ids(form: Form) -> Iterator[Breach]:
    places = {
        question.id: (("sections", number, "questions", place), section, question)
        for number, section in enumerate(form.sections)
        for place, question in enumerate(section.questions)
    }
    for needed in NEEDED:
        if needed.id not in places:
            yield Breach((), "needed_question", {"id": needed.id})
        else:
            yield from _needed(needed, *places[needed.id])
    if DECLARATION in places and places[DECLARATION][1].page != form.sections[-1].page:
        yield Breach((*places[DECLARATION][0], "id"), "declaration_last", {"id": DECLARATION})
    if CHILD in places and not places[CHILD][1].at_least_one:
        path, section, _ = places[CHILD]
        yield Breach(path[:2], "needed_rows", {"id": section.id})


def _needed(needed: Needed, path: Path, section: Section, question: Question) -> Iterator[Breach]:
    if question.kind is not needed.kind:
        yield Breach((*path, "kind"), "needed_kind", {"id": needed.id, "kind": needed.kind.value})
    offered = {choice.id for choice in question.choices}
    for choice in sorted(needed.choices - offered):
        yield Breach((*path, "choices"), "needed_choice", {"id": needed.id, "choice": choice})
    if needed.id == "purpose":
        for choice in sorted(offered - PURPOSES):
            yield Breach((*path, "choices"), "unknown_route", {"id": needed.id, "choice": choice})
    always = question.required and question.shown_if is None and section.shown_if is None
    if needed.required and not always:
        yield Breach(path, "needed_required", {"id": needed.id})
