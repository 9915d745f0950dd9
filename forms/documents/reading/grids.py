"""Rows under a header row: columns are matched by meaning to the questions of one group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forms.documents.reading.findings import LIKELY, SURE
from forms.documents.reading.labels import label_of
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.matching import CHILDS_NAME
from forms.documents.reading.matching import SURE as SURELY_ASKED
from forms.documents.reading.pieces import Grid
from forms.documents.reading.sections import Place
from forms.documents.reading.sheet import Sheet
from forms.documents.reading.together import asks_several, put_name, questions_of, take_together
from forms.documents.reading.values import answer_of, fits, is_nothing
from forms.documents.reading.vocabulary import Match
from forms.vocabulary import About, Section

_A_COLUMN = 0.6
_A_GROUP = 0.45
_UNDER_ITS_HEADING = 0.35
_NAMED_IN_THE_HEAD = 0.25
_CLEARLY = 0.9
_TIE = 0.07
_A_HEADING = 0.75
_ONE_PERSON = frozenset({About.REFERRER, About.LEAD})

Taker = Callable[[str, Lines], None]
"""Takes a label with its value."""


def take_grid(sheet: Sheet, grid: Grid, take_pair: Taker) -> None:
    """Take every row of a grid: as a row of a group, or as labels and values of one person after the other."""
    heading, sheet.where.heading = sheet.where.heading, ""
    if sheet.where.place.is_not_asked:
        for row in grid.rows:
            for label, value in zip(grid.head, row, strict=False):
                sheet.keep(label, value)
        return
    section = _section_of(sheet, grid, heading)
    if section is None or section.group is None:
        _take_as_pairs(sheet, grid, take_pair)
        return
    for row in grid.rows:
        if any(not is_nothing(value) for value in row):
            _take_row(sheet, section, grid, row)
    if section.about is not About.CHILD:
        sheet.findings.end_rows(section.group)
    if sheet.where.place.about in {About.WORKER, About.EVENT}:
        sheet.where.enter(Place())


def _section_of(sheet: Sheet, grid: Grid, heading: str) -> Section | None:
    """Give the section of whose rows a grid is; None where it is of a single person."""
    place = (sheet.sections.place(heading) if heading else None) or sheet.where.place
    people = {who for label in grid.head for who in label_of(label).people}
    if place.about in _ONE_PERSON or people & {one.value for one in _ONE_PERSON}:
        return None
    scored = [
        (_likeness(sheet, grid, section, place, people), section)
        for section in sheet.vocabulary.form.sections
        if section.group is not None
    ]
    best, section = max(scored, key=lambda one: one[0], default=(0.0, None))
    if section is None or best < _A_GROUP:
        return None
    is_expected = place.section is section
    if len(grid.rows) == 1 and (section.about is About.CHILD or not is_expected):
        return None
    is_doubtful = place.section is None and section.about is not About.CHILD and len(grid.head) <= 2
    return None if is_doubtful and best < _CLEARLY else section


def _likeness(sheet: Sheet, grid: Grid, section: Section, place: Place, people: set[str]) -> float:
    best = [sheet.vocabulary.matches(label, None, section.group) for label in grid.head]
    scores = [matches[0].score for matches in best if matches and matches[0].score >= _A_COLUMN]
    alike = sum(scores) / max(1, len(grid.head))
    if place.section is section:
        return alike + _UNDER_ITS_HEADING
    return alike + (_NAMED_IN_THE_HEAD if section.about is not None and section.about.value in people else 0)


def _take_row(sheet: Sheet, section: Section, grid: Grid, row: Sequence[Lines]) -> None:
    sheet.findings.begin_next(section.group or "")
    before, sheet.where.near = sheet.where.near, section.about
    taken: set[str] = set()
    for label, value in zip(grid.head, row, strict=False):
        if not is_nothing(value):
            _take_cell(sheet, section, label, value, taken)
    sheet.where.near = before


def _take_cell(sheet: Sheet, section: Section, label: str, value: Lines, taken: set[str]) -> None:
    if section.about is not None and asks_several(sheet, label, section.about):
        take_together(sheet, label, label_of(label), value)
        return
    match = _column(sheet, section, label, value, taken)
    if match is None:
        sheet.keep(label, value)
        return
    taken.add(match.question.id)
    both = questions_of(sheet, "name", About.CHILD)
    is_full_name = not label_of(label).words & {"last_name", "first_names"}
    if match.question.id in CHILDS_NAME and is_full_name and len(both) == len(CHILDS_NAME):
        put_name(sheet, both, plain(value), label, match.score)
        return
    answer = answer_of(match.question, value, today=sheet.today, label=label)
    if answer is None or (answer.is_unread and match.score < SURELY_ASKED):
        sheet.keep(label, value)
        return
    sheet.findings.put(match.question, answer, label, SURE if match.score >= 0.8 else LIKELY, plain(value))


def _column(sheet: Sheet, section: Section, label: str, value: Lines, taken: set[str]) -> Match | None:
    """Give the question of a group that heads a column, what was written deciding between those as near."""
    matches = sheet.vocabulary.matches(label, None, section.group)
    found = [match for match in matches if match.score >= _A_COLUMN and match.question.id not in taken]
    near = [match for match in found if match.score >= found[0].score - _TIE]
    fitting = [match for match in near if fits(match.question, value, today=sheet.today)]
    return next(iter(fitting or near), None)


def _take_as_pairs(sheet: Sheet, grid: Grid, take_pair: Taker) -> None:
    """Take a grid of single people: a row each, whose first cell may say whose it is."""
    for row in grid.rows:
        pairs = list(zip(grid.head, row, strict=False))
        first = plain(row[0]) if row else ""
        place = sheet.sections.place(first) if sheet.sections.strength(first) >= _A_HEADING else None
        is_of_somebody = place is not None and not label_of(grid.head[0]).words
        before = sheet.where.place, sheet.where.near
        if place is not None and is_of_somebody:
            sheet.where.enter(place)
            pairs = pairs[1:]
        for label, value in pairs:
            take_pair(label, value)
        if is_of_somebody:
            sheet.where.place, sheet.where.near = before
