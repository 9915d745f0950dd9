"""A referral, from the command to the receipt: its pages, what may go wrong on them, the review, the declaration."""

from __future__ import annotations

from bot.compose import Service
from bot.sandbox.person import Person
from bot.slack.metadata import Remembered, remembered
from bot.trial import acts, world
from bot.trial.hands import Answers, block_ids, by_block, fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from handlers.referral.answer import AnswerPage, answer_page
from tests.pictures.camera import Camera

SCR = story("scr").pages
LEARNING = story("learning").pages
GOOD_PRACTICE = story("good_practice").pages

LINES = {
    "before_you_start": "The first questions: danger first, then what is asked of the panel.",
    "referrer": "Who refers, and how they are reached.",
    "children": "A child. Whatever is not known can be said to be so.",
    "incident": "What happened, as far as it is known today.",
    "family": "The family, one person at a time.",
    "agencies": "The agencies involved, one at a time.",
    "chronology": "The events that matter most, in any order.",
    "why_review": "Why a review: what could be learned.",
    "other_processes": "What else is going on, what the family knows, and the records.",
    "what_went_well": "Good practice asks little of each section: one screen holds it.",
}
"""What the picture of each page shows."""


def referral_for_a_review(camera: Camera, marram: World) -> None:
    """Refer a case for a Serious Case Review, with a look at everything that can happen on the way."""
    person = marram.person(world.REFERRER)
    camera.chapter(
        "Referring a case",
        "Somebody types /refer, or chooses “Refer a case”. One page comes after another; each is saved as it is left.",
    )
    went_well(person.command("/refer"))
    camera.modal("welcome", "The first screen: what to do if a child is in danger now, then what the bot does.", person)
    fill_in(person, {})
    for page in ("before_you_start", "referrer"):
        camera.modal(page, LINES[page], person, SCR[page])
        if page == "before_you_start":
            went_well(person.click(acts.modal(person), "explain"))
            line = "Why each question is asked, on top of the page, which stays as it is."
            camera.modal("explanation", line, person)
            went_well(person.close())
        fill_in(person, SCR[page])
    _children(camera, person)
    camera.modal("incident", LINES["incident"], person, SCR["incident"])
    went_well(person.click(acts.modal(person), "more_room"))
    line = "More room was asked for: another box, and one answer."
    camera.modal("incident-more-room", line, person, cut="end")
    fill_in(person, SCR["incident"])
    for page in ("family", "agencies", "chronology"):
        camera.modal(page, LINES[page], person, SCR.get(page) or LEARNING[page])
        fill_in(person, SCR.get(page) or LEARNING[page])
    went_well(person.click(acts.modal(person), "skip"))
    camera.modal("other_processes", LINES["other_processes"], person, SCR["other_processes"])
    fill_in(person, SCR["other_processes"])
    _review_and_send(camera, marram, person)


def interruptions(camera: Camera, marram: World) -> None:
    """Stop, come back, mistype, and answer the same page at two devices."""
    camera.chapter(
        "Interrupted, mistaken, changed",
        "Nothing that was typed is lost: what cannot be read is kept as typed, and the newer of two answers stays.",
    )
    person = marram.person(world.OWNER)
    went_well(person.command("/refer"))
    fill_in(person, {})
    fill_in(person, LEARNING["before_you_start"] | {"immediate_danger_passed_on": "no", "lead_consulted": "no"})
    camera.modal("advice", "After a “no”: what to do now. It does not stop the referral.", person)
    wrong = {"referrer_phone": "ask the office", "referrer_email": "samira at marram"}
    fill_in(person, {name: LEARNING["referrer"][name] for name in _NEEDED_OF_REFERRER} | wrong)
    camera.modal("errors", "Two answers could not be read. They are kept, and each says what to do.", person)
    went_well(person.click(acts.modal(person), "save_later"))
    camera.modal("saved-unread", "Saved, with answers that could not be read yet.", person)
    went_well(person.click(acts.modal(person), "continue_draft"))
    older = remembered(acts.modal(person))
    _answer_elsewhere(marram.service, world.OWNER, older, {"referrer_role": "Ward manager"})
    typed = {name: LEARNING["referrer"][name] for name in _NEEDED_OF_REFERRER}
    fill_in(person, typed | {"referrer_phone": "01632 960 144"})
    camera.modal("newer", "An answer was changed on another screen meanwhile: the newer one is kept.", person)
    went_well(person.click(acts.modal(person), "save_later"))
    camera.modal("saved", "Saved, and how to come back.", person)
    went_well(person.close())
    went_well(person.command("/refer"))
    camera.modal("welcome-drafts", "The first screen for somebody who has begun a referral before.", person)
    went_well(person.close())


