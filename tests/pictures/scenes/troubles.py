"""What people are told where something cannot be done, is out of date, or went wrong."""

from __future__ import annotations

from bot.slack.views.told import refused_view, told_view
from bot.trial import acts, world
from bot.trial.hands import block_ids, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from forms.words import say
from tests.pictures.camera import Camera, latest

LEARNING = story("learning").pages
PARTS = {
    "stale": "A button or screen that an earlier version of the bot made.",
    "not_found": "What a button was for is not there any more.",
    "not_saved": "A click could not be saved: what was typed stays on the screen behind.",
}
"""Short news that only a failing database or an older version of the bot brings about."""


def troubles(camera: Camera, marram: World) -> None:
    """Show each kind of refusal and of trouble."""
    camera.chapter("When something cannot be done", "Each says what is the matter and what to do, and blames nobody.")
    card = marram.person(world.UNIT).channel_messages(world.PANEL_CHANNEL)[0]
    marram.workspace.add_user("U0STRANGER", "Nia Holm")
    members = marram.workspace.channel(world.PANEL_CHANNEL).members
    members.add("U0STRANGER")
    stranger = marram.person("U0STRANGER")
    went_well(stranger.click(card, "open_case"))
    camera.modal("refused", "Somebody in the channel who has no part in the case cannot open it.", stranger)
    went_well(stranger.close())
    for key, line in PARTS.items():
        title, text = say(f"screens.told.{key}_title"), say(f"screens.told.{key}")
        camera.view(key.replace("_", "-"), line, told_view(title, text))
    camera.view("not-a-member", "Bots and removed accounts.", refused_view(say("screens.told.not_a_member")))
    _typed_but_not_saved(camera, marram)
    camera.message("too-late", "Only this person sees it: Slack did not open the screen in time.",
                   {"text": say("screens.told.too_late")})  # fmt: skip


def undelivered(camera: Camera, marram: World) -> None:
    """Show a message that could not be delivered, on the Home of the business unit, and what trying again says."""
    unit = marram.person(world.UNIT)
    camera.home("home-failed", "The business unit’s Home with a message that could not be delivered.", unit)
    marram.workspace.channel(world.PANEL_CHANNEL).members.add(marram.workspace.bot_user_id)
    where = latest(marram, world.UNIT, "retry_notice")
    went_well(unit.click(where, "retry_notice"))
    camera.modal("retried", "The message is on its way again.", unit)
    marram.settle()
    went_well(unit.close())
    went_well(unit.click(where, "retry_notice"))
    camera.modal("not-retried", "It has gone out already, so it is not sent again.", unit)
    went_well(unit.close())


def _typed_but_not_saved(camera: Camera, marram: World) -> None:
    """Submit a page while the database cannot be written; nothing in the world does that on demand."""
    person = marram.person(world.MANAGER)
    went_well(person.command("/refer"))
    fill_in(person, {})
    first = next(iter(block_ids(acts.modal(person)).values()))
    person.errors = {first: say("screens.told.not_saved")}
    camera.modal("not-saved-typed", "A page could not be saved: what was typed stays, and the person is told.", person,
                 LEARNING["before_you_start"])  # fmt: skip
    person.errors = {}
    went_well(person.close())
