"""Drafts that wait, one that goes to a colleague, and a referral that is entered for somebody else."""

from __future__ import annotations

from datetime import timedelta

from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from tests.pictures.camera import Camera

PAGES = story("scr").pages


def drafts(camera: Camera, marram: World) -> None:
    """Enter what came by post; let a draft be handed over, be reminded of, warned of and erased."""
    start = marram.service.office.clock()
    camera.chapter(
        "Referrals from outside, and drafts that wait",
        "The business unit enters what came by phone, post or on paper, in the name of the person who refers. A draft "
        "that nobody changes is reminded of, warned of, and erased 30 days after its last change; before that it can "
        "go to a colleague.",
    )
    unit, referrer, colleague = (marram.person(user) for user in (world.UNIT, world.REFERRER, world.OWNER))
    camera.home("unit-home-begins", "The business unit’s Home: two ways to begin, and the drafts of others.", unit)
    home = unit.open_home()
    assert home is not None
    went_well(unit.click(home, "on_behalf"))
    arrived = {"came_by": "post", "arrived_on": "16 February 2026", "referrer": world.REFERRER}
    camera.modal("on-behalf", "How it came, when, and from whom.", unit, arrived)
    fill_in(unit, arrived)
    camera.modal("on-behalf-page", "Each page says whom “you” means.", unit)
    went_well(unit.close())
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, PAGES["before_you_start"])
    fill_in(referrer, PAGES["referrer"])
    went_well(unit.click(home, "drafts"))
    camera.modal("drafts", "Whose a draft is and how far it is, and nothing of what is in it.", unit)
    (own,) = [
        block["accessory"]["value"]
        for block in acts.modal(unit)["blocks"]
        if "accessory" in block and "Begun in Slack" in block["text"]["text"]
    ]
    block_id = next(
        block["block_id"] for block in acts.modal(unit)["blocks"] if block.get("accessory", {}).get("value") == own
    )
    went_well(unit.click(acts.modal(unit), "hand_over", block_id=block_id))
    camera.modal("hand-over", "To whom it goes.", unit, {"colleague": world.OWNER})
    fill_in(unit, {"colleague": world.OWNER})
    camera.modal("handed-over", "Both people are told.", unit)
    went_well(unit.close())
    fill_in(referrer, PAGES["children"])
    camera.modal("handed-away", "A screen that was still open says who goes on with it.", referrer)
    marram.settle()
    camera.message("notice-draft-handed-over", "What its former owner is told.", referrer.messages[-1])
    camera.message("notice-draft-handed-to-you", "What the colleague is told.", colleague.messages[-1])
    for days, name, line in (
        (2, "notice-draft-waits", "After two working days without a change."),
        (23, "notice-draft-warning", "Seven days before it is erased."),
        (31, "notice-draft-erased", "It is erased, and its owner is told."),
    ):
        marram.move_to(start + timedelta(days=days, minutes=10))
        marram.settle()
        camera.message(name, line, colleague.messages[-1])
    went_well(colleague.click(colleague.messages[-3], "continue_draft"))
    camera.modal("erased", "A button in an old message says what became of the draft.", colleague)
    waits = next(message for message in reversed(unit.messages) if "came to you" in message["text"])
    camera.message("notice-arrived-referral-waits", "What came from outside is never erased, but reminded of.", waits)
