"""What stands in a blank form, whatever its format: the first page, the parts, and a space for each answer.

Source: docs/procedure.md, section 3. What to do if a child is in danger now comes first (section 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.answers.choices import offered
from forms.vocabulary import NOT_KNOWN, Choice, Condition, Form, Kind, Question, Section
from forms.words import say

ROWS = {"children": 3, "family": 6, "agencies": 6, "chronology": 10}
"""How many spaces a form has of each group; of a Board's own groups `USUAL_ROWS`."""
USUAL_ROWS = 4
WIDEST_TABLE = 4
"""Questions that fit side by side on a page: a group with more is laid out as a block for each row."""
MOST_BOXES = 5
"""Choices, “not known” among them, that are shown as boxes; of more, one is chosen from a list."""

SHORTEST_LINE = 36
"""Characters of all labels of boxes that stand side by side."""
_SHORT = {Kind.DATE, Kind.APPROXIMATE_DATE, Kind.AGE, Kind.PHONE, Kind.EMAIL, Kind.NHS_NUMBER}


@dataclass(frozen=True)
class Place:
    """The space for one answer. `name` is what the reader knows it by (see `forms.documents.content.Mark`)."""

    name: str
    label: str
    hints: tuple[str, ...]
    kind: Kind
    choices: tuple[Choice, ...] = ()

    @property
    def has_boxes(self) -> bool:
        """Whether it is answered by ticking boxes."""
        return bool(self.choices) and (self.kind is not Kind.CHOICE or len(self.choices) <= MOST_BOXES)

    @property
    def has_list(self) -> bool:
        """Whether one of many is chosen from a list."""
        return bool(self.choices) and not self.has_boxes

    @property
    def in_one_line(self) -> bool:
        """Whether its boxes are few and short enough to stand side by side."""
        return sum(len(choice.label) for choice in self.choices) <= SHORTEST_LINE

    @property
    def is_short(self) -> bool:
        """Whether the answer fits on one line."""
        return self.kind in _SHORT

    @property
    def is_long(self) -> bool:
        """Whether the answer is likely to run over several lines."""
        return self.kind is Kind.LONG_TEXT

    def part(self, name: str) -> str:
        """Give the name of a part of it: one box, or a signature's name or date."""
        return f"{self.name}/{name}"


@dataclass(frozen=True)
class Row:
    """One row of a group (“Child 1”)."""

    title: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Part:
    """A section: its places, or the rows of a group, side by side under their labels where `is_table`."""

    title: str
    notes: tuple[str, ...]
    places: tuple[Place, ...] = ()
    rows: tuple[Row, ...] = ()
    is_table: bool = False
    more: str = ""
    """How to add further rows."""


@dataclass(frozen=True)
class Sheet:
    """A whole blank form. `first` is its first page: headings with their paragraphs, the danger first of all."""

    title: str
    asked_by: str
    marking: str
    first: tuple[tuple[str, tuple[str, ...]], ...]
    parts: tuple[Part, ...]
    form: str
    version: str

    @property
    def told_version(self) -> str:
        """The form's name and version in words, for people."""
        return say("blank_form.version", form=self.form, version=self.version)


@dataclass(frozen=True)
class Board:
    """Whose form it is, and how they are reached; what is empty is left out or said in general words."""

    name: str
    panel: str
    marking: str = ""
    front_door: str = ""
    out_of_hours: str = ""
    send_to: str = ""


def sheet(form: Form, kind: str, board: Board) -> Sheet:
    """Give what the blank form says; `kind` is the format, which decides how boxes are ticked and rows added."""
    return Sheet(
        title=form.title,
        asked_by=", ".join(filter(None, (board.panel, board.name))),
        marking=board.marking,
        first=_first(kind, board),
        parts=tuple(_part(form, section, kind) for section in form.sections),
        form=form.name,
        version=form.version,
    )


