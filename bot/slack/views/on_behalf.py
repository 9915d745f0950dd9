"""Where the business unit says how a referral came that it enters for somebody else."""

from __future__ import annotations

from bot.slack.payload import Json
from bot.slack.views.blocks import modal, paragraph
from bot.slack.views.danger import danger_line
from bot.slack.views.inputs import Place, field, person_choice, single_choice, text_input
from forms.answers.dates import in_words
from forms.vocabulary import Choice
from forms.words import say
from handlers.board import Board
from handlers.referral.on_behalf import WAYS
from handlers.screens import OnBehalfScreen

CALLBACK = "on_behalf"


def on_behalf_view(screen: OnBehalfScreen, board: Board) -> Json:
    """Draw the questions. The names of the fields are those of `handlers.referral.on_behalf.BeginOnBehalf`."""
    ways = [Choice(id=way, label=say(f"screens.on_behalf.came_by.{way}")) for way in WAYS]
    arrived_on = screen.typed.get("arrived_on") or in_words(screen.today)
    blocks = [
        danger_line(board),
        paragraph(say("screens.on_behalf.intro")),
        _field(
            "came_by",
            single_choice(ways, screen.typed.get("came_by", "")),
            hint=say("screens.on_behalf.hint.came_by"),
        ),
        _field("arrived_on", text_input(arrived_on), hint=say("screens.on_behalf.hint.arrived_on")),
        _field(
            "referrer",
            person_choice(screen.typed.get("referrer", "")),
            hint=say("screens.on_behalf.hint.referrer"),
            required=False,
        ),
    ]
    return modal(
        say("screens.titles.on_behalf"),
        blocks,
        callback_id=CALLBACK,
        submit=say("screens.welcome.begin"),
    )


def _field(name: str, element: Json, *, hint: str = "", required: bool = True) -> Json:
    return field(Place(name), say(f"screens.on_behalf.label.{name}"), element, hint=hint, required=required)
