"""Random people who also answer in direct messages: they press buttons of old and new messages, type, and switch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from sqlmodel import select

from bot.compose import DELIVERER
from bot.deliverer import Deliverer
from bot.sandbox.inputs import places
from bot.slack.sending import SlackSender
from bot.slack.views.conversation import CHOOSE, asked_in
from forms.vocabulary import NOT_KNOWN
from handlers.board import Board
from handlers.conversation.prompts import Asked, Prompt
from handlers.form_versions import Forms
from handlers.work import Work
from storage import conversations, outbox
from storage.tables import Case, InboxItem
from tests.journeys.random_people import FORM, RandomPeople, Scene, View
from tests.random_typing import typed_by_chance

MOVING = {"skip_question", "back_in_conversation", "finish_later", "go_on_here", "change_answer", "explain_question"}
LATEST = 4
"""Messages at which somebody still presses a button."""


class RandomTalk(RandomPeople):
    """A referrer with two devices, and the conversation beside the form."""

    def __init__(self, scene: Scene, board: Board, forms: Forms) -> None:
        super().__init__(scene)
        self.board = board
        self.forms = forms

    def acts(self, chance: Random) -> None:
        """Do something in the form or in the conversation."""
        if chance.choice([True, False]):
            super().acts(chance)
        else:
            self.receives()
            self.talks(chance)
        self.receives()

    def receives(self) -> None:
        """Have every message posted that waits."""
        steps = self.scene.steps

        @contextmanager
        def begin() -> Iterator[Work]:
            with steps.database.begin(steps.clock()) as tx:
                yield Work(tx, self.board, self.forms, DELIVERER)

        senders = {"slack": SlackSender(steps.client)}
        Deliverer(
            database=steps.database, begin=begin, board=self.board, senders=senders, clock=steps.clock
        ).deliver_once()
        self.workspace.wait_until_quiet(20)

    def talks(self, chance: Random) -> None:
        """Press a button of one of the latest messages, now and then twice, or write something."""
        offered = [
            (message, place)
            for message in self.person.messages[-LATEST:]
            for place in places(message.get("blocks", []))
            if place.action_id in MOVING | set(CHOOSE) | {"answer_not_known"}
        ]
        self.scene.tick()
        before = len(self.scene.commits), self.arrived()
        if not offered or chance.randrange(4) == 0:
            self.writes(chance)
        else:
            message, place = chance.choice(offered)
            with self.doubling(chance.choice([None, None, True, False])):
                answer = self.person.click(message, place.action_id, block_id=place.block_id)
            assert answer.trouble is None, answer.failure
            self.answers(place.block_id, place.action_id, place.element)
        self.workspace.wait_until_quiet(20)
        assert len(self.scene.commits) - before[0] <= 2 * (self.arrived() - before[1])

    def answers(self, block_id: str, action_id: str, element: View) -> None:
        """Change the model as this button should."""
        asked = asked_in(block_id)
        assert asked is not None
        if action_id in MOVING:
            return
        self.takes(asked, NOT_KNOWN if action_id == "answer_not_known" else element["value"])

    def writes(self, chance: Random) -> None:
        """Type a message: it answers the question asked last, if there is one that may be typed."""
        asked = self.asked_last()
        question = FORM.question(asked.target.question_id) if asked else FORM.question("outline")
        given = typed_by_chance(question, chance)
        text = str(given) if isinstance(given, str) else "yes"
        self.person.say(text)
        self.workspace.wait_until_quiet(20)
        if asked and text.strip():
            self.takes(asked, text)

    def takes(self, asked: Asked, given: Any) -> None:
        """Change the model as an answer to this message should."""
        draft = self.draft_of_case(asked.case_id)
        if any(draft is self.drafts[origin] for origin in self.sent):
            return
        sections = FORM.sections_of_page(asked.target.page_id)
        draft.save(sections, {asked.target.question_id: given}, row_id="", revision=asked.revision)

    def asked_last(self) -> Asked | None:
        """Give the question that the bot asked last, of a draft that is not sent."""
        steps, owner = self.scene.steps, f"slack:{self.person.user_id}"
        with steps.database.read(steps.clock()) as tx:
            last = conversations.of(tx, owner)
            if last is None or not last.question_id:
                return None
            case = tx.session.get(Case, last.case_id)
            assert case is not None
            message = outbox.found(
                tx,
                kind="question",
                channel="slack",
                address=self.person.user_id,
                occasion=last.occasion,
                case_id=case.id,
            )
            assert message is not None
            return None if case.state != "draft" else Prompt.model_validate(message.data["prompt"]).asked

    def arrived(self) -> int:
        """Give how much has arrived so far."""
        steps = self.scene.steps
        with steps.database.read(steps.clock()) as tx:
            return len(tx.session.exec(select(InboxItem.id)).all())
