"""Which words of a document are labels, and which stand in their places: headings, pairs, rows and loose lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from forms.documents.content import Block, Cell, MarkKind, Table, Text
from forms.documents.reading.labels import is_numbered, label_of
from forms.documents.reading.lines import Lines, lines_of, marked_at_start, part
from forms.documents.reading.sections import Sections
from forms.documents.reading.several import asked_together
from forms.documents.reading.ticks import has_boxes
from forms.documents.reading.values import is_nothing
from forms.documents.reading.vocabulary import Vocabulary
from forms.vocabulary import Kind

LIKE_A_LABEL = 0.7
_SURELY_A_LABEL = 0.86
_LONGEST_LABEL = 40
"""Words."""
_LONGEST_BARE_LABEL = 16
_A_FULL_LINE = 60
"""Characters: a longer line may go on in the next."""
_STORIES = frozenset({Kind.LONG_TEXT, Kind.SEVERAL, Kind.CHOICE})
_MANY = 4
"""Labels with their values beside them, after which one that means nothing is a label too."""
_WIDEST = 100
_COUNT = re.compile(r"\W*(?:[A-Za-z]?\d{0,3}(?:\.\d{1,2})*|[ivx]{1,4})\W*")
_ONE_LINE = frozenset({Kind.DATE, Kind.EMAIL, Kind.NHS_NUMBER, Kind.AGE, Kind.APPROXIMATE_DATE, Kind.PHONE})
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_ASKS_ON = re.compile(r"(?:if|please|and|when|who|what|give)\b[^?:]*(?:[?:]|$)", re.IGNORECASE)
"""What a label goes on with after a question mark: “If yes, who?”"""
_TABS = re.compile(r"\t+| {4,}")
_COLON = re.compile(r"(?<!\d):(?=\s|$|[^\d/\\])|(?<=[)\w])\s*[:：](?=\s|$)|(?<=\w)\?\s+(?=\S)(?![^(]*\))|\s[–—-]\s")


@dataclass(frozen=True)
class Heading:
    """A line over what follows."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Pair:
    """A label, and what stands in its place."""

    label: str = field(repr=False)
    value: Lines = field(repr=False)


@dataclass(frozen=True)
class Loose:
    """A line that stands under no label."""

    text: Text = field(repr=False)


@dataclass(frozen=True)
class Grid:
    """Rows under a header row, or columns beside a column of labels; every row has a place for each label."""

    head: tuple[str, ...] = field(repr=False)
    rows: tuple[tuple[Lines, ...], ...] = field(repr=False)


Piece: TypeAlias = Heading | Pair | Loose | Grid


