"""The first screen: danger first, then what the bot does with what it is told."""

from __future__ import annotations

from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, cut, divider, header, modal, paragraph, paragraph_with
from bot.slack.views.danger import danger_first
from bot.slack.views.progress import time_left
from forms.answers.dates import in_words
from forms.words import say
from handlers.screens import DraftLine, Welcome
from handlers.work import LONDON

CALLBACK = "welcome"
MOST_DRAFTS = 20
"""More are found in the list of all of them."""


def welcome_view(welcome: Welcome) -> Json:
    """Draw the first screen; its submission begins a new referral, its buttons go on with an earlier one."""
    blocks = [
        *danger_first(welcome.front_door, welcome.out_of_hours),
        divider(),
        header(say("screens.welcome.what_title")),
        paragraph(say("screens.welcome.what", panel=cut(welcome.panel_name, 150), board=cut(welcome.board_name, 150))),
        paragraph(say("screens.welcome.privacy", panel=cut(welcome.panel_name, 150))),
        paragraph(say("screens.welcome.time")),
    ]
    if welcome.in_conversation:
        offer = button("begin_in_conversation", say("conversation.buttons.begin"))
        blocks.append(paragraph_with(say("conversation.begin.offer"), offer))
    if welcome.may_enter_on_behalf:
        offer = button("on_behalf", say("screens.buttons.on_behalf"))
        blocks.append(paragraph_with(say("screens.on_behalf.offer"), offer))
    if welcome.drafts:
        blocks += [divider(), header(say("screens.welcome.drafts_title"))]
        blocks += [draft_block(draft) for draft in welcome.drafts[:MOST_DRAFTS]]
        blocks += all_drafts(len(welcome.drafts), MOST_DRAFTS)
    return modal(say("screens.titles.refer"), blocks, callback_id=CALLBACK, submit=say("screens.welcome.begin"))


def all_drafts(count: int, shown: int) -> list[Json]:
    """Give the button to the list of all of somebody's drafts, where not every one of them is shown."""
    return [buttons(button("own_drafts", say("screens.buttons.see_own_drafts")))] if count > shown else []


def draft_block(draft: DraftLine) -> Json:
    """Draw one draft in a list, told apart without a word of its content (docs/procedure.md, section 7, rule 2)."""
    begun = draft.begun_at.astimezone(LONDON)
    line = say(
        "screens.draft.line",
        day=in_words(begun.date()),
        time=f"{begun:%H:%M}",
        number=draft.progress.number,
        total=draft.progress.total,
    )
    line = f"{line} {time_left(draft.progress)}"
    return paragraph_with(line, button("continue_draft", say("screens.buttons.continue"), value=draft.case_id, of=line))
