"""The App Home: references and dates only, never a word of a case (docs/procedure.md, section 7, rule 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, cut, divider, header, paragraph, paragraph_with, small
from bot.slack.views.danger import danger_first
from bot.slack.views.welcome import all_drafts, draft_block
from forms.answers.dates import in_words
from forms.words import say
from handlers.board import Board
from handlers.notices.rendering import about, trouble
from handlers.screens import CaseLine, DutyLine, FailedNotice, Home, SentLine

_MOST_LINES = 10
"""Lines in each list but that of the open cases, which comes page by page."""

_Line = TypeVar("_Line")


def home_view(home: Home, board: Board) -> Json:
    """Draw what concerns a person now."""
    blocks = [
        *danger_first(board.front_door, board.out_of_hours),
        divider(),
        *_begin(home, board),
        *_list("drafts", home.drafts, draft_block),
        *all_drafts(len(home.drafts), _MOST_LINES),
        *_list("duties", home.duties, _duty),
        *_list("awaiting_decision", home.awaiting_decision, _awaiting),
        *_nothing("awaiting_decision", "no_decision_waits", none=home.decides and not home.awaiting_decision),
        *_list("sent", home.sent, _sent, in_all=home.sent_in_all),
        *_list("failed", home.failed, _failed),
        *_open_cases(home),
        *_nothing("open_cases", "no_open_cases", none=home.sees_register and not home.open_cases),
    ]
    return {"type": "home", "callback_id": "home", "blocks": blocks}


def _begin(home: Home, board: Board) -> Iterator[Json]:
    if home.may_refer:
        yield paragraph(say("screens.home.refer", panel=cut(board.panel_name, 150)))
        yield buttons(*_ways_to_begin(home))
        if not home.drafts and not home.sent:
            yield small(say("screens.home.nothing_yet"))
    else:
        yield paragraph(say("screens.home.may_not_refer"))


def _ways_to_begin(home: Home) -> Iterator[Json]:
    yield button("refer", say("screens.buttons.refer"), style="primary")
    if home.may_enter_on_behalf:
        yield button("on_behalf", say("screens.buttons.on_behalf"))
    if home.sees_drafts:
        yield button("drafts", say("screens.buttons.all_drafts"))
    elif home.drafts:
        yield button("drafts", say("screens.buttons.own_drafts"))
    if home.intakes_waiting is not None:
        waiting = f"{home.intakes_waiting}" if home.intakes_waiting else say("screens.home.none_waits")
        yield button("see_intakes", say("screens.buttons.see_intakes", count=waiting))
    if home.manages_people:
        yield button("people", say("screens.buttons.people"))


def _list(name: str, lines: Sequence[_Line], draw: Callable[[_Line], Json], *, in_all: int = 0) -> Iterator[Json]:
    """Draw the first lines of a list and say how many more there are; `in_all` where only its first were given."""
    if not lines:
        return
    yield header(say(f"screens.home.title.{name}"))
    yield from (draw(line) for line in lines[:_MOST_LINES])
    more = max(in_all, len(lines)) - _MOST_LINES
    if more > 0:
        yield small(say("screens.home.more", count=more))


def _nothing(name: str, key: str, *, none: bool) -> Iterator[Json]:
    """Say in words that a list is empty, to somebody who looks for it."""
    if none:
        yield header(say(f"screens.home.title.{name}"))
        yield paragraph(say(f"screens.home.{key}"))


def _duty(duty: DutyLine) -> Json:
    line = say(f"screens.home.duty.{duty.kind}", reference=duty.reference, due=_due(duty.due_on, late=duty.is_late))
    action_id = "action_done" if duty.kind == "action" else "information_supplied"
    return _with_open(line, action_id, duty.duty_id)


def _awaiting(case: CaseLine) -> Json:
    return _with_open(_case_text(case), "open_case", case.case_id)


def _case_text(case: CaseLine) -> str:
    return say("screens.home.case", reference=case.reference, due=_due(case.due_on, late=case.is_late))


def _due(day: date, *, late: bool) -> str:
    return say("screens.home.late" if late else "screens.home.due", day=in_words(day))


def _sent(sent: SentLine) -> Json:
    line = say("screens.home.sent", reference=sent.reference, state=sent.state, next_step=sent.next_step)
    return _with_open(line, "open_case", sent.case_id)


def _with_open(line: str, action_id: str, value: str) -> Json:
    return paragraph_with(line, button(action_id, say("screens.buttons.open"), value=value, of=line))


def _failed(notice: FailedNotice) -> Json:
    line = say(
        "screens.home.failed",
        kind=about(notice.kind),
        reference=notice.reference or say("screens.home.no_reference"),
        trouble=trouble(notice.trouble),
    )
    return paragraph_with(line, button("retry_notice", say("screens.buttons.retry"), value=notice.outbox_id, of=line))


def _open_cases(home: Home) -> Iterator[Json]:
    if not home.open_cases:
        return
    yield header(say("screens.home.title.open_cases"))
    yield from (_awaiting(case) for case in home.open_cases)
    if home.more_after:
        yield buttons(button("more_cases", say("screens.buttons.more_cases"), value=home.more_after))
