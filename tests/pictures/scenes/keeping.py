"""A closed case whose time to be kept ends: the warning, the legal hold, and what is left in the end."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from tests.pictures.camera import Camera, latest

SCR = story("scr")


def keeping(camera: Camera, marram: World) -> None:
    """Warn the business unit of the end of a case, have it held, and lift that."""
    camera.chapter(
        "How long a case is kept",
        "A Board may have closed cases erased when their time is over. The business unit is warned and can hold them.",
    )
    acts.refer(marram.person(world.REFERRER), SCR.pages)
    marram.settle()
    chair, unit = marram.person(world.CHAIR), marram.person(world.UNIT)
    decided = {"outcome": "no_further_action", "reasons": "Another review looks at it."}
    acts.record_decision(chair, latest(marram, world.CHAIR, "record_decision"), decided)
    marram.settle()
    marram.move_to(datetime(2048, 11, 2, 10, tzinfo=UTC))
    went_well(unit.click(latest(marram, world.UNIT, "hold_case"), "hold_case"))
    why = {"reason": "An inquiry has asked for the papers."}
    camera.modal("hold", "What a legal hold does, and why it is set.", unit, why)
    fill_in(unit, why)
    camera.modal("held", "The case is held.", unit)
    went_well(unit.click(acts.modal(unit), "open_case"))
    camera.modal("case-held", "The business unit sees in the case that it is held, and why.", unit, cut="top")
    went_well(unit.click(acts.modal(unit), "lift_hold"))
    over = {"reason": "The inquiry has ended."}
    camera.modal("lifting", "Lifting a legal hold.", unit, over)
    fill_in(unit, over)
    camera.modal("hold-lifted", "The Board’s schedule counts again, after a new warning.", unit)
    went_well(unit.click(acts.modal(unit), "open_case"))
    camera.modal("case-kept-until", "Without a hold the case says until when it is kept.", unit, cut="top")
