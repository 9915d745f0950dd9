"""Lines one after the other: labels with their values beside or below, stories that are no labels, wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from forms.documents.content import Cell, Table, Text
from forms.documents.reading.labels import is_numbered, label_of
from forms.documents.reading.line_labels import ENDS_A_LABEL, LIKE_A_LABEL, LONGEST_BARE_LABEL, LineLabels
from forms.documents.reading.lines import part
from forms.documents.reading.pieces import Loose, Pair, Piece
from forms.documents.reading.ticks import has_boxes
from forms.documents.reading.values import is_nothing
from forms.vocabulary import Kind

_A_FULL_LINE = 60
"""Characters: a longer line may go on in the next."""
_WIDEST = 100
_MANY = 4
"""Labels with their values beside them, after which one that means nothing is a label too."""
_SOME = 2
_STORIES = frozenset({Kind.LONG_TEXT, Kind.SEVERAL, Kind.CHOICE})
_ONE_LINE = frozenset({Kind.DATE, Kind.EMAIL, Kind.NHS_NUMBER, Kind.AGE, Kind.APPROXIMATE_DATE, Kind.PHONE})
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_TABS = re.compile(r"\t+| {4,}")


@dataclass
class _Open:
    """The label whose value is being read, and how the labels before it stood."""

    label: str | None = field(default=None, repr=False)
    value: list[Text] = field(default_factory=list, repr=False)
    is_parted: bool = False
    """A blank line came just now."""
    bare: int = 0
    beside: int = 0
    before: str = field(default="", repr=False)
    is_guess: bool = False
    """It is taken for a label only because of where it stands: without a value it is none."""

    def begin(self, pair: Pair, *, is_guess: bool) -> None:
        self.label, self.value, self.is_guess = pair.label, [*pair.value], is_guess
        self.bare += not pair.value
        self.beside += bool(pair.value)

    def end(self) -> Iterator[Piece]:
        if self.label is not None and self.is_guess and not self.value:
            yield Loose(Text(self.label))
        elif self.label is not None:
            yield Pair(self.label, tuple(self.value))
        self.label, self.value = None, []


class LinePlaces:
    """Finds the places in lines; `table` finds those of lines whose parts are set apart by tabs."""

    def __init__(self, labels: LineLabels, table: Callable[[Table], Iterator[Piece]]) -> None:
        self._labels = labels
        self._table = table

    def pieces(self, written: Sequence[Text]) -> Iterator[Piece]:
        """Give the pieces of lines; a blank line is a `Text` without words."""
        width = _width(written)
        lines = self._whole_labels(written)
        now = _Open()
        at = 0
        while at < len(lines):
            columns = _tabbed(lines, at)
            if columns is not None:
                yield from now.end()
                yield from self._table(columns)
                at += len(columns.rows)
                continue
            if not lines[at].text.strip():
                now.is_parted = True
            elif not self._labels.vocabulary.is_printed(lines[at].text):
                yield from self._line(now, lines, at, width)
            at += 1
        yield from now.end()

    def _line(self, now: _Open, lines: Sequence[Text], at: int, width: int) -> Iterator[Piece]:
        line = lines[at]
        found = self._found(now, lines, at)
        goes_on = bool(width) and not now.is_parted and _is_wrapped(now.before, line.text, width)
        now.is_parted, now.before = False, line.text
        if found is None:
            yield from self._words(now, line, goes_on=goes_on)
            return
        yield from now.end()
        *whole, last = found
        yield from whole
        if isinstance(last, Pair):
            now.begin(last, is_guess=self._labels.strength(last.label) < LIKE_A_LABEL)
        else:
            yield last

    def _found(self, now: _Open, lines: Sequence[Text], at: int) -> list[Piece] | None:
        """Give the pieces of a line that has a label or is a heading; None where it is only words."""
        waiting = now.label if not now.value and not now.is_parted else None
        found = self._labels.split(lines[at], follows=waiting, is_within=now.label is not None)
        if found is not None and self._is_told(now, found):
            found = None
        if found is None and now.label is not None and now.value and self._is_unknown_label(now, lines, at):
            return [Pair(lines[at].text.strip(), ())]
        return found

    def _words(self, now: _Open, line: Text, *, goes_on: bool) -> Iterator[Piece]:
        """Put a line that is only words to the label before it, while that has room for it."""
        if now.label is None:
            yield Loose(line)
        elif goes_on and now.value:
            now.value[-1] = _joined(now.value[-1], line)
        elif self._is_full(now.label, now.value):
            yield from now.end()
            yield Loose(line)
        else:
            now.value.append(line)

    def _is_told(self, now: _Open, found: Sequence[Piece]) -> bool:
        """Tell whether what looks like a label is part of a story: “Mother: said that …”."""
        if not isinstance(found[0], Pair) or not found[0].value or is_numbered(found[0].label):
            return isinstance(found[0], Loose)
        meant = label_of(found[0].label)
        asked = self._labels.vocabulary.matches(now.label or "")
        is_story = bool(now.value) and (
            not asked or asked[0].score < LIKE_A_LABEL or asked[0].question.kind in _STORIES
        )
        begins_small = found[0].value[0].text[:1].islower()
        names_only = not meant.words and bool(meant.people)
        is_strange = self._labels.strength(found[0].label) < LIKE_A_LABEL
        is_as_the_others = now.beside >= _MANY and len(found[0].label.split()) <= LONGEST_BARE_LABEL
        return (begins_small and names_only) or (
            is_story and (begins_small or names_only or (is_strange and not is_as_the_others))
        )

    def _is_unknown_label(self, now: _Open, lines: Sequence[Text], at: int) -> bool:
        """Tell whether a line is a label that means nothing to the form, in a form whose values stand below."""
        text = lines[at].text.strip()
        words = text.split()
        follows = at + 1 < len(lines) and bool(lines[at + 1].text.strip())
        is_title = len(words) <= LONGEST_BARE_LABEL and (text[:1].isupper() or text[:1].isdigit())
        if not is_title or text.endswith((".", ",", ";")) or has_boxes(text) or "@" in text:
            return False
        if is_numbered(text):
            return True
        return now.is_parted and follows and now.bare >= _SOME and not any(word.isdigit() for word in words)

    def _is_full(self, label: str, value: Sequence[Text]) -> bool:
        """Tell whether a label has all that belongs in its place: no second line follows a date."""
        if not value or is_nothing(tuple(value)):
            return False
        found = self._labels.vocabulary.matches(label)
        if not found or found[0].score < LIKE_A_LABEL:
            return False
        best = found[0].question
        if best.kind is Kind.TEXT:
            several = label_of(label)
            is_list = "family" in several.people or len(several.words) > 1 or several.words & {"contact"}
            return not is_list and len(value[-1].text) < _A_FULL_LINE
        if best.kind is Kind.ADDRESS:
            return _POSTCODE.search(value[-1].text) is not None
        return best.kind in _ONE_LINE

    def _whole_labels(self, lines: Sequence[Text]) -> list[Text]:
        """Join a label that was wrapped over two lines."""
        joined: list[Text] = []
        for line in lines:
            if joined and self._goes_on(joined[-1], line):
                line = _joined(joined.pop(), line)
            joined.append(line)
        return joined

    def _goes_on(self, first: Text, second: Text) -> bool:
        if ENDS_A_LABEL.search(first.text) or first.text.rstrip().endswith((":", "?", ".")) or has_boxes(first.text):
            return False
        end = re.search(r"[:?]", second.text)
        if end is None or len(first.text.split()) > LONGEST_BARE_LABEL or first.is_heading != second.is_heading:
            return False
        rest = second.text[: end.end()]
        together = self._labels.strength(f"{first.text} {rest}")
        begins_small = rest[:1].islower() or rest[:1] in "(/&"
        apart = max(self._labels.strength(first.text), self._labels.strength(rest))
        return together >= LIKE_A_LABEL and (together > apart + 0.02 or (begins_small and together >= apart - 0.1))


def _joined(first: Text, second: Text) -> Text:
    """Give two lines as one."""
    shift = len(first.text) + 1
    moved = (replace(mark, start=mark.start + shift, end=mark.end + shift) for mark in second.marks)
    return Text(f"{first.text} {second.text}", (*first.marks, *moved), first.is_heading and second.is_heading)


def _width(lines: Sequence[Text]) -> int:
    """Give the width at which lines were wrapped, or 0 where they were not."""
    widest = max((len(line.text) for line in lines), default=0)
    return widest if _A_FULL_LINE <= widest <= _WIDEST else 0


def _is_wrapped(before: str, line: str, width: int) -> bool:
    return (
        bool(before)
        and len(before) + 1 + len(line.split()[0]) > width
        and not line.startswith(("-", "•", "*", "☐", "☒"))
    )


def _tabbed(lines: Sequence[Text], start: int) -> Table | None:
    """Give the rows that begin here whose cells are set apart by tabs, where there are any."""
    rows: list[tuple[Cell, ...]] = []
    for line in lines[start:]:
        cells = _cells(line)
        if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
            break
        rows.append(tuple(Cell((cell,)) for cell in cells))
    return Table(tuple(rows)) if rows else None


def _cells(line: Text) -> list[Text]:
    cells, start = [], 0
    for tab in _TABS.finditer(line.text):
        if line.text[:start].strip() or line.text[start : tab.start()].strip():
            cells.append(part(line, start, tab.start()))
        start = tab.end()
    cells.append(part(line, start))
    while cells and not cells[-1].text:
        cells.pop()
    return cells
