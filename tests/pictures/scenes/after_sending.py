"""A referral after it was sent: added to, corrected, withdrawn, and opened again."""

from __future__ import annotations

from bot.sandbox.person import Person
from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from tests.pictures.camera import Camera, latest

SCR = story("scr")


def after_sending(camera: Camera, marram: World) -> None:
    """Go through everything that a referrer may do with a referral that was sent, and the business unit for them."""
    camera.chapter(
        "After sending",
        "The referrer, or the business unit for them, adds, corrects and withdraws. What was sent is never lost.",
    )
    newcomer, unit, chair = (marram.person(user) for user in (world.REFERRER, world.UNIT, world.CHAIR))
    camera.home("home-newcomer", "The Home of somebody who has not referred a case yet.", newcomer)
    camera.home("home-no-case", "The business unit’s Home while no case is open.", unit)
    camera.home("home-nothing-to-decide", "The chair’s Home while nothing waits for a decision.", chair)
    acts.refer(newcomer, SCR.pages)
    marram.settle()
    _add_and_correct(camera, marram)
    _withdraw(camera, marram)
    _open_again(camera, marram)


def _add_and_correct(camera: Camera, marram: World) -> None:
    referrer = _opened(marram, world.REFERRER)
    went_well(referrer.click(acts.modal(referrer), "where_it_stands"))
    camera.modal("where-it-stands", "Where a referral stands, what comes next and by when.", referrer)
    referrer = _opened(marram, world.REFERRER, "add_information")
    text = {"information": "The school has a letter from January."}
    camera.modal("add-information", "Further information, in as many boxes as it needs.", referrer, text)
    fill_in(referrer, text)
    camera.modal("information-added", "It is kept with a number, and those who work on the case are told.", referrer)
    referrer = _opened(marram, world.REFERRER, "correct_answer")
    camera.modal("correct-choose", "Choosing what to correct.", referrer)
    _choose(referrer, "correct_part", "A")
    camera.modal("correct-fixed", "The kind of referral cannot be corrected, and the screen says why.", referrer)
    referrer = _opened(marram, world.REFERRER, "correct_answer")
    _choose(referrer, "correct_part", "D")
    typed = {"outline": "An aunt brought the child to hospital."}
    camera.modal("correct", "A section opens with its answers, to be corrected.", referrer, typed, cut="top")
    fill_in(referrer, typed)
    camera.modal("corrected", "The correction is kept beside the earlier answer.", referrer)
    referrer = _opened(marram, world.REFERRER, "correct_answer")
    _choose(referrer, "correct_part", "F")
    camera.modal("correct-rows", "Where a section repeats, one of its rows is chosen, or another one added.", referrer)
    rows = [block["accessory"]["value"] for block in acts.modal(referrer)["blocks"] if "accessory" in block]
    _choose(referrer, "correct_row", rows[0])
    camera.modal("correct-row", "One row, to be corrected or taken out.", referrer)
    marram.settle()
    unit = _opened(marram, world.UNIT)
    camera.modal("case-corrected", "The earlier answer beside the new one, and what was added.", unit)


def _withdraw(camera: Camera, marram: World) -> None:
    referrer = _opened(marram, world.REFERRER)
    camera.question("withdraw-question", "Slack asks before the screen opens.", referrer, "withdraw_case")
    went_well(referrer.click(acts.modal(referrer), "withdraw_case"))
    why = {"reason": "The hospital has found another cause."}
    camera.modal("withdraw", "What withdrawing does and does not do, and why it is done.", referrer, why)
    fill_in(referrer, why)
    camera.modal("withdrawn", "The referral is withdrawn.", referrer)
    marram.settle()
    camera.home("home-withdrawn", "The Home of its referrer says that it was withdrawn.", referrer)


def _open_again(camera: Camera, marram: World) -> None:
    unit = marram.person(world.UNIT)
    went_well(unit.click(latest(marram, world.UNIT, "open_case"), "open_case"))
    line = "The business unit reads why, and that the Board’s own duty goes on."
    camera.modal("case-withdrawn", line, unit, cut="top")
    went_well(unit.click(acts.modal(unit), "reopen_case"))
    why = {"reason": "The criteria may be met all the same."}
    camera.modal("reopen", "Opening a withdrawn case again.", unit, why)
    fill_in(unit, why)
    camera.modal("reopened", "The case goes on, with the date it had.", unit)
    marram.settle()


def _opened(marram: World, user: str, *path: str) -> Person:
    """Open the case from somebody's App Home, and follow its buttons."""
    person = marram.person(user)
    home = person.open_home()
    assert home is not None
    went_well(person.click(home, "open_case"))
    for action_id in path:
        went_well(person.click(acts.modal(person), action_id))
    return person


def _choose(person: Person, action_id: str, value: str) -> None:
    """Use that one of many buttons of the same name which goes with a value."""
    blocks = [block for block in acts.modal(person)["blocks"] if block.get("accessory", {}).get("value") == value]
    went_well(person.click(acts.modal(person), action_id, block_id=blocks[0]["block_id"]))
