"""Who has which role: the business unit adds somebody and changes their roles."""

from __future__ import annotations

from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.world import World
from tests.pictures.camera import Camera


def people(camera: Camera, marram: World) -> None:
    """Give somebody a role and change it."""
    camera.chapter(
        "Who has which role",
        "The business unit gives and ends roles in Slack. All of it is told of every change, and so is the person.",
    )
    unit = marram.person(world.UNIT)
    home = unit.open_home()
    assert home is not None
    went_well(unit.click(home, "people"))
    camera.modal("people", "Everybody with a role, from the business unit’s Home.", unit)
    went_well(unit.click(acts.modal(unit), "add_person"))
    name = world.NAMES[world.REFERRER]
    newcomer = {"slack": world.REFERRER, "name": name, "agency": "Marram Schools", "roles": ["panel"]}
    camera.modal("person", "Somebody is added.", unit, newcomer)
    fill_in(unit, newcomer)
    camera.modal("person-added", "What is said then.", unit)
    went_well(unit.click(acts.modal(unit), "people"))
    block_id = next(
        block["block_id"] for block in acts.modal(unit)["blocks"] if name in block.get("text", {}).get("text", "")
    )
    went_well(unit.click(acts.modal(unit), "change_roles", block_id=block_id))
    camera.modal("roles", "Their roles are changed or ended.", unit, {"roles": ["agency_lead", "panel"]})
    fill_in(unit, {"roles": ["agency_lead", "panel"]})
    camera.modal("roles-changed", "The business unit and they themselves are told.", unit)
