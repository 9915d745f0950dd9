"""Somebody in a conversation with the bot, for tests that go through a referral by messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count

from sqlalchemy import update
from sqlmodel import col

from forms.answers import Typed
from forms.vocabulary import Value
from handlers.board import Board
from handlers.conversation import answering, changing, moving, typed
from handlers.conversation.answering import Answered
from handlers.conversation.prompts import Asked, Prompt
from handlers.conversation.typed import Written
from handlers.referral.drafts import answers_of
from handlers.screens import Receipt
from handlers.work import Work
from storage import cases, outbox
from storage.tables import Case, OutboxMessage, new_id
from tests.handlers.conftest import REFERRER, WorkAs

CHANNEL = "D0REFER"


class Talker:
    """Somebody who answers what the bot asks in their direct messages."""

    def __init__(self, work_as: WorkAs, board: Board, who: str = REFERRER) -> None:
        self.work_as = work_as
        self.board = board
        self.who = who
        self.moments = count(1764000000)
        self.messages: list[OutboxMessage] = []
        """What the bot has posted, in order, each with its receipt."""
        self.case_id = ""

    def does(self, act: Callable[[Work, str], object]) -> object:
        """Do something in a transaction of its own, then have everything posted that came of it."""
        with self.work_as(self.who, on=self.board) as work:
            done = act(work, new_id())
        self.receives()
        return done

    def begins(self, origin: str = "view:V1") -> Prompt:
        """Begin a referral in the conversation."""
        self.case_id = str(self.does(lambda work, occasion: moving.begin(work, origin=origin, occasion=occasion)))
        return self.asked

    def receives(self) -> None:
        """Have every message posted that waits."""
        with self.work_as(self.who) as work:
            for claimed in outbox.claim(work.tx, worker="w", lease=timedelta(minutes=1), limit=1_000):
                outbox.sent(work.tx, claimed.message.id, f"{CHANNEL}:{next(self.moments)}.000100")
                self.messages.append(outbox.get(work.tx, claimed.message.id))

    @property
    def prompts(self) -> list[Prompt]:
        """Every message of the conversation, the latest last."""
        return [Prompt.model_validate(each.data["prompt"]) for each in self.messages if "prompt" in each.data]

    @property
    def asked(self) -> Prompt:
        """The latest message of the conversation."""
        return self.prompts[-1]

    @property
    def at(self) -> str:
        """What the latest message asks: a question's id, or what it is about and of which page."""
        return where(self.asked)

    def answers(self, given: Typed, *, on: Asked | None = None) -> Answered | Receipt:
        """Answer the latest message, or an older one."""
        asked = on or self.asked.asked
        done = self.does(lambda work, occasion: answering.answer(work, asked, given, occasion=occasion))
        assert isinstance(done, Answered | Receipt)
        return done

    def skips(self, *, on: Asked | None = None) -> object:
        """Skip the latest message, or an older one."""
        asked = on or self.asked.asked
        return self.does(lambda work, occasion: moving.skip(work, asked, occasion=occasion))

    def goes_back(self) -> object:
        """Go back from the latest message."""
        return self.does(lambda work, occasion: moving.back(work, self.asked.asked, occasion=occasion))

    def writes(self, text: str, *, message_id: str = "", in_reply_to: str = "") -> Written:
        """Type a direct message, now or at another moment (`message_id`)."""
        written = Written(message_id or self.now(), new_id(), text, in_reply_to)
        self.does(lambda work, occasion: typed.take_message(work, written, occasion=occasion))
        return written

    def changes(self, message_id: str, text: str) -> Written:
        """Change a message in Slack."""
        written = Written(message_id, new_id(), text)
        self.does(lambda work, _: changing.message_changed(work, written))
        return written

    def now(self) -> str:
        """Give the id of a message that is written now."""
        return f"{CHANNEL}:{next(self.moments)}.000200"

    def goes_through(self, typed_in: Mapping[str, Typed]) -> list[str]:
        """Answer or skip everything up to the end; gives what was asked on the way."""
        seen = []
        while self.asked.about != "end":
            seen.append(self.at)
            question_id = self.asked.asked.target.question_id
            if question_id not in typed_in:
                self.skips()
            elif self.asked.is_typed:
                self.writes(str(typed_in[question_id]))
            else:
                self.answers(typed_in[question_id])
        return seen

    def stored(self, question_id: str) -> Value | None:
        """Give what is stored for a question."""
        with self.work_as(self.who) as work:
            return answers_of(work.tx, self.case_id).get(question_id)

    def case(self) -> Case:
        """Give the case."""
        with self.work_as(self.who) as work:
            return cases.get(work.tx, self.case_id)

    def becomes(self, **values: str) -> None:
        """Have the case changed by somebody else meanwhile."""
        with self.work_as(self.who) as work:
            work.tx.session.exec(update(Case).where(col(Case.id) == self.case_id).values(**values))


def where(prompt: Prompt) -> str:
    """Give what a message asks in short."""
    target = prompt.asked.target
    return target.question_id or f"{prompt.about}:{target.page_id}".rstrip(":")
