"""A referrer in their direct messages with the bot, through the real app: what they are asked, and what they do."""

from __future__ import annotations

from typing import Any

from bot.sandbox.inputs import places
from bot.sandbox.person import Answer, Person
from bot.slack.views.conversation import CHOOSE, asked_in
from bot.trial import acts, world
from bot.trial.hands import Answers, fill_in, went_well
from bot.trial.world import World
from forms.loading import default_form
from forms.vocabulary import Kind
from handlers.conversation.prompts import Asked
from tests.bot.slack.judges import judge_message
from tests.journeys.forged import texts

FORM = default_form()
TYPED = frozenset(Kind) - {Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL}


class Talk:
    """The conversation of one person with the bot."""

    def __init__(self, marram: World, user: str = world.REFERRER) -> None:
        self.marram = marram
        self.person: Person = marram.person(user)
        self.messages_answered = 0

    def begins(self) -> None:
        """Begin a referral in direct messages, from the first screen."""
        went_well(self.person.command("/refer"))
        self.in_modal("begin_in_conversation")

    def in_modal(self, action_id: str) -> None:
        """Press a button of the modal on top, and close it."""
        went_well(self.person.click(acts.modal(self.person), action_id))
        went_well(self.person.close())
        self.marram.settle()

    @property
    def message(self) -> dict[str, Any]:
        """The last message from the bot; both judges of Block Kit take it."""
        message = self.person.messages[-1]
        judge_message(message["text"], message["blocks"])
        return message

    @property
    def asked(self) -> Asked:
        """What the last message of the conversation asks."""
        found = (asked_of(message) for message in reversed(self.person.messages))
        return next(asked for asked in found if asked is not None)

    @property
    def at(self) -> str:
        """The question that the last message asks, or the page that the form asks; empty at the end."""
        return self.asked.target.question_id or self.asked.target.page_id

    def presses(self, action_id: str, *, on: dict[str, Any] | None = None, value: str = "") -> Answer:
        """Press a button of the last message, or of another."""
        message = on or self.message
        found = [
            place
            for place in places(message["blocks"])
            if place.action_id == action_id and value in ("", place.element.get("value"))
        ]
        assert len(found) == 1, f"{action_id} is not there once: {texts(message)}"
        answer = went_well(self.person.click(message, action_id, block_id=found[0].block_id))
        self.messages_answered += 1
        self.marram.settle()
        return answer

    def chooses(self, given: str, *, on: dict[str, Any] | None = None) -> None:
        """Choose an answer, by its id, on the last message or on another."""
        message = on or self.message
        offered = [place for place in places(message["blocks"]) if place.action_id in CHOOSE]
        button = next(place for place in offered if place.element["value"] == given)
        self.presses(button.action_id, on=message)

    def types(self, text: str) -> str:
        """Write a direct message; gives its timestamp."""
        ts = self.person.say(text)
        self.messages_answered += 1
        self.marram.settle()
        return ts

    def answers(self, given: Any) -> None:
        """Answer the last question as it wants to be answered."""
        if FORM.question(self.at).kind in TYPED:
            self.types(str(given))
        else:
            self.chooses(str(given))

    def opens_form(self) -> str:
        """Open the form at what the last message is about; gives the page."""
        self.presses("open_form")
        return acts.page_id(self.person)

    def fills_in(self, answers: Answers) -> None:
        """Fill in the page of the form that is open, and submit it."""
        fill_in(self.person, answers)

    def goes_back_to_messages(self) -> None:
        """Switch from the page of the form that is open to direct messages."""
        self.in_modal("go_on_in_conversation")


def asked_of(message: dict[str, Any]) -> Asked | None:
    """Give what a message asks; None for one that asks nothing any more."""
    found = (asked_in(block["block_id"]) for block in message.get("blocks", []) if block["block_id"].endswith("/ways"))
    return next(found, None)
