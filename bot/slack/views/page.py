"""One page of the form, to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import (
    button,
    buttons,
    confirm,
    cut,
    divider,
    header,
    modal,
    paragraph,
    paragraph_with,
    paragraphs,
    small,
)
from bot.slack.views.danger import danger_line
from bot.slack.views.inputs import question_inputs
from bot.slack.views.progress import progress_line
from forms.long_texts import boxes
from forms.vocabulary import Kind, Question, Section
from forms.words import say
from handlers.board import Board
from handlers.referral.route import DECLARATION
from handlers.screens import PageScreen, RowLine

CALLBACK = "page"
DECLARATION_CALLBACK = "declaration"
MOST_ROWS = 25
"""Rows listed on the page itself; the review lists all."""


def page_view(screen: PageScreen, board: Board, *, to_review: bool = False) -> Json:
    """Draw a page. What is typed on it is saved by its submission and by each of its buttons.

    `to_review`: the page was opened from the review, and goes back there.
    """
    blocks = [
        small(progress_line(screen.progress)),
        danger_line(board),
        *_news(screen),
        *_rows(screen),
        *_not_known(screen),
        *_explanations(screen),
        *_sections(screen),
        _ways_on(screen, to_review=to_review, in_conversation=board.answers_in_conversation),
    ]
    return modal(
        say("screens.titles.refer"),
        blocks,
        callback_id=CALLBACK,
        remembers=replace(_remembers(screen), to_review=to_review),
        submit=say("screens.buttons.save_and_continue"),
    )


def declaration_view(screen: PageScreen, board: Board) -> Json:
    """Draw the declaration, whose submission sends the referral."""
    blocks = [
        small(say("screens.declaration.last_step")),
        danger_line(board),
        *_news(screen),
        *_explanations(screen),
        *_sections(screen),
        paragraph(say("screens.declaration.what_happens", panel=cut(board.panel_name, 150))),
        buttons(
            button("review", say("screens.buttons.back_to_review"), value=screen.case_id),
            button("save_later", say("screens.buttons.save_later")),
        ),
    ]
    return modal(
        say("screens.titles.declaration"),
        blocks,
        callback_id=DECLARATION_CALLBACK,
        remembers=_remembers(screen),
        submit=say("screens.buttons.send"),
    )


def questions_alone(screen: PageScreen) -> Iterator[Json]:
    """Draw the questions of a page with their answers and what is to be said about those, and nothing else."""
    yield from _news(screen)
    yield from _not_known(screen)
    yield from _sections(screen, alone=True)


def _remembers(screen: PageScreen) -> Remembered:
    return Remembered(screen.case_id, screen.origin, screen.page_id, screen.row_id, screen.revision, seen=screen.seen)


def _news(screen: PageScreen) -> Iterator[Json]:
    if screen.on_behalf:
        key = "declaration" if DECLARATION in {question.id for question in screen.questions} else "page"
        yield paragraph(say(f"screens.on_behalf.{key}"))
    if screen.errors:
        labels = [question.label for question in screen.questions if question.id in screen.errors]
        yield paragraph(cut(say("screens.page.errors", labels="\n".join(f"• {label}" for label in labels)), 3000))
    if screen.newer:
        yield paragraph(cut(say("screens.page.newer", labels="\n".join(f"• {label}" for label in screen.newer)), 3000))
    for sentence in screen.advice:
        yield from paragraphs(sentence)


def _not_known(screen: PageScreen) -> Iterator[Json]:
    """Say once for the whole page that not knowing is an answer (docs/procedure.md, section 3)."""
    if any(question.not_known_allowed for question in screen.questions):
        yield small(say("screens.page.not_known_hint"))


def _explanations(screen: PageScreen) -> Iterator[Json]:
    if any(question.explain for question in screen.questions):
        yield buttons(button("explain", say("screens.buttons.explain")))


def _sections(screen: PageScreen, *, alone: bool = False) -> Iterator[Json]:
    shown = {question.id for question in screen.questions}
    for section in screen.sections:
        asked = [question for question in section.questions if question.id in shown]
        if not asked:
            continue
        yield header(_title(section, screen))
        if section.intro and not alone:
            yield from paragraphs(section.intro)
        for question in asked:
            yield from _question(question, screen, screen.row_id if section.group else "", room_to_come=not alone)


def _title(section: Section, screen: PageScreen) -> str:
    if section.group is None:
        return section.title
    return say("screens.page.row_title", title=section.title, row=section.row_name, number=screen.row_number)


def _question(question: Question, screen: PageScreen, row_id: str, *, room_to_come: bool) -> Iterator[Json]:
    if question.id in screen.errors:
        yield paragraph(cut(say("screens.page.error", message=screen.errors[question.id]), 3000))
    inputs = question_inputs(
        question,
        screen.answers.get(question.id, row_id),
        required=question.id in screen.required,
        row_id=row_id,
        revision=screen.revision,
        room=question.id in screen.room,
    )
    yield from inputs
    if room_to_come and question.kind is Kind.LONG_TEXT and len(inputs) < boxes(question.longest):
        more = button("more_room", say("screens.buttons.more_room"), value=question.id, of=question.label)
        yield buttons(more)


def _rows(screen: PageScreen) -> Iterator[Json]:
    if not screen.rows:
        return
    section = _repeated(screen)
    yield header(say("screens.page.rows_title", title=section.title))
    for row in screen.rows[:MOST_ROWS]:
        yield _row(row, section)
    if len(screen.rows) > MOST_ROWS:
        yield small(say("screens.page.more_rows", count=len(screen.rows) - MOST_ROWS))
    if len(screen.answers.rows(str(section.group))) > 1:
        yield buttons(button("order_rows", say("screens.buttons.order_rows")))
    yield divider()


def _row(row: RowLine, section: Section) -> Json:
    name = section.row_name.capitalize()
    line = say("screens.page.row_line", row=name, number=row.number, summary=row.summary)
    which = say("screens.review.row", row=name, number=row.number)
    return paragraph_with(line, button("change_row", say("screens.buttons.change"), value=row.row_id, of=which))


def _repeated(screen: PageScreen) -> Section:
    return next(section for section in screen.sections if section.group is not None)


def _ways_on(screen: PageScreen, *, to_review: bool, in_conversation: bool) -> Json:
    ways = []
    if screen.row_id:
        section = _repeated(screen)
        ways.append(button("another_row", say("screens.buttons.another_row", row=section.row_name)))
        if screen.row_id in screen.answers.rows(str(section.group)):
            ways.append(_remove(screen.row_id, section))
    if screen.progress.number > 1 and not to_review:
        ways.append(button("back", say("screens.buttons.back")))
    if not to_review:
        ways.append(button("skip", say("screens.buttons.skip")))
    if in_conversation and not to_review and not screen.on_behalf:  # messages do not say whom “you” means
        ways.append(button("go_on_in_conversation", say("conversation.buttons.switch")))
    ways.append(button("save_later", say("screens.buttons.save_later")))
    return buttons(*ways)


def _remove(row_id: str, section: Section) -> Json:
    return button(
        "remove_row",
        say("screens.buttons.remove_row", row=section.row_name),
        value=row_id,
        style="danger",
        confirm=confirm(
            say("screens.remove.title", row=section.row_name),
            say("screens.remove.text", row=section.row_name),
            say("screens.remove.yes"),
            say("screens.remove.no"),
        ),
    )
