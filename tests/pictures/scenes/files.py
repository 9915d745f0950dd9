"""Files: their page, what becomes of them, and which referral those of a message are for."""

from __future__ import annotations

from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.stories import story
from bot.trial.world import World
from tests.forms.documents.samples import PDF, PROGRAM
from tests.pictures.camera import Camera, latest

GOOD_PRACTICE = story("good_practice").pages


def files(camera: Camera, marram: World) -> None:
    """Give files on their page and in a message, where the Board takes them."""
    camera.chapter(
        "Files",
        "Where the Board takes files in Slack: on a page, or in a message. A copy stays in Slack, and that is said.",
    )
    person = marram.person(world.REFERRER)
    person.send_files([person.upload("Letter.pdf", PDF)])
    marram.settle()
    where = latest(marram, world.REFERRER, "place_files")
    went_well(person.click(where, "place_files"))
    went_well(person.click(acts.modal(person), "files_to_new"))
    marram.settle()  # the file is kept by the time its page is drawn
    while acts.page_id(person) != "files":
        fill_in(person, GOOD_PRACTICE.get(acts.page_id(person), {}))
    person.fill({"answer": [person.upload("Report.docx", PROGRAM)]})
    camera.modal("files", "The page of the files: what it means to give one, and how to delete it.", person)
    fill_in(person, {})
    marram.settle()
    camera.modal("review-files", "The review lists the files; the second is still being fetched.", person, cut="end")
    went_well(person.click(acts.modal(person), "files"))
    camera.modal("files-given", "One file is kept, and one was not taken: it is not what its name says.", person)
    camera.question("file-remove", "Slack asks before a file is removed.", person, "remove_file")
    went_well(person.close())
    went_well(person.command("/refer"))
    fill_in(person, {})
    fill_in(person, GOOD_PRACTICE["before_you_start"])
    went_well(person.close())
    person.send_files([person.upload("Another letter.pdf", PDF)])
    marram.settle()
    went_well(person.click(latest(marram, world.REFERRER, "place_files"), "place_files"))
    camera.modal("which-referral", "Two referrals are begun: somebody says which one their files are for.", person)
    went_well(person.close())
