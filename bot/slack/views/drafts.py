"""Drafts that can be handed to a colleague, and where somebody says to whom one goes.

Never a word of what is in them (docs/procedure.md, section 7, rule 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, divider, modal, paragraph, paragraph_with
from bot.slack.views.inputs import Place, field, person_choice
from forms.answers.dates import in_words
from forms.calendar import LONDON, day_in_london
from forms.words import say
from handlers.notices.recipients import email_of, slack_of
from handlers.screens import HandoverScreen, WaitingDraft, WaitingDrafts

LIST_CALLBACK = "drafts"
CALLBACK = "hand_over"
FIELD = "colleague"


def drafts_view(waiting: WaitingDrafts, *, is_first: bool) -> Json:
    """Draw a page of drafts, each with a button to hand it over; the viewer's own can be gone on with."""
    blocks = [paragraph(say("screens.drafts.all" if waiting.everybodys else "screens.drafts.own"))]
    if not waiting.drafts:
        blocks.append(paragraph(say("screens.drafts.none")))
    for number, draft in enumerate(waiting.drafts, start=1):
        blocks.append(divider())
        if waiting.everybodys:
            blocks.append(_whose(draft))
        # two drafts can be begun in one minute: the number tells their buttons apart to the ear
        of = say("screens.drafts.numbered", number=number, line=_line(draft))
        hand = button("hand_over", say("screens.buttons.hand_over"), value=draft.case_id, of=of)
        if draft.is_own:
            go_on = button(
                "continue_draft", say("screens.buttons.continue"), value=draft.case_id, of=of, style="primary"
            )
            blocks += [paragraph(_line(draft)), buttons(go_on, hand)]
        else:
            blocks.append(paragraph_with(_line(draft), hand))
    ways = list(_ways(waiting, is_first=is_first))
    return modal(
        say("screens.titles.drafts"), [*blocks, *([buttons(*ways)] if ways else [])], callback_id=LIST_CALLBACK
    )


def handover_view(screen: HandoverScreen) -> Json:
    """Draw where somebody says to whom a draft goes."""
    blocks = [
        _whose(screen.draft),
        paragraph(_line(screen.draft)),
        paragraph(say("screens.hand_over.explained")),
        field(Place(FIELD), say("screens.hand_over.label"), person_choice(), hint=say("screens.hand_over.hint")),
    ]
    return modal(
        say("screens.titles.hand_over"),
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(case_id=screen.draft.case_id),
        submit=say("screens.buttons.hand_it_over"),
    )


def _ways(waiting: WaitingDrafts, *, is_first: bool) -> Iterator[Json]:
    of = "drafts" if waiting.everybodys else "own_drafts"
    if not is_first:
        yield button(of, say("screens.buttons.first_drafts"))
    if waiting.more_after:
        yield button(f"more_{of}", say("screens.buttons.more_drafts"), value=waiting.more_after)


def _whose(draft: WaitingDraft) -> Json:
    """Name the owner as Slack knows them: a person's name is not kept, and nothing here is markup."""
    said = {"type": "text", "text": say("screens.drafts.whose") + " "}
    owner = slack_of(draft.owner)
    who = (
        {"type": "user", "user_id": owner} if owner else {"type": "text", "text": email_of(draft.owner) or draft.owner}
    )
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [said, who]}]}


def _line(draft: WaitingDraft) -> str:
    begun = draft.begun_at.astimezone(LONDON)
    return say(
        "screens.drafts.line",
        day=f"{in_words(begun.date())}, {begun:%H:%M}",
        changed=in_words(day_in_london(draft.changed_at)),
        number=draft.progress.number,
        total=draft.progress.total,
        came_by=say(f"screens.drafts.came_by.{draft.came_by}"),
    )