def other_routes(camera: Camera, marram: World) -> None:
    """Show what other kinds of referral ask otherwise."""
    camera.chapter("Other kinds of referral", "Good practice takes few screens; a learning review asks a little more.")
    person = marram.person(world.PANEL_MEMBER)
    went_well(person.command("/refer"))
    fill_in(person, {})
    page = "before_you_start"
    camera.modal("learning-review", "A learning review says whether the escalation process was tried first.", person,
                 LEARNING[page])  # fmt: skip
    fill_in(person, GOOD_PRACTICE[page])
    for page in ("referrer", "children"):
        fill_in(person, GOOD_PRACTICE[page])
    camera.modal("what_went_well", LINES["what_went_well"], person, GOOD_PRACTICE["what_went_well"])
    fill_in(person, GOOD_PRACTICE["what_went_well"])
    camera.modal("review-good-practice", "The review of a referral of good practice: no criteria.", person)
    went_well(person.close())


_NEEDED_OF_REFERRER = ("referrer_name", "referrer_role", "referrer_agency")


def _children(camera: Camera, person: Person) -> None:
    camera.modal("children", LINES["children"], person, SCR["children"])
    went_well(person.click(acts.modal(person), "another_row"))
    camera.modal("children-second", "The second child: the first stands above, and can be changed.", person)
    sister = {"children.last_name": "Thornbury", "children.first_names": "not known", "children.age": "about 6"}
    person.fill(by_block(acts.modal(person), sister))
    went_well(person.click(acts.modal(person), "another_row"))
    (jack, _sister) = (block for block in acts.modal(person)["blocks"] if "accessory" in block)
    went_well(person.click(acts.modal(person), "change_row", block_id=jack["block_id"]))
    camera.modal("children-change", "A child given before, to be changed or removed.", person)
    camera.question("children-remove", "Slack asks before a child is removed.", person, "remove_row")
    went_well(person.click(acts.modal(person), "order_rows"))
    camera.modal("order", "The order of the children: each move is saved at once.", person)
    fill_in(person, {})
    fill_in(person, {})


def _review_and_send(camera: Camera, marram: World, person: Person) -> None:
    camera.modal("review-gaps", "The review: what is missing stands first, and beside its section.", person)
    why = next(
        block["block_id"]
        for block in acts.modal(person)["blocks"]
        if block.get("accessory", {}).get("value") == "why_review"
    )
    went_well(person.click(acts.modal(person), "edit_section", block_id=why))
    camera.modal("why_review", LINES["why_review"], person, SCR["why_review"])
    fill_in(person, SCR["why_review"])
    line = "The review of everything asked, with the criteria limb by limb. It decides nothing."
    camera.modal("review", line, person)
    went_well(person.click(acts.modal(person), "declaration"))
    lead = {"declaration_lead": SCR["declaration"]["declaration_lead"]}
    line = "The declaration, with the referrer’s name and today’s date filled in. Its button sends the referral."
    camera.modal("declaration", line, person, lead)
    fill_in(person, SCR["declaration"] | {"declaration_lead": {"name": "Priya Nair", "date": "soon"}})
    camera.modal("declaration-errors", "A date in the declaration could not be read.", person)
    fill_in(person, SCR["declaration"])
    marram.settle()
    camera.modal("receipt", "The receipt: the reference and what comes next.", person)
    went_well(person.close())


def _answer_elsewhere(service: Service, user: str, screen: Remembered, typed: Answers) -> None:
    """Answer a page of a draft from another device of the same person."""
    office = service.office
    with office.database.begin(office.clock()) as tx:
        work = office.work_for(tx, user, may_refer=True)
        answer_page(
            work, AnswerPage(screen.case_id, "", screen.page_id, screen.row_id, screen.revision, typed, "later")
        )


def long_review(camera: Camera, marram: World) -> None:
    """Show the end of a review that is too long for one screen."""
    person = marram.person(world.MANAGER)
    went_well(person.command("/refer"))
    fill_in(person, {})
    for page in ("before_you_start", "referrer", "children", "incident"):
        fill_in(person, LEARNING[page])
    went_well(person.click(acts.modal(person), "skip"))
    fill_in(person, LEARNING["agencies"])
    events = remembered(acts.modal(person))
    assert "chronology.event" in block_ids(acts.modal(person))
    for number in range(18):
        typed = {"chronology.event": f"Event {number + 1}. " + "The health visitor called and nobody was in. " * 65}
        row = f"event{number:027d}"
        _answer_elsewhere(marram.service, world.MANAGER, Remembered(**(vars(events) | {"row_id": row})), typed)
    went_well(person.click(acts.modal(person), "skip"))
    for page in ("why_review", "other_processes"):
        fill_in(person, LEARNING[page])
    camera.modal("review-long", "The end of one part of a long review: more answers come next.", person, cut="end")
    went_well(person.close())
