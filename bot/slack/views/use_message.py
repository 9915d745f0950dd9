"""Using a message in the form: which referral it is for, and which question it answers."""

from __future__ import annotations

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, divider, header, modal, paragraphs, small
from bot.slack.views.inputs import Place, field, menu_of
from bot.slack.views.welcome import draft_block
from forms.vocabulary import Choice
from forms.words import say
from handlers.conversation.using import Usable, WhichDraft, WhichQuestion

CALLBACK = "use_message"
QUESTION = "question"
"""The field in which the question is chosen."""
MOST_DRAFTS = 90
"""A modal has room for a hundred blocks."""
LONGEST_SHOWN = 12_000
"""Characters of the message that are shown, so that the screen opens quickly; all of them are used."""


def which_draft_view(which: WhichDraft) -> Json:
    """Draw the referrals that are begun, each with a button, and one for a new referral."""
    blocks = [header(say("conversation.use.which_draft"))]
    for draft in which.drafts[:MOST_DRAFTS]:
        line = draft_block(draft)
        line["accessory"]["action_id"] = "use_in_draft"
        blocks.append(line)
    blocks.append(buttons(button("use_in_new", say("conversation.buttons.use_in_new"))))
    remembers = Remembered(item_id=which.item_id)
    return modal(say("screens.titles.refer"), blocks, callback_id=CALLBACK, remembers=remembers)


def which_question_view(which: WhichQuestion) -> Json:
    """Draw what was written, and the questions of which it may answer one."""
    choices = [Choice(id=each.question_id, label=_option(each)) for each in which.questions]
    menu = menu_of(choices)
    if which.suggested:
        options = menu.get("options") or [one for group in menu["option_groups"] for one in group["options"]]
        menu["initial_option"] = next(option for option in options if option["value"] == which.suggested)
    blocks = [
        header(say("conversation.use.which_question")),
        field(Place(QUESTION), say("conversation.use.question"), menu, hint=say("conversation.use.question_hint")),
        divider(),
        small(say("conversation.use.your_text")),
        *paragraphs(which.text[:LONGEST_SHOWN]),
    ]
    return modal(
        say("screens.titles.refer"),
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(case_id=which.case_id, item_id=which.item_id),
        submit=say("conversation.buttons.use"),
    )


def _option(usable: Usable) -> str:
    label = usable.label
    if label.rstrip("?") != usable.section:  # a section may be called by its question
        label = say("conversation.use.option", section=usable.section, label=label)
    return say("conversation.use.option_answered", label=label) if usable.is_answered else label