def _first(kind: str, board: Board) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if board.front_door and board.out_of_hours:
        numbers = say("blank_form.danger.numbers", front_door=board.front_door, out_of_hours=board.out_of_hours)
    else:
        numbers = say("blank_form.danger.without_numbers")
    to = say("blank_form.where.to", address=board.send_to) if board.send_to else say("blank_form.where.without_address")
    how = (say(f"blank_form.how.{each}") for each in ("today", "not_known", "dates"))
    return (
        (say("blank_form.danger.title"), (numbers, say("blank_form.danger.not_this_form"))),
        (say("blank_form.how.title"), (*how, say(f"blank_form.boxes.{kind}"))),
        (say("blank_form.where.title"), (to, say("blank_form.where.then"))),
    )


def _part(form: Form, section: Section, kind: str) -> Part:
    asked = [question for question in section.questions if not question.filled_by_bot]
    intro = section.intro if section.intro_on_paper is None else section.intro_on_paper
    notes = tuple(note for note in (intro.strip(), *_condition(form, section.shown_if)) if note)
    if section.group is None:
        return Part(section.title, notes, places=tuple(_places(form, asked)))
    count = ROWS.get(section.group, USUAL_ROWS)
    is_table = len(asked) <= WIDEST_TABLE
    rows = tuple(
        Row(
            say("blank_form.row", row=section.row_name.capitalize(), number=number),
            tuple(_places(form, asked, number=number, hinted=number == 1)),
        )
        for number in range(1, count + 1)
    )
    more = say(f"blank_form.more.{kind}_{'table' if is_table else 'block'}", count=count)
    return Part(section.title, notes, rows=rows, is_table=is_table, more=more)


def _places(form: Form, asked: list[Question], *, number: int = 0, hinted: bool = True) -> Iterator[Place]:
    """Give the places of questions; a condition that several share is said at the first of them."""
    said: tuple[str, ...] = ()
    for question in asked:
        name = question.id
        if number:
            group, _, within = question.id.partition(".")
            name = f"{group}[{number}].{within}"
        condition = tuple(_condition(form, question.shown_if)) or tuple(_needed_if(form, question))
        hints = (*(condition if condition != said else ()), *_hints(question)) if hinted else ()
        said = condition
        yield Place(name, question.label, hints, question.kind, _choices(question))


def _hints(question: Question) -> Iterator[str]:
    if question.required:
        yield say("blank_form.needed")
    if question.hint:
        yield question.hint


def _choices(question: Question) -> tuple[Choice, ...]:
    if question.kind in {Kind.CHOICE, Kind.SEVERAL}:
        return offered(question)
    if question.kind is not Kind.YES_NO:
        return ()
    answers = ("yes", "no", NOT_KNOWN) if question.not_known_allowed else ("yes", "no")
    labels = {
        "yes": say("answers.yes_no.yes"),
        "no": say("answers.yes_no.no"),
        NOT_KNOWN: say("answers.not_known"),
    }
    return tuple(Choice(id=answer, label=labels[answer]) for answer in answers)


def _needed_if(form: Form, question: Question) -> Iterator[str]:
    """Say when it is needed, where that is one simple condition."""
    condition = question.required_if
    if condition is not None and condition.question is not None:
        yield _said("only_for", form, condition)


def _condition(form: Form, condition: Condition | None) -> Iterator[str]:
    """Say a condition in words: what has to be chosen for it, or what leaves it out."""
    if condition is None:
        return
    if condition.question is not None:
        yield _said("only_for", form, condition)
    for each in condition.none_of:
        if each.question is not None:
            yield _said("leave_out", form, each)
    for each in condition.all_of:
        yield from _condition(form, each)


def _said(key: str, form: Form, condition: Condition) -> str:
    assert condition.question is not None  # noqa: S101 -- both callers have looked
    question = form.question(condition.question)
    labels = [
        say("blank_form.quoted", choice=choice.label)
        for choice in _choices(question)
        if choice.id in condition.is_one_of
    ]
    *others, last = labels
    choices = say("blank_form.either", first=", ".join(others), last=last) if others else last
    return say(f"blank_form.{key}", choices=choices, question=question.label)


def shares(places: Sequence[Place]) -> list[float]:
    """Give which share of a row each of its places has: words want more room than a date or a box."""
    wants = [1.0 if place.is_short or place.has_boxes else 1.4 for place in places]
    return [each / sum(wants) for each in wants]
