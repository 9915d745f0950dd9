"""The Board's own form in tables, where its places have lost their names or people wrote beside them.

Some programs keep the tables of a form and drop its content controls; people add rows, and copy a child's table for a
further child. The labels then tell where each answer stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms.answers.text import for_comparing
from forms.documents.content import EMPTY_BOX, TICKED, Block, Cell, Content, Mark, MarkKind, Table, Text
from forms.documents.reading.lines import part
from forms.documents.reading.own_text import boxes_of
from forms.vocabulary import Form, Kind, Question, Section
from forms.words import say

_ROW = re.compile(r"\[\d+\]")
_BOX = re.compile(f"[{TICKED}{EMPTY_BOX}]([^{TICKED}{EMPTY_BOX}]*)")


def with_places(content: Content, form: Form) -> Content:
    """Give the form with a named place around each answer; what stands in no place stays as it is."""
    return replace(content, blocks=tuple(_Reader(form).read(content.blocks)))


@dataclass
class _Reader:
    """Goes through the blocks, knowing in which section it is and how many of its tables were read."""

    form: Form
    section: Section | None = None
    row: int = 0

    def read(self, blocks: Sequence[Block]) -> Iterator[Block]:
        titles = {for_comparing(section.title): section for section in self.form.sections}
        for block in blocks:
            if isinstance(block, Text):
                found = titles.get(for_comparing(block.text))
                if found is not None:
                    self.section, self.row = found, 0
                yield block
            elif self.section is not None:
                yield self._table(block, self.section)
            else:
                yield block

    def _table(self, table: Table, section: Section) -> Table:
        questions = {for_comparing(question.label): question for question in section.questions}
        if section.group is None:
            return _beside(table, questions, "")
        heads = [questions.get(_label(cell)) for cell in table.rows[0]] if table.rows else []
        if sum(each is not None for each in heads) > 1:
            first, *others = table.rows
            written = [self._row(row, heads, section.group) for row in others]
            return Table((first, *written))
        self.row += 1
        return _beside(table, questions, f"{section.group}[{self.row}].")

    def _row(self, row: tuple[Cell, ...], heads: Sequence[Question | None], group: str) -> tuple[Cell, ...]:
        self.row += 1
        prefix = f"{group}[{self.row}]."
        named = [
            cell if question is None else _placed(cell, question, prefix)
            for cell, question in zip(row, heads, strict=False)
        ]
        return (*named, *row[len(named) :])


def _beside(table: Table, questions: dict[str, Question], prefix: str) -> Table:
    """Place the answers of a table that has a label in each row's first cell."""
    rows: list[tuple[Cell, ...]] = []
    for row in table.rows:
        question = questions.get(_label(row[0])) if row else None
        if question is not None and len(row) == 2:
            rows.append((row[0], _placed(row[1], question, prefix)))
        else:
            rows.append(row)
    return Table(tuple(rows))


def _label(cell: Cell) -> str:
    return next((for_comparing(block.text.split("\n")[0]) for block in cell.blocks if isinstance(block, Text)), "")


def _placed(cell: Cell, question: Question, prefix: str) -> Cell:
    """Give the cell with its answer in its place; places that are filled in keep their names, but for the row's."""
    name = f"{prefix}{question.id.partition('.')[2]}" if prefix else question.id
    texts = [block for block in cell.blocks if isinstance(block, Text)]
    if any(_is_filled(text, mark, question) for text in texts for mark in text.marks):
        return replace(cell, blocks=tuple(_renamed(block, name) for block in cell.blocks))
    if not any(_says_something(text) for text in texts):
        return replace(
            cell, blocks=tuple(_with(block, ()) if isinstance(block, Text) else block for block in cell.blocks)
        )
    if question.kind is Kind.SIGNATURE:
        return replace(cell, blocks=tuple(_signed(cell.blocks, name)))
    return replace(cell, blocks=tuple(_named(block, name, question) for block in cell.blocks))


def _is_filled(text: Text, mark: Mark, question: Question) -> bool:
    """Tell whether something is filled in where the form made room for this answer."""
    if "/" not in mark.name and (TICKED in text.text or EMPTY_BOX in text.text):
        return False  # the boxes tell more
    made_for = _ROW.sub("", mark.name.partition("/")[0])
    filled = text.text[mark.start : mark.end].strip()
    return (
        mark.kind is MarkKind.GAP
        and made_for == question.id
        and filled not in {"", EMPTY_BOX, say("blank_form.choose")}
    )


def _says_something(text: Text) -> bool:
    said = text.text.strip()
    return bool(said) and said != say("blank_form.choose") and (EMPTY_BOX not in said or TICKED in said)


def _renamed(block: Block, name: str) -> Block:
    """Give the marks the place's own name, which tells the row; the part after it stays.

    Of a place within another of the same name, the outer one is kept.
    """
    if not isinstance(block, Text):
        return block
    places: dict[str, Mark] = {}
    for mark in block.marks:
        if mark.kind is MarkKind.GAP and mark.name:
            _, part_of, which = mark.name.partition("/")
            own = f"{name}{part_of}{which}"
            if own not in places or mark.end - mark.start > places[own].end - places[own].start:
                places[own] = replace(mark, name=own)
    return _with(block, tuple(places.values()))


def _named(block: Block, name: str, question: Question) -> Block:
    """Put the place of an answer around what is written, or that of each choice around its box."""
    if not isinstance(block, Text):
        return block
    has_boxes = TICKED in block.text or EMPTY_BOX in block.text
    places = _boxes(block.text, name, question) if has_boxes else (_around(block, 0, name),)
    return _with(block, places)


def _signed(blocks: Sequence[Block], name: str) -> Iterator[Block]:
    """Place what follows “Name:” and “Date:”, on the line or below."""
    begun = "name"
    for block in blocks:
        if not isinstance(block, Text):
            yield block
            continue
        start = 0
        for each in ("name", "date"):
            before = f"{say(f'blank_form.{each}')}:"
            if block.text.startswith(before):
                begun, start = each, len(before)
        yield _with(block, (_around(block, start, f"{name}/{begun}"),))


def _around(text: Text, start: int, name: str) -> Mark:
    """Give the place of what is written from a character on."""
    words = part(text, start).text
    begins = len(text.text.rstrip()) - len(words)
    return Mark(begins, begins + len(words), MarkKind.GAP, name)


def _with(text: Text, places: Sequence[Mark]) -> Text:
    return replace(text, marks=(*places, *(mark for mark in text.marks if mark.kind is not MarkKind.GAP)))


def _boxes(text: str, name: str, question: Question) -> tuple[Mark, ...]:
    """Place each box by the label behind it."""
    choices = {for_comparing(choice.label): choice.id for choice in boxes_of(question)}
    found = ((box, choices.get(for_comparing(box[1]))) for box in _BOX.finditer(text))
    return tuple(
        Mark(box.start(), box.start() + 1, MarkKind.GAP, f"{name}/{choice}") for box, choice in found if choice
    )
