"""The rows of a section in their order, each to be moved up or down."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, modal, paragraph, small
from bot.slack.views.review import part_buttons, part_line
from forms.words import say
from handlers.screens import OrderScreen, RowLine

CALLBACK = "order"
ROWS_OF_A_PART = 40
"""Each row takes two blocks of the hundred that a modal may have."""
BETWEEN = ">"
"""Stands in a button's value between the row that is moved and the row that it is put before."""


def order_view(screen: OrderScreen, about: Remembered) -> Json:
    """Draw one part of the rows; each button's move is saved at once. `about` is what the screen before remembered."""
    starts = range(0, max(len(screen.rows), 1), ROWS_OF_A_PART)
    part = min(max(about.part, 0), len(starts) - 1)
    ways = list(part_buttons("order_part", part, len(starts)))
    blocks = [
        small(part_line(part, len(starts), say("screens.order.intro"))),
        *([paragraph(say("screens.order.newer"))] if screen.newer else []),
        *([buttons(button("order_by_date", say("screens.buttons.by_date")))] if screen.section.order_by else []),
        *(block for row in screen.rows[starts[part] : starts[part] + ROWS_OF_A_PART] for block in _row(row, screen)),
        *([buttons(*ways)] if ways else []),
    ]
    return modal(
        say("screens.titles.order"),
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(
            case_id=screen.case_id,
            page_id=screen.page_id,
            row_id=about.row_id,
            seen=screen.seen,
            part=part,
            to_review=about.to_review,
        ),
        submit=say("screens.buttons.order_done"),
    )


def _row(row: RowLine, screen: OrderScreen) -> Iterator[Json]:
    name = screen.section.row_name.capitalize()
    yield paragraph(say("screens.page.row_line", row=name, number=row.number, summary=row.summary))
    which = say("screens.review.row", row=name, number=row.number)
    before = screen.rows[: row.number - 1]
    after = screen.rows[row.number :]
    moves = []
    if before:
        value = f"{row.row_id}{BETWEEN}{before[-1].row_id}"
        moves.append(button("move_up", say("screens.buttons.move_up"), value=value, of=which))
    if after:
        value = f"{after[0].row_id}{BETWEEN}{row.row_id}"
        moves.append(button("move_down", say("screens.buttons.move_down"), value=value, of=which))
    if moves:
        yield buttons(*moves)
