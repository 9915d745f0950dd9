"""The review before sending: everything asked, what is missing, and the criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.answers_shown import criteria_blocks, section_blocks
from bot.slack.views.blocks import LONGEST_SECTION, button, buttons, cut, modal, paragraph, paragraphs, parts, small
from bot.slack.views.danger import danger_line
from bot.slack.views.files import listed_files
from forms.walk import Missing
from forms.words import say
from handlers.board import Board
from handlers.screens import Review

CALLBACK = "review"
_MOST_BLOCKS = 80
_MOST_BLOCKS_READ = 85
_MOST_BYTES_READ = 200_000
"""A screen that is only read has fewer blocks around its parts, and sends nothing back."""
_MOST_BYTES = 45_000
"""What one part may hold, so that it opens quickly on a phone, far within Slack's limits."""


def review_view(review: Review, board: Board, *, part: int = 0) -> Json:
    """Draw one part of the review; from the last one the declaration is reached, once nothing is missing."""
    sections = (section_blocks(section, editable=True) for section in review.sections)
    files = listed_files(review.files, editable=review.takes_files)
    shown = [*chain.from_iterable(sections), *files, *criteria_blocks(review.limbs, review.criteria_summary)]
    divided = parts(shown, most_blocks=_MOST_BLOCKS, most_bytes=_MOST_BYTES)
    part = min(max(part, 0), len(divided) - 1)
    blocks = [
        small(part_line(part, len(divided), say("screens.review.intro"))),
        danger_line(board),
        *_news(review),
        *divided[part],
        buttons(
            *part_buttons("review_part", part, len(divided)),
            *_on_to_declaration(review, last=part == len(divided) - 1),
            button("save_later", say("screens.buttons.save_later")),
        ),
    ]
    return modal(
        say("screens.titles.review"),
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(case_id=review.case_id, revision=review.revision, seen=review.seen, part=part),
    )


def _on_to_declaration(review: Review, *, last: bool) -> Iterator[Json]:
    if last and not review.missing:
        label = say("screens.buttons.declaration")
        yield button("declaration", label, value=review.case_id, style="primary")


def part_of(shown: Iterable[Json], part: int, line: str, acts: Sequence[Json], action_id: str) -> list[Json]:
    """Give one part of a long screen: which part it is, what may be done, and the buttons to the other parts."""
    divided = parts(shown, most_blocks=_MOST_BLOCKS_READ, most_bytes=_MOST_BYTES_READ)
    part = min(max(part, 0), len(divided) - 1)
    ways = list(part_buttons(action_id, part, len(divided)))
    return [
        small(part_line(part, len(divided), line)),
        *([buttons(*acts)] if acts else []),
        *divided[part],
        *([buttons(*ways)] if ways else []),
    ]


def part_line(part: int, total: int, line: str) -> str:
    """Say which part of a long screen this is; nothing is added where there is only one."""
    return line if total == 1 else say("screens.review.part", line=line, number=part + 1, total=total)


def part_buttons(action_id: str, part: int, total: int) -> Iterator[Json]:
    """Give the buttons to the parts before and after this one."""
    if part > 0:
        yield button(f"{action_id}_previous", say("screens.buttons.previous_part"), value=str(part - 1))
    if part < total - 1:
        yield button(f"{action_id}_next", say("screens.buttons.next_part"), value=str(part + 1))


def _news(review: Review) -> Iterator[Json]:
    if review.newer:
        labels = "\n".join(f"• {label}" for label in review.newer)
        yield paragraph(cut(say("screens.saved.newer", labels=labels), LONGEST_SECTION))
    for sentence in review.advice:
        yield from paragraphs(sentence)
    if review.missing:
        lines = "\n".join(dict.fromkeys(_missing_line(lack) for lack in review.missing))
        yield paragraph(cut(say("screens.review.missing", lines=lines), LONGEST_SECTION))
    else:
        yield paragraph(say("screens.review.complete"))


def _missing_line(lack: Missing) -> str:
    return say("screens.review.missing_line", label=lack.question.label, section=lack.section.title)
