"""Answers said back, section by section, for the modals in which they may be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack.payload import Json
from bot.slack.views.blocks import LONGEST_SECTION, button, header, paragraph, paragraph_with, pieces
from forms.answers.dates import in_words
from forms.criteria import Limb
from forms.words import say
from handlers.screens import EarlierText, ReviewedAnswer, ReviewedSection

_LONGEST_BESIDE_ITS_LABEL = 80


def section_blocks(reviewed: ReviewedSection, *, editable: bool) -> Iterator[Json]:
    """Draw a section with its answers; `editable` puts a button beside it that leads to its page."""
    yield header(reviewed.section.title)
    text = _text(reviewed) or _nothing(reviewed)
    first, *rest = pieces(text, LONGEST_SECTION)
    if editable:
        change = button(
            "edit_section", say("screens.buttons.change"), value=reviewed.page_id, of=reviewed.section.title
        )
        yield paragraph_with(first, change)
    else:
        yield paragraph(first)
    yield from (paragraph(piece) for piece in rest)


def criteria_blocks(limbs: Sequence[Limb], summary: str) -> Iterator[Json]:
    """Draw the criteria limb by limb, in words that never decide; nothing where there are none."""
    if not limbs:
        return
    yield header(say("screens.criteria.title"))
    yield paragraph(summary)
    for limb in limbs:
        said = "\n".join((limb.text, *limb.said))
        yield from (paragraph(piece) for piece in pieces(said, LONGEST_SECTION))


def _nothing(reviewed: ReviewedSection) -> str:
    said = say("screens.review.no_rows")
    return f"{said}\n{say('screens.page.error', message=reviewed.problem)}" if reviewed.problem else said


def _text(reviewed: ReviewedSection) -> str:
    if reviewed.section.group is None:
        return "\n\n".join(_row(row) for row in reviewed.rows)
    rows = [f"{_row_title(reviewed, number)}\n{_row(row)}" for number, row in enumerate(reviewed.rows, start=1)]
    name = reviewed.section.row_name
    removed = (f"{say('screens.review.removed_row', row=name)}\n{_row(row)}" for row in reviewed.removed)
    return "\n\n".join([*rows, *removed])


def _row_title(reviewed: ReviewedSection, number: int) -> str:
    return say("screens.review.row", row=reviewed.section.row_name.capitalize(), number=number)


def _row(row: Sequence[ReviewedAnswer]) -> str:
    """Give what was answered or needs attention line by line, and the rest by label in one line at the end.

    Where one of several questions is enough, as the age without the date of birth, the others lack nothing.
    """
    said = [answer for answer in row if answer.text or answer.problem or answer.earlier]
    enough = {answer.question.one_of_group for answer in row if answer.text} - {None}
    lines = [_answer(answer) for answer in said]
    blank = [_label(each) for each in row if each not in said and each.question.one_of_group not in enough]
    if blank:
        lines.append(say("screens.review.blank", labels="; ".join(blank)))
    return "\n".join(lines)


def _answer(answer: ReviewedAnswer) -> str:
    long = len(answer.text) > _LONGEST_BESIDE_ITS_LABEL or "\n" in answer.text
    gap = "\n" if long else " "
    text = answer.text or (say("screens.review.nothing_now") if answer.earlier else "")
    line = "\n".join([f"{_label(answer)}:{gap}{text}".rstrip(), *(_earlier(earlier) for earlier in answer.earlier)])
    return f"{line}\n{say('screens.page.error', message=answer.problem)}" if answer.problem else line


def _earlier(earlier: EarlierText) -> str:
    text = earlier.text or say("screens.review.nothing_before")
    day = in_words(earlier.corrected_on)
    return say("screens.review.earlier", text=text, day=day, who=earlier.corrected_by)


def _label(answer: ReviewedAnswer) -> str:
    return answer.question.label.rstrip("?:")
