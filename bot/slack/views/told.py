"""A short piece of news in a modal: saved, sent, done, refused."""

from __future__ import annotations

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import LONGEST_SECTION, button, buttons, cut, header, modal, paragraph, paragraphs
from bot.slack.views.danger import danger_line
from bot.slack.views.progress import time_left
from forms.answers.dates import in_words
from forms.words import say
from handlers.board import Board
from handlers.screens import Receipt, Saved

CALLBACK = "told"


def told_view(title: str, text: str, *further: Json) -> Json:
    """Draw a title and a text, with what may come below them."""
    blocks = [header(title), *paragraphs(text), *further]
    return modal(say("screens.titles.told"), blocks, callback_id=CALLBACK)


def refused_view(message: str) -> Json:
    """Draw a refusal: it says what was refused and what to do instead."""
    return told_view(say("screens.told.refused"), message)


def saved_view(saved: Saved, board: Board) -> Json:
    """Draw that everything typed so far is kept, and how to come back."""
    further = [paragraph(sentence) for sentence in saved.advice]
    for key, labels in (("unread", saved.unread), ("newer", saved.newer)):
        if labels:
            lines = "\n".join(f"• {label}" for label in labels)
            further.append(paragraph(cut(say(f"screens.saved.{key}", labels=lines), LONGEST_SECTION)))
    further.append(buttons(button("continue_draft", say("screens.buttons.continue_now"), value=saved.case_id)))
    further.append(danger_line(board))
    left = time_left(saved.progress)
    text = say("screens.saved.text", number=saved.progress.number, total=saved.progress.total, left=left)
    return told_view(say("screens.saved.title"), text, *further)


def receipt_view(receipt: Receipt, board: Board) -> Json:
    """Draw the receipt: the reference and what happens next by when, and nothing of the content."""
    due = in_words(receipt.decision_due_on)
    blocks = [
        header(say("screens.receipt.reference", reference=receipt.reference)),
        paragraph(say("screens.receipt.received", day=in_words(receipt.received_on))),
        paragraph(say("screens.receipt.next", panel=cut(board.panel_name, 150), due=due)),
        paragraph(say("screens.receipt.told_for_them" if receipt.on_behalf else "screens.receipt.hear_back")),
        danger_line(board),
    ]
    return modal(
        say("screens.titles.receipt"),
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(case_id=receipt.case_id),
    )
