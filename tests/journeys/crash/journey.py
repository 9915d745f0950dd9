"""A case from its referral to its last action, carried on by people to whom everything may happen twice or not at all.

Whoever's click or submission gets no answer does it again, as people do; what was answered they do not do again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.sandbox.person import Answer, Person
from bot.trial import acts, world
from bot.trial.hands import by_block, went_well
from bot.trial.stories import Story
from forms.answers.dates import in_words
from handlers.work import LONDON
from tests.journeys.crash.board import CrashingBoard
from tests.journeys.crash.process import PATIENCE
from tests.journeys.days import at_nine

Json = dict[str, Any]


class Journey:
    """One journey on a Board, part by part."""

    def __init__(self, board: CrashingBoard, script: Story) -> None:
        self.board = board
        self.script = script
        self.saved: list[str] = []
        """The pages whose submission was answered, in order."""
        self._retried: set[str] = set()

    def all(self) -> None:
        """Go from the referral to the action that is done."""
        self.refer()
        self.remind()
        self.decide()
        self.add_action()
        self.finish_action()

    def refer(self) -> None:
        """Somebody refers the case."""
        referrer = self.board.person(world.REFERRER)
        ways: dict[str, Callable[[], Answer]] = {
            "": lambda: referrer.command("/refer"),
            "review": lambda: referrer.click(acts.modal(referrer), "declaration"),
        }
        for page in self._screens(referrer):
            answer = ways[page]() if page in ways else self._submit_page(referrer, page)
            if self._answered(answer) and page and page not in ways:
                self.saved.append(page)
        self._done(referrer)

    def remind(self) -> None:
        """The chair's first reminder comes due."""
        moment = self.board.next_reminder()
        assert moment is not None
        self.board.move_to(moment)
        self.settle()

    def decide(self) -> None:
        """The chair records the decision from the reminder."""
        chair = self.board.person(world.CHAIR)
        self._fill(chair, lambda: _with_button(chair.messages, "record_decision"), self.script.decision)

    def add_action(self) -> None:
        """The business unit adds an action from the channel's card."""
        unit = self.board.person(world.UNIT)
        due = self.board.clock().astimezone(LONDON).date() + timedelta(days=28)
        for screen in self._screens(unit):
            if screen == "":
                card = _with_button(unit.channel_messages(world.PANEL_CHANNEL), "open_case")
                self._answered(unit.click(card, "open_case"))
            elif screen == "case":
                self._answered(unit.click(acts.modal(unit), "add_action"))
            else:
                view = acts.modal(unit)
                owner = acts.option(view, "owner", world.NAMES[world.OWNER])
                answers = {"text": self.script.action.text, "owner": owner, "due": in_words(due)}
                self._answered(unit.submit(by_block(view, answers)))
        self._done(unit)
        self.board.move_to(at_nine(due))
        self.settle()

    def finish_action(self) -> None:
        """The action's owner is reminded and says that it is done."""
        owner = self.board.person(world.OWNER)
        self._fill(owner, lambda: _with_button(owner.messages, "action_done"), {"note": self.script.action.note})

    def settle(self) -> None:
        """Let everybody be told; the business unit has sent again what it is told failed."""
        self.board.settle()
        while failed := self._told_failed():
            self._retry(failed)
            self.board.settle()

    def _fill(self, person: Person, message: Callable[[], Json], answers: dict[str, str]) -> None:
        action = "record_decision" if "outcome" in answers else "action_done"
        for screen in self._screens(person):
            if screen == "":
                self._answered(person.click(message(), action))
            else:
                self._answered(person.submit(by_block(acts.modal(person), answers)))
        self._done(person)

    def _submit_page(self, referrer: Person, page: str) -> Answer:
        """Fill in a page and submit it; what was saved already stands there, or the client refuses."""
        answers = {} if page in self.saved else self.script.pages.get(page, {})
        return referrer.submit(by_block(acts.modal(referrer), answers))

    def _screens(self, person: Person) -> Any:
        """Give what is on somebody's screen, again and again, until it tells them that it is done."""
        deadline = time.monotonic() + 2 * PATIENCE
        while (screen := "" if person.modal is None else acts.page_id(person)) != "told":
            assert time.monotonic() < deadline, screen
            self.board.wait_until_up()
            yield screen

    def _answered(self, answer: Answer) -> bool:
        if answer.trouble is None:
            went_well(answer)
        return answer.trouble is None

    def _done(self, person: Person) -> None:
        _close_all(person)
        self.settle()

    def _told_failed(self) -> list[Json]:
        """Give what tells the business unit of a failed notice, each until it is retried."""
        told = self.board.person(world.UNIT).messages
        return [each for each in told if _has_button(each, "retry_notice") and each["ts"] not in self._retried]

    def _retry(self, failed: Sequence[Json]) -> None:
        unit = self.board.person(world.UNIT)
        for message in failed:
            self.board.wait_until_up()
            if self._answered(unit.click(message, "retry_notice")):
                self._retried.add(message["ts"])
        _close_all(unit)


def _close_all(person: Person) -> None:
    while person.modal is not None:
        person.close()


def _with_button(messages: Sequence[Json], action_id: str) -> Json:
    """Give the newest message that has this button."""
    return next(message for message in reversed(messages) if _has_button(message, action_id))


def _has_button(message: Json, action_id: str) -> bool:
    return any(each.get("action_id") == action_id for block in message["blocks"] for each in block.get("elements", []))
