"""A case's history: who did what and when, without a word of the case (docs/procedure.md, section 7, rule 6)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, cut, header, modal, small
from forms.answers.dates import in_words_with_weekday
from forms.words import say
from handlers.history import HistoryLine, HistoryPage, Party

CALLBACK = "history"
_LONGEST_REASON = 500


def history_view(page: HistoryPage) -> Json:
    """Draw part of a case's history, day by day, with the ways to earlier entries and back."""
    blocks = [small(say("screens.history.intro"))]
    for day, lines in groupby(page.lines, lambda line: line.at.date()):
        blocks.append(header(in_words_with_weekday(day)))
        blocks += map(_line, lines)
    return modal(
        page.reference,
        [*blocks, buttons(*_ways(page))],
        callback_id=CALLBACK,
        remembers=Remembered(case_id=page.case_id),
    )


def _ways(page: HistoryPage) -> Iterator[Json]:
    if page.more_before is not None:
        yield button("history_earlier", say("screens.buttons.history_earlier"), value=str(page.more_before))
    if not page.is_latest:
        yield button("history", say("screens.buttons.history_latest"), value=page.case_id)
    yield button("open_case", say("screens.buttons.back_to_case"), value=page.case_id)


def _line(line: HistoryLine) -> Json:
    """Say who and what; somebody whose name is not kept is named as Slack knows them, and nothing is markup."""
    said = [_text(f"{line.at:%H:%M} "), _named(line.who)]
    said.append(_text(say("screens.history.did", what=line.what)))
    if line.whom is not None:
        link, whom = line.whom
        said += [_text(f" {link} "), _named(whom)]
    if line.reason:
        said.append(_text("\n" + say("screens.history.reason", reason=cut(line.reason, _LONGEST_REASON))))
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": said}]}


def _named(party: Party) -> Json:
    return {"type": "user", "user_id": party.slack} if party.slack else _text(party.name)


def _text(text: str) -> Json:
    return {"type": "text", "text": text}
