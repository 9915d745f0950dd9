"""A referral answered in direct messages, beside the form."""

from __future__ import annotations

from bot.trial import world
from bot.trial.hands import fill_in, went_well
from bot.trial.world import World
from tests.journeys.talk import Talk
from tests.pictures.camera import Camera


def conversation(camera: Camera, marram: World) -> None:
    """Answer with buttons, change an answer, go to the form and back, write what does not belong there."""
    camera.chapter(
        "In direct messages",
        "Questions that are not confidential can also be answered in direct messages, over the same draft. Everything "
        "else stays in the form, which opens from there.",
    )
    talk = Talk(marram, world.PANEL_MEMBER)
    person = talk.person
    talk.begins()
    camera.message("question", "A question with its buttons, how far the referral is, and the ways on.", talk.message)
    talk.presses("explain_question")
    camera.message("question-explained", "The same message once somebody has asked what is meant.", talk.message)
    talk.chooses("no")
    camera.message("question-answered", "The same message once it is answered.", person.messages[-2])
    camera.message("question-advice", "After a “no” that calls for something now, that comes first.", talk.message)
    talk.chooses("good_practice")
    while talk.at != "before_you_start":
        talk.presses("skip_question")
    camera.message("form-part", "What is confidential is answered in the form: only the part is named.", talk.message)
    went_well(person.click(talk.message, "open_form"))
    camera.modal("form-from-message", "The form, opened from the message, with the way back to messages.", person)
    talk.goes_back_to_messages()
    talk.types("What happened on the ward that night, and who was told.")
    camera.message("message-offered", "Nothing typed is lost, and nothing of it is repeated.", talk.message)
    talk.presses("use_message")
    camera.modal("use-message", "Which question the message answers.", person)
    fill_in(person, {"question": "outline"})
    camera.modal("message-in-form", "The text in the form, to be looked at before it is saved.", person)
    went_well(person.close())
    marram.settle()
    part = next(message for message in reversed(person.messages) if "skip_question" in str(message["blocks"]))
    talk.presses("finish_later", on=part)
    camera.message("conversation-saved", "Stopping for now.", talk.message)
    talk.presses("go_on_here")
    while talk.at:
        talk.presses("skip_question")
    camera.message("conversation-end", "At the end of the questions.", talk.message)
