"""Screens on which something is added to a sent referral, corrected or withdrawn, or a withdrawn one opened again."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import (
    button,
    buttons,
    confirm,
    header,
    modal,
    paragraph,
    paragraph_with,
    paragraphs,
    parts,
    small,
)
from bot.slack.views.danger import danger_line
from bot.slack.views.files import file_field
from bot.slack.views.inputs import LONGEST_TYPED, Place, field, question_inputs, text_input
from bot.slack.views.page import questions_alone
from bot.slack.views.review import part_buttons, part_line
from bot.slack.views.told import told_view
from forms.answers.dates import in_words
from forms.vocabulary import Kind, Question
from forms.words import say
from handlers.after_sending.screens import (
    AdditionScreen,
    CorrectionScreen,
    PartsScreen,
    ReopeningScreen,
    RowsScreen,
    Standing,
    WithdrawalScreen,
)
from handlers.board import Board
from handlers.screens import RowLine

ADDITION_CALLBACK = "addition"
CORRECTION_CALLBACK = "correction"
WITHDRAWAL_CALLBACK = "withdrawal"
REOPENING_CALLBACK = "reopening"
PARTS_CALLBACK = "correct_parts"
ROWS_CALLBACK = "correct_rows"
INFORMATION = "information"
_MOST_BLOCKS = 80
_MOST_BYTES = 45_000
_LONGEST_INFORMATION = 2 * LONGEST_TYPED
"""What fits in the two boxes of the screen; whoever has more to say adds the rest afterwards."""


def standing_view(standing: Standing) -> Json:
    """Draw where a referral stands, and what comes next by when."""
    text = say("screens.standing.text", state=standing.state, next_step=standing.next_step)
    return told_view(standing.reference, text, back_to_case(standing.case_id))


def addition_view(screen: AdditionScreen, board: Board) -> Json:
    """Draw where further information is typed, and files are given where the Board takes them."""
    question = Question(
        id=INFORMATION,
        label=say("screens.addition.label"),
        hint=say("screens.addition.hint"),
        kind=Kind.LONG_TEXT,
        longest=_LONGEST_INFORMATION,
    )
    blocks = [
        small(say("screens.case.confidential")),
        paragraph(say("screens.addition.explained", number=screen.number)),
        *question_inputs(question, None, required=True, room=True),
    ]
    if board.files is not None and screen.room:
        blocks.append(paragraph(say("screens.files.copy_stays", unit=board.business_unit_email)))
        blocks.append(file_field(board.files, screen.room))
    return modal(
        screen.reference,
        blocks,
        callback_id=ADDITION_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, new_id=screen.addition_id),
        submit=say("screens.buttons.add"),
    )


def parts_view(screen: PartsScreen) -> Json:
    """Draw the sections of a referral, each with a button that opens it to be corrected."""
    blocks = [
        small(say("screens.case.confidential")),
        header(say("screens.correct.choose")),
        paragraph(say("screens.correct.explained")),
        *(_part(part.title, part.section_id) for part in screen.parts),
        back_to_case(screen.case_id),
    ]
    remembers = Remembered(case_id=screen.case_id)
    return modal(screen.reference, blocks, callback_id=PARTS_CALLBACK, remembers=remembers)


def rows_view(screen: RowsScreen, *, part: int = 0) -> Json:
    """Draw one part of the rows of a section, each with a button that opens it to be corrected."""
    section = screen.section
    lines = [_row(row, section.row_name) for row in screen.rows] or [paragraph(say("screens.correct.no_rows"))]
    divided = parts(lines, most_blocks=_MOST_BLOCKS, most_bytes=_MOST_BYTES)
    part = min(max(part, 0), len(divided) - 1)
    ways = [
        *part_buttons("correct_rows_part", part, len(divided)),
        button("correct_new_row", say("screens.buttons.correct_new_row", row=section.row_name)),
        _other_section(),
    ]
    blocks = [
        small(part_line(part, len(divided), say("screens.case.confidential"))),
        header(section.title),
        paragraph(say("screens.correct.rows", row=section.row_name)),
        *divided[part],
        buttons(*ways),
    ]
    remembers = Remembered(case_id=screen.case_id, page_id=section.id, part=part)
    return modal(screen.reference, blocks, callback_id=ROWS_CALLBACK, remembers=remembers)


def correction_view(screen: CorrectionScreen, board: Board) -> Json:
    """Draw a section with its answers, to be corrected."""
    page = screen.page
    blocks = [
        small(say("screens.case.confidential")),
        paragraph(say("screens.correct.kept")),
        *_fixed(screen, board),
        *questions_alone(page),
        buttons(*_ways_on(screen)),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=CORRECTION_CALLBACK,
        remembers=Remembered(case_id=page.case_id, page_id=page.page_id, row_id=page.row_id, revision=page.revision),
        submit=say("screens.buttons.save_correction"),
    )


def withdrawal_view(screen: WithdrawalScreen, board: Board) -> Json:
    """Draw what withdrawing does, and where the reason is typed."""
    blocks = [
        danger_line(board),
        *(paragraph(text) for text in say("screens.withdraw.explained").split("\n\n")),
        _reason("withdraw"),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=WITHDRAWAL_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, new_id=screen.withdrawal_id),
        submit=say("screens.buttons.withdraw"),
    )


def reopening_view(screen: ReopeningScreen) -> Json:
    """Draw what opening a withdrawn referral again does, and where the reason is typed."""
    blocks = [paragraph(say("screens.reopen.explained", due=in_words(screen.due_on))), _reason("reopen")]
    return modal(
        screen.reference,
        blocks,
        callback_id=REOPENING_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, prior_id=screen.withdrawal_id),
        submit=say("screens.buttons.reopen"),
    )


def back_to_case(case_id: str) -> Json:
    """Give the button that leads back to the case."""
    return buttons(button("open_case", say("screens.buttons.back_to_case"), value=case_id))


def _part(title: str, section_id: str) -> Json:
    return paragraph_with(title, button("correct_part", say("screens.buttons.correct"), value=section_id, of=title))


def _row(row: RowLine, row_name: str) -> Json:
    name = row_name.capitalize()
    line = say("screens.page.row_line", row=name, number=row.number, summary=row.summary)
    which = say("screens.review.row", row=name, number=row.number)
    return paragraph_with(line, button("correct_row", say("screens.buttons.correct"), value=row.row_id, of=which))


def _fixed(screen: CorrectionScreen, board: Board) -> Iterator[Json]:
    if screen.route_is_fixed:
        yield from paragraphs(say("screens.correct.route_is_fixed", unit=board.business_unit_email))


def _ways_on(screen: CorrectionScreen) -> Iterator[Json]:
    section = screen.page.sections[0]
    if section.group is not None and not screen.is_new_row:
        yield button(
            "correct_remove_row",
            say("screens.buttons.remove_row", row=section.row_name),
            value=screen.page.row_id,
            style="danger",
            confirm=confirm(
                say("screens.remove.title", row=section.row_name),
                say("screens.correct.remove_text", row=section.row_name),
                say("screens.remove.yes"),
                say("screens.remove.no"),
            ),
        )
    yield _other_section()


def _other_section() -> Json:
    return button("correct_answer", say("screens.buttons.other_section"))


def _reason(which: str) -> Json:
    label, hint = say(f"screens.{which}.label"), say(f"screens.{which}.hint")
    return field(Place("reason"), label, text_input(lines=True), hint=hint)