class Places:
    """Finds the places of a document; `vocabulary` and `sections` tell what looks like a label or a heading."""

    def __init__(self, vocabulary: Vocabulary, sections: Sections) -> None:
        self._vocabulary = vocabulary
        self._sections = sections

    def pieces(self, blocks: Iterable[Block]) -> Iterator[Piece]:
        """Give the pieces of a document in reading order."""
        run: list[Text] = []
        for block in blocks:
            if isinstance(block, Text):
                run.extend(lines_of(block) or (block,))
                continue
            yield from self._lines(run)
            run = []
            yield from self.table(block)
        yield from self._lines(run)

    def _strength(self, text: str) -> float:
        """Give how much a text looks like a label, of one thing or of several side by side."""
        found = self._vocabulary.strength(text)
        return max(found, _SURELY_A_LABEL) if found < _SURELY_A_LABEL and asked_together(text) else found

    # Lines

    def _lines(self, lines: Sequence[Text]) -> Iterator[Piece]:
        label: str | None = None
        value: list[Text] = []
        is_parted = False
        bare = beside = 0
        at = 0
        before = ""
        width = _width(lines)
        lines = self._whole_labels(lines)
        while at < len(lines):
            line = lines[at]
            columns = self._tabbed(lines, at)
            if columns is not None:
                yield from _ended(label, value)
                label, value = None, []
                yield from self.table(columns)
                at += len(columns.rows)
                continue
            at += 1
            if self._vocabulary.is_printed(line.text):
                continue
            if not line.text.strip():
                is_parted = True
                yield from () if label is not None or _has_gap(line) else (Loose(line),)
                continue
            waiting = label if not value and not is_parted else None
            found = self._split(line, follows=waiting, is_within=bool(label))
            if found is not None and self._is_told(label or "", value, found, beside):
                found = None
            if found is None and label is not None and value and self._is_unknown_label(lines, at - 1, is_parted, bare):
                found = [Pair(line.text.strip(), ())]
            goes_on = bool(width) and not is_parted and _is_wrapped(before, line.text, width)
            is_parted, before = False, line.text
            if found is None:
                if label is None:
                    yield Loose(line)
                elif goes_on and value:
                    value[-1] = _joined(value[-1], line)
                elif self._is_full(label, value):
                    yield from _ended(label, value)
                    label, value = None, []
                    yield Loose(line)
                else:
                    value.append(line)
                continue
            yield from _ended(label, value)
            label, value = None, []
            *whole, last = found
            yield from whole
            if isinstance(last, Pair):
                label, value = last.label, [*last.value]
                bare += not value
                beside += bool(value)
            else:
                yield last
        yield from _ended(label, value)

    def _is_told(self, label: str, value: Sequence[Text], found: Sequence[Piece], beside: int) -> bool:
        """Tell whether what looks like a label is part of a story: “Mother: said that …”."""
        if not isinstance(found[0], Pair) or not found[0].value or is_numbered(found[0].label):
            return isinstance(found[0], Loose)
        meant = label_of(found[0].label)
        asked = self._vocabulary.matches(label)
        is_story = bool(value) and (not asked or asked[0].score < LIKE_A_LABEL or asked[0].question.kind in _STORIES)
        begins_small = found[0].value[0].text[:1].islower()
        names_only = not meant.words and bool(meant.people)
        is_strange = self._strength(found[0].label) < LIKE_A_LABEL
        is_as_the_others = beside >= _MANY and len(found[0].label.split()) <= _LONGEST_BARE_LABEL
        return (begins_small and names_only) or (
            is_story and (begins_small or names_only or (is_strange and not is_as_the_others))
        )

    def _is_unknown_label(self, lines: Sequence[Text], at: int, is_parted: bool, bare: int) -> bool:
        """Tell whether a line is a label that means nothing to the form, in a form whose values stand below."""
        text = lines[at].text.strip()
        words = text.split()
        follows = at + 1 < len(lines) and bool(lines[at + 1].text.strip())
        is_title = len(words) <= _LONGEST_BARE_LABEL and (text[:1].isupper() or text[:1].isdigit())
        if not is_title or text.endswith((".", ",", ";")) or has_boxes(text) or "@" in text:
            return False
        if is_numbered(text):
            return True
        return is_parted and follows and bare >= 2 and not any(word.isdigit() for word in words)

    def _is_full(self, label: str, value: Sequence[Text]) -> bool:
        """Tell whether a label has all that belongs in its place: no second line follows a date."""
        if not value or is_nothing(tuple(value)):
            return False
        found = self._vocabulary.matches(label)
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
        if _COLON.search(first.text) or first.text.rstrip().endswith((":", "?", ".")) or has_boxes(first.text):
            return False
        end = re.search(r"[:?]", second.text)
        if end is None or len(first.text.split()) > _LONGEST_BARE_LABEL or first.is_heading != second.is_heading:
            return False
        rest = second.text[: end.end()]
        together = self._strength(f"{first.text} {rest}")
        begins_small = rest[:1].islower() or rest[:1] in "(/&"
        apart = max(self._strength(first.text), self._strength(rest))
        return together >= LIKE_A_LABEL and (together > apart + 0.02 or (begins_small and together >= apart - 0.1))

    def _tabbed(self, lines: Sequence[Text], start: int) -> Table | None:
        """Give the rows that begin here whose cells are set apart by tabs, where there are any."""
        rows: list[tuple[Cell, ...]] = []
        for line in lines[start:]:
            cells = _cells(line)
            if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
                break
            rows.append(tuple(Cell((cell,)) for cell in cells))
        return Table(tuple(rows)) if rows else None

    def _split(self, line: Text, *, follows: str | None, is_within: bool) -> list[Piece] | None:
        """Give the pieces of a line that has a label or is a heading; None where it is only words."""
        text = line.text
        gap = next((mark for mark in line.marks if mark.kind is MarkKind.GAP), None)
        if gap is not None and text[: gap.start].strip(" :"):
            return self._by_gaps(line)
        if line.is_heading and (found := self._bare(line, follows=follows, is_within=is_within)) is not None:
            return found
        pairs = self._by_colons(line)
        if pairs:
            return pairs
        bold = marked_at_start(line, MarkKind.BOLD)
        if 0 < bold < len(text.rstrip()) and self._is_label(text[:bold], LIKE_A_LABEL):
            return [Pair(text[:bold].strip(), (part(line, bold),))]
        if has_boxes(text):
            before = re.split(r"[☐☒\[(✓✔√□■]", text, maxsplit=1)[0]
            if before.strip() and self._is_label(before, LIKE_A_LABEL):
                return [Pair(before.strip(), (part(line, len(before)),))]
            return None
        return self._bare(line, follows=follows, is_within=is_within) or self._run_together(line)

    def _run_together(self, line: Text) -> list[Piece] | None:
        """Cut a line where a label and its value ran together: “Full nameGrace Whitlock”."""
        for join in re.finditer(r"(?<=[a-z?)])(?=[A-Z0-9☐☒])", line.text):
            label = line.text[: join.start()]
            if len(label.split()) <= _LONGEST_BARE_LABEL and self._strength(label) >= _SURELY_A_LABEL:
                return [Pair(label, (part(line, join.start()),))]
        return None

    def _bare(self, line: Text, *, follows: str | None, is_within: bool) -> list[Piece] | None:
        """Read a line by itself as a heading, as a label whose value stands below, or as neither."""
        text = line.text.strip()
        words = len(text.split())
        ends = text.endswith((":", "?"))
        if words > _LONGEST_LABEL or (words > _LONGEST_BARE_LABEL and not ends):
            return None
        heading, label = self._sections.strength(text), self._strength(text)
        if line.is_heading:
            if re.search(r":\s+[^\sa-z]", text) and heading < 0.75:
                return None
            names_somebody = heading >= 0.6 and bool(label_of(text).people)
            if label >= LIKE_A_LABEL and label > heading + 0.02 and not names_somebody:
                return [Pair(text, ())]
            return [Heading(text)]
        if ends and not is_within and (label >= 0.6 or heading < 0.75):
            return [Pair(text, ())] if label >= 0.5 or words <= 8 else None
        if ends and (label >= 0.5 or follows is not None or (text.endswith(":") and words <= 8)):
            return [Pair(text, ())]
        if text.endswith((".", ",", ";", "!")) or text[:1].islower() or self._answers(text, follows):
            return None
        if heading >= 0.9 and heading > label:
            return [Heading(text)]
        if label >= _SURELY_A_LABEL or (is_numbered(text) and label >= 0.6):
            return [Pair(text, ())]
        return [Heading(text)] if heading >= 0.95 and words <= 6 else None

    def _answers(self, text: str, follows: str | None) -> bool:
        """Tell whether words that look like a label answer the label before: “Social worker” under “Role”."""
        if follows is None:
            return False
        asked = label_of(follows).words
        return (
            bool(asked & {"role", "agency", "relationship", "category", "school", "social_worker", "kind"})
            and len(text.split()) <= 8
            and not text.endswith((":", "?"))
        )

    def _by_gaps(self, line: Text) -> list[Piece]:
        pieces: list[Piece] = []
        start = 0
        for gap in sorted((mark for mark in line.marks if mark.kind is MarkKind.GAP), key=lambda mark: mark.start):
            label = line.text[start : gap.start].strip(" :\t")
            if label:
                pieces.append(Pair(label, (part(line, gap.start, gap.end),)))
            elif pieces and isinstance(before := pieces[-1], Pair):
                pieces[-1] = Pair(before.label, (*before.value, part(line, gap.start, gap.end)))
            start = gap.end
        if line.text[start:].strip():
            pieces.append(Loose(part(line, start)))
        return pieces

    def _by_colons(self, line: Text) -> list[Piece] | None:
        """Cut a line at its labels, each before a colon: “Name: … Date of birth: …”."""
        text = line.text
        for colon in reversed(list(_COLON.finditer(text))):
            if self._vocabulary.is_own(text[: colon.start()]):
                value = part(line, colon.end())
                return [Pair(text[: colon.start()].strip(), (value,) if value.text else ())]
        if self._vocabulary.is_own(text):
            return [Pair(text.strip(), ())]
        cuts: list[tuple[int, int, int]] = []
        for colon in _COLON.finditer(text):
            if line.is_heading and not colon[0].strip(" ").startswith(":"):
                continue
            if colon[0].startswith("?") and _ASKS_ON.match(text[colon.end() :]):
                continue
            start = self._label_before(text, cuts[-1][2] if cuts else 0, colon)
            if start is not None:
                cuts.append((start, colon.start() + text[colon.start() : colon.end()].count("?"), colon.end()))
        if not cuts:
            return None
        pieces: list[Piece] = [Loose(part(line, 0, cuts[0][0]))] if text[: cuts[0][0]].strip(" -•*·") else []
        for number, (start, end, after) in enumerate(cuts):
            until = cuts[number + 1][0] if number + 1 < len(cuts) else len(text)
            value = part(line, after, until)
            pieces.append(Pair(text[start:end].strip(" -•*·:"), (value,) if value.text else ()))
        return pieces

    def _label_before(self, text: str, begin: int, colon: re.Match[str]) -> int | None:
        """Give where the label begins that ends at a colon, or None where no label does."""
        before = text[begin : colon.start()]
        is_dash = colon[0].strip() in {"-", "–", "—"}
        words = list(re.finditer(r"\S+", before))
        if not words or len(words) > _LONGEST_LABEL:
            return None
        if begin == 0:
            whole = self._strength(before)
            if whole >= (0.9 if is_dash else 0.62) or (not is_dash and self._sections.strength(before) >= 0.9):
                return 0
        if is_dash:
            return None
        best, found = 0.0, None
        for word in reversed(words[-12:]):
            candidate = before[word.start() :]
            if candidate[:1].islower() and word.start() > 0:
                continue
            strength = self._strength(candidate)
            if strength >= best and strength >= 0.8:
                best, found = strength, begin + word.start()
        if found is not None:
            return found
        looks = text[colon.start() : colon.end()].startswith(":") and len(words) <= 9 and before.strip()[:1].isupper()
        return 0 if begin == 0 and looks and not re.search(r"[.;!]\s", before) else None

    def _is_label(self, text: str, needed: float) -> bool:
        return len(text.split()) <= _LONGEST_LABEL and self._strength(text) >= needed

    # Tables

    def table(self, table: Table) -> Iterator[Piece]:
        """Give the pieces of a table."""
        run: list[tuple[Cell, ...]] = []
        whole: list[Cell] = []
        for row in _without_numbers(table.rows):
            filled = [cell for cell in row if _words(cell) or _tables(cell)]
            is_whole = len(row) == 1 or (len(filled) == 1 and self._is_band(row, filled[0]))
            if is_whole:
                yield from self._rows(run)
                run = []
                whole.extend(filled)
                continue
            yield from self._whole_rows(whole)
            whole = []
            if run and len(row) != len(run[0]):
                yield from self._rows(run)
                run = []
            run.append(row)
        yield from self._rows(run)
        yield from self._whole_rows(whole)

    def _whole_rows(self, cells: Sequence[Cell]) -> Iterator[Piece]:
        """Read cells as wide as the table, one below the other: a label may have its value in the next."""
        blocks: list[Block] = []
        for cell in cells:
            if self._is_title(cell):
                yield from self.pieces(blocks)
                blocks = []
                yield Heading(_words(cell))
                continue
            blocks += [*cell.blocks, Text("")]
        yield from self.pieces(blocks)

    def _is_band(self, row: tuple[Cell, ...], cell: Cell) -> bool:
        """Tell whether the one filled cell of a row is a heading over the rows below, and no label or value."""
        text = _words(cell)
        if cell is not row[0] or any(isinstance(block, Table) for block in cell.blocks):
            return cell.columns > 1
        heading, label = self._sections.strength(text), self._strength(text)
        return heading >= 0.9 and heading > label

    def _is_title(self, cell: Cell) -> bool:
        texts = _lines(cell)
        if len(texts) != 1 or _tables(cell) or len(texts[0].text.split()) > _LONGEST_BARE_LABEL:
            return False
        heading, label = self._sections.strength(texts[0].text), self._strength(texts[0].text)
        return heading >= 0.75 and heading >= label

    def _rows(self, rows: Sequence[tuple[Cell, ...]]) -> Iterator[Piece]:
        """Read rows of the same number of cells: under a header row, as label and value, or each cell by itself."""
        if not rows:
            return
        strengths = [[self._cell_strength(cell) for cell in row] for row in rows]
        columns = len(rows[0])
        if len(rows) > 1 and self._has_header(rows, strengths):
            yield from self._grid(rows)
        elif columns > 2 and self._has_label_column(rows, strengths):
            yield from self._turned(rows)
        else:
            for row, strength in zip(rows, strengths, strict=True):
                yield from self._row(row, strength)

    def _has_header(self, rows: Sequence[tuple[Cell, ...]], strengths: Sequence[Sequence[float]]) -> bool:
        first, others = strengths[0], strengths[1:]
        filled = [cell for cell in rows[0] if _words(cell)]
        if len(filled) < max(2, len(rows[0]) - 1):
            return False
        if all(cell.is_header for cell in filled) and not all(row[0].is_header for row in rows):
            return True
        below = [one for row in others for one in row]
        as_header = _mean(first) - _mean(below)
        labels = [one for row in strengths for one in row[::2]]
        values = [one for row in strengths for one in row[1::2]]
        as_pairs = _mean(labels) - _mean(values)
        column = [row[0] for row in strengths]
        beside = [one for row in strengths for one in row[1:]]
        as_column = _mean(column) - _mean(beside)
        needed = 0.6 if len(filled) > 2 else 0.75
        return _mean(first) >= needed and as_header > max(as_pairs, as_column) + 0.02

    def _has_label_column(self, rows: Sequence[tuple[Cell, ...]], strengths: Sequence[Sequence[float]]) -> bool:
        """Tell whether the first column has labels, and each of the others one of several (children)."""
        if len(rows) < 2 or len(rows[0]) < 3:
            return False
        column = _mean([row[0] for row in strengths[1:]])
        beside = _mean([one for row in strengths[1:] for one in row[1:]])
        head = [_words(cell) for cell in rows[0][1:]]
        several = [text for text in head if label_of(text).people and len(text.split()) <= 4]
        if len(several) == len(head) and len(head) > 1:
            return column >= 0.6
        return column >= 0.75 and beside < 0.3 and _mean([row[2] for row in strengths]) < 0.3

    def _grid(self, rows: Sequence[tuple[Cell, ...]]) -> Iterator[Piece]:
        head = tuple(_words(cell) for cell in rows[0])
        yield Grid(head, tuple(tuple(_lines(cell) for cell in row) for row in rows[1:]))
        for row in rows[1:]:
            for cell in row:
                for block in cell.blocks:
                    if isinstance(block, Table):
                        yield from self.table(block)

    def _turned(self, rows: Sequence[tuple[Cell, ...]]) -> Iterator[Piece]:
        head = tuple(_words(row[0]) for row in rows)
        columns = range(1, len(rows[0]))
        yield Grid(head, tuple(tuple(_lines(row[column]) for row in rows) for column in columns))

    def _row(self, row: tuple[Cell, ...], strengths: Sequence[float]) -> Iterator[Piece]:
        if len(row) > 2 and not has_boxes(_words(row[0])) and all(has_boxes(_words(cell)) for cell in row[1:]):
            yield Pair(_words(row[0]), tuple(line for cell in row[1:] for line in _lines(cell)))
            return
        if len(row) == 2 and _words(row[1]) and not self._holds_its_own(row[1]):
            yield from self._pair(row[0], row[1])
            return
        own = [self._stands_alone(cell) for cell in row]
        over = [self._is_over_its_value(cell) for cell in row]
        if any(over) and all(over[at] or len(_lines(cell)) <= 1 for at, cell in enumerate(row)):
            for cell in row:
                yield from self._over_its_value(cell)
            return
        at = 0
        while at < len(row):
            cell = row[at]
            if not _words(cell) and not _tables(cell):
                at += 1
                continue
            following = row[at + 1] if at + 1 < len(row) else None
            if following is None or own[at] or (own[at + 1] and strengths[at] < LIKE_A_LABEL):
                yield from self._whole_rows([cell])
                at += 1
                continue
            if (
                at + 2 < len(row)
                and len(row) % 2 == 1
                and _words(following)
                and strengths[at + 1] > LIKE_A_LABEL > strengths[at + 2]
                and self._sections.strength(_words(cell)) >= 0.75
            ):
                yield Heading(_words(cell))
                at += 1
                continue
            yield from self._pair(cell, following)
            at += 2

    def _holds_its_own(self, cell: Cell) -> bool:
        """Tell whether a cell at the right holds a label of its own, and is no value of the cell at its left."""
        return self._is_over_its_value(cell) or self._stands_alone(cell)

    def _is_over_its_value(self, cell: Cell) -> bool:
        """Tell whether the first line of a cell is a label, and the lines below are its value."""
        first, *rest = _lines(cell) or (Text(""),)
        if not rest or _tables(cell) or _COLON.search(first.text) or len(first.text.split()) > _LONGEST_BARE_LABEL:
            return False
        return self._strength(first.text) >= LIKE_A_LABEL and not self._is_label(rest[0].text, 0.9)

    def _over_its_value(self, cell: Cell) -> Iterator[Piece]:
        first, *rest = _lines(cell) or (Text(""),)
        if not first.text or has_boxes(first.text):
            yield from self.pieces(cell.blocks)
        else:
            yield Pair(first.text, tuple(rest))

    def _pair(self, label: Cell, value: Cell) -> Iterator[Piece]:
        nested = _tables(value)
        first, *rest = _lines(label) or (Text(""),)
        text = first.text if rest and self._strength(first.text) >= 0.6 else _words(label)
        if has_boxes(text) and not has_boxes(_words(value)) and re.fullmatch(r"\W*", re.sub(r"[☐☒]", "", text)):
            yield Loose(Text(f"{text.strip()} {_words(value)}"))
            return
        if nested:
            yield Heading(text)
            yield from self.pieces(value.blocks)
            return
        yield Pair(text, _lines(value))

    def _stands_alone(self, cell: Cell) -> bool:
        """Tell whether a cell holds a label and its value together."""
        texts = _lines(cell)
        if not texts:
            return False
        if len(texts) == 1 and not _COLON.search(texts[0].text) and not texts[0].marks:
            return False
        pieces = list(self._lines(texts))
        pairs = [piece for piece in pieces if isinstance(piece, Pair)]
        return (
            bool(pairs)
            and not isinstance(pieces[0], Loose)
            and any(not is_nothing(pair.value) and self._is_label(pair.label, LIKE_A_LABEL) for pair in pairs)
        )

    def _cell_strength(self, cell: Cell) -> float:
        text = _words(cell)
        if not text or len(text.split()) > _LONGEST_LABEL:
            return 0.0
        strength = self._strength(text)
        if cell.is_header:
            strength = max(strength, 0.8)
        lines = _lines(cell)
        if all(marked_at_start(line, MarkKind.BOLD) >= len(line.text) or line.is_heading for line in lines):
            strength = max(strength, 0.5) + 0.1
        if text.endswith((":", "?")):
            strength = max(strength, 0.6) + 0.1
        return min(strength, 1.0)


def _without_numbers(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """Give the rows without a first column that only counts them."""
    counts = all(len(row) < 3 or _COUNT.fullmatch(_words(row[0])) for row in rows)
    for row in rows:
        yield row[1:] if counts and len(row) > 2 else row


def _ended(label: str | None, value: Sequence[Text]) -> Iterator[Piece]:
    if label is not None:
        yield Pair(label, tuple(value))


def _has_gap(line: Text) -> bool:
    return any(mark.kind is MarkKind.GAP for mark in line.marks)


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


def _lines(cell: Cell) -> Lines:
    return tuple(line for block in cell.blocks if isinstance(block, Text) for line in lines_of(block))


def _words(cell: Cell) -> str:
    return " ".join(line.text for line in _lines(cell)).strip()


def _tables(cell: Cell) -> list[Table]:
    return [block for block in cell.blocks if isinstance(block, Table)]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
