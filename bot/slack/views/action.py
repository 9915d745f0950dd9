"""Actions that follow a decision, and information that was asked for: adding one, and saying that it is done."""

from __future__ import annotations

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import modal, paragraph, paragraphs, small
from bot.slack.views.inputs import Place, field, single_choice, text_input
from forms.answers.dates import in_words
from forms.vocabulary import Choice
from forms.words import say
from handlers.case_screens import ActionScreen, DoneScreen, SupplyScreen

CALLBACK = "action"
DONE_CALLBACK = "done"
SUPPLIED_CALLBACK = "supplied"


def action_view(screen: ActionScreen) -> Json:
    """Draw where an action is added. The names of its fields are those of `handlers.actions.AddAction`."""
    people = [Choice(id=person.who, label=person.label) for person in screen.people]
    blocks = [small(say("screens.case.confidential"))]
    if screen.left_out:
        blocks.append(paragraph(say("screens.action.left_out", count=screen.left_out)))
    if not people:
        return modal(screen.reference, [*blocks, paragraph(say("screens.action.nobody"))], callback_id=CALLBACK)
    blocks += [
        _field("text", text_input(screen.typed.get("text", ""), lines=True), hint=say("screens.action.hint.text")),
        _field("owner", single_choice(people, screen.typed.get("owner", "")), hint=say("screens.action.hint.owner")),
        _field("due", text_input(screen.typed.get("due", "")), hint=say("screens.page.date_hint")),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(case_id=screen.case_id, new_id=screen.action_id),
        submit=say("screens.buttons.add_action"),
    )


def done_view(screen: DoneScreen) -> Json:
    """Draw where the owner of an action says what was done."""
    blocks = [
        small(say("screens.case.confidential")),
        *paragraphs(say("screens.case.action_line", number=screen.number, text=screen.text)),
        paragraph(say("screens.action.due", day=in_words(screen.due_on))),
        field(
            Place("note"),
            say("screens.action.label.note"),
            text_input(screen.typed.get("note", ""), lines=True),
            hint=say("screens.action.hint.note"),
        ),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=DONE_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, duty_id=screen.duty_id),
        submit=say("screens.buttons.mark_done"),
    )


def supply_view(screen: SupplyScreen) -> Json:
    """Draw what was asked for, and where the person says that they have supplied it."""
    blocks = [
        small(say("screens.case.confidential")),
        paragraph(say("screens.supply.due", day=in_words(screen.due_on))),
        *paragraphs(screen.wanted),
        paragraph(say("screens.supply.how")),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=SUPPLIED_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, duty_id=screen.duty_id),
        submit=say("screens.buttons.mark_supplied"),
    )


def _field(name: str, element: Json, *, hint: str = "") -> Json:
    return field(Place(name), say(f"screens.action.label.{name}"), element, hint=hint)
