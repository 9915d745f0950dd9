"""What comes after the referral: reading it, its clock, the decision, information, actions, conflicts of interest."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from bot.sandbox.person import Person
from bot.slack.views.action import action_view
from bot.trial import acts, world
from bot.trial.hands import Answers, by_block, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from forms.words import say
from handlers.case_screens import ActionScreen
from tests.journeys.days import at_nine
from tests.pictures.camera import Camera, latest

SCR = story("scr")


def case_by_role(camera: Camera, marram: World) -> None:
    """Show one case as each part in it may see it, and the business unit entering the date that the clock runs from."""
    camera.chapter(
        "Reading a case",
        "A case opens in a modal after a check of who is asking, and every opening is noted. Each sees what they need.",
    )
    card = marram.person(world.UNIT).channel_messages(world.PANEL_CHANNEL)[0]
    unit = _open(marram, world.UNIT, card)
    camera.modal("case-business-unit", "The case as the business unit sees it, with what they may do.", unit)
    went_well(unit.click(acts.modal(unit), "enter_event"))
    camera.modal("event", "Where the business unit enters the date from which the chair’s time runs.", unit)
    _complain(unit, {"happened_on": "the day before"})
    camera.modal("event-errors", "A date that could not be read.", unit)
    fill_in(unit, {"happened_on": "27 February 2026"})
    camera.modal("event-entered", "The date is entered, and the decision’s date follows from it.", unit)
    marram.settle()
    went_well(unit.click(acts.modal(unit), "open_case"))
    went_well(unit.click(acts.modal(unit), "history"))
    told = "What happened with the case: who did what and when, and nothing of what is in it."
    camera.view("history", told, _with_notices_in_order(acts.modal(unit)))
    panel = _open(marram, world.PANEL_MEMBER, card)
    camera.modal("case-panel", "The case as a panel member sees it.", panel, cut="top")
    chair = _open(marram, world.CHAIR, latest(marram, world.CHAIR, "open_case"))
    camera.modal("case-chair", "The case as the independent chair sees it: the decision first.", chair, cut="top")
    referrer = _open(marram, world.REFERRER, latest(marram, world.REFERRER, "open_case"))
    camera.modal("case-referrer", "The case as its referrer sees it.", referrer, cut="top")
    camera.chapter("The app’s Home", "References and dates only: what each person has begun, sent and owes.")
    camera.home("home-referrer", "The Home of somebody who sent a referral.", referrer)
    camera.home("home-chair", "The independent chair’s Home: what waits for a decision.", chair)
    camera.home("home-business-unit", "The business unit’s Home: the open cases.", unit)
    camera.home("home-panel", "A panel member’s Home: what they may begin, and no list of cases.", panel)


def decision(camera: Camera, marram: World) -> None:
    """Ask for information, supply it, decide, correct the decision."""
    camera.chapter("The decision", "The panel advises; the independent chair decides. The business unit can record it.")
    chair = marram.person(world.CHAIR)
    went_well(chair.click(latest(marram, world.CHAIR, "record_decision"), "record_decision"))
    asked = {"outcome": "more_information", "reasons": "The hospital’s view is missing.", "supply_by": "1 May"}
    _complain(chair, asked)
    camera.modal("decision-errors", "The decision, with what is still missing for the one that was chosen.", chair)
    owner = acts.option(acts.modal(chair), "supplier", world.NAMES[world.OWNER])
    wanted = {"supplier": owner, "wanted": "The discharge summary.", "supply_by": "13 March 2026"}
    fill_in(chair, wanted)
    camera.modal("decision-open", "More information is asked for: the final decision is still to come.", chair)
    marram.settle()
    supplier = marram.person(world.OWNER)
    went_well(supplier.click(latest(marram, world.OWNER, "information_supplied"), "information_supplied"))
    camera.modal("supply", "What is wanted, read by the person who is asked for it.", supplier)
    fill_in(supplier, {})
    camera.modal("supplied", "The information is noted as supplied.", supplier)
    marram.settle()
    went_well(chair.click(latest(marram, world.CHAIR, "record_decision"), "record_decision"))
    camera.modal("decision", "Recording the final decision.", chair, SCR.decision)
    fill_in(chair, SCR.decision)
    camera.modal("decision-recorded", "The final decision is recorded.", chair)
    marram.settle()
    went_well(chair.click(acts.modal(chair), "open_case"))
    went_well(chair.click(acts.modal(chair), "correct_decision"))
    correction = SCR.decision | {"correction_reason": "The reasons left out the police’s view."}
    camera.modal("decision-correct", "Correcting a decision: both are kept.", chair, correction)
    fill_in(chair, correction)
    camera.modal("decision-corrected", "The correction is recorded.", chair)
    marram.settle()
    referrer = _open(marram, world.REFERRER, latest(marram, world.REFERRER, "open_case"))
    line = "A decided case as its referrer sees it: the outcome, not the reasons."
    camera.modal("case-decided-referrer", line, referrer, cut="top")


def action(camera: Camera, marram: World) -> None:
    """Add an action, and have it done."""
    camera.chapter("An action", "The business unit adds it; its owner is told, reminded, and says what was done.")
    unit = _open(marram, world.UNIT, marram.person(world.UNIT).channel_messages(world.PANEL_CHANNEL)[0])
    went_well(unit.click(acts.modal(unit), "add_action"))
    owner = acts.option(acts.modal(unit), "owner", world.NAMES[world.OWNER])
    given = {"text": SCR.action.text, "owner": owner, "due": "1 January 2026"}
    _complain(unit, given)
    camera.modal("action-errors", "An action whose date has passed.", unit)
    unit.errors = {}
    camera.modal("action", "An action: what is to be done, by whom, by when.", unit, given | {"due": "17 April 2026"})
    fill_in(unit, given | {"due": "17 April 2026"})
    camera.modal("action-added", "The action is added.", unit)
    nobody = ActionScreen(case_id="case", reference="PRP-2026-0001", action_id="action", people=())
    line = "Where nobody can own an action yet: how to add somebody."
    camera.view("action-nobody", line, action_view(nobody))
    marram.settle()
    person = marram.person(world.OWNER)
    marram.move_to(at_nine(date(2026, 4, 20)))
    camera.home("home-late", "The Home of somebody whose action is late: “was due” stands there in words.", person)
    went_well(person.click(latest(marram, world.OWNER, "action_done"), "action_done"))
    camera.modal("done", "Its owner reads the action, and says what was done.", person, {"note": SCR.action.note})
    fill_in(person, {"note": SCR.action.note})
    camera.modal("action-done", "The action is done.", person)
    marram.settle()
    unit = _open(marram, world.UNIT, marram.person(world.UNIT).channel_messages(world.PANEL_CHANNEL)[0])
    camera.modal("case-decided", "A decided case with its action, as the business unit sees it.", unit, cut="top")
    went_well(unit.close())


def conflicts(camera: Camera, marram: World) -> None:
    """Show a case in which the chair may have a conflict of interest, and the business unit clearing it."""
    camera.chapter(
        "A possible conflict of interest",
        "Whoever has an agency in the case is not told of it, and cannot open it, until the business unit clears them.",
    )
    unit = _open(marram, world.UNIT, latest(marram, world.UNIT, "open_case"))
    camera.modal("conflict", "The business unit sees who may have a conflict of interest.", unit, cut="top")
    deputy = _open(marram, world.DEPUTY, latest(marram, world.DEPUTY, "open_case"))
    camera.modal("case-deputy", "The case as the deputy chair sees it, who decides it meanwhile.", deputy, cut="top")
    camera.question("conflict-clear", "Slack asks before somebody is cleared.", unit, "clear_conflict")
    went_well(unit.click(acts.modal(unit), "clear_conflict"))
    camera.modal("conflict-cleared", "They are cleared, and told what they have missed.", unit)
    marram.settle()


def _open(marram: World, user: str, where: dict[str, object]) -> Person:
    """Open a case from the button of a message."""
    person = marram.person(user)
    went_well(person.click(where, "open_case"))
    return person


def _complain(person: Person, answers: Answers) -> None:
    """Submit what cannot be accepted as it is."""
    answer = person.submit(by_block(acts.modal(person), answers))
    assert answer.errors


def _with_notices_in_order(history: dict[str, Any]) -> dict[str, Any]:
    """Put what was sent at once in an order: mails and messages go out side by side."""
    blocks: list[dict[str, Any]] = []
    for are_notices, some in groupby(history["blocks"], lambda block: say("audit.action.told") in str(block)):
        run = list(some)
        blocks += sorted(run, key=str) if are_notices else run
    return history | {"blocks": blocks}
