"""`prp try`: a newcomer refers a case in the terminal, then reads what everybody was told and moves the clock.

The terminal is a plain Slack client: it shows the screens that the bot sends and asks for each input in turn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.prompt import Prompt

from bot.logs import configure_logs
from bot.sandbox.choosing import ClientRefused
from bot.sandbox.person import Answer
from bot.trial import drawing, world
from bot.trial.news import News
from bot.trial.world import World
from forms.answers import AnswerProblem
from forms.answers.dates import in_words
from forms.words import say
from handlers.case_dates import due_by
from handlers.work import LONDON

Block = dict[str, Any]


def converse(console: Console | None = None, keyboard: TextIO | None = None) -> None:
    """Let a person try the bot until they stop; `keyboard` is where they type (the terminal, if None)."""
    configure_logs("WARNING")
    shown = console or Console(width=drawing.WIDTH, highlight=False)
    with (
        tempfile.TemporaryDirectory(prefix="prp-try-") as folder,
        World(Path(folder)) as marram,
        suppress(EOFError, KeyboardInterrupt),
    ):
        Conversation(marram, shown, keyboard).run()
    shown.print(say("try.console.goodbye"))


class Conversation:
    """One person at the terminal, who may be anybody of the trial in turn."""

    def __init__(self, marram: World, console: Console, keyboard: TextIO | None) -> None:
        self.world = marram
        self.console = console
        self.keyboard = keyboard
        self.news = News(marram, console)
        self.person = marram.person(world.REFERRER)

    def run(self) -> None:
        """Offer what can be done, again and again, until the person stops."""
        self.console.print(say("try.console.hello", who=self._name()))
        while (chosen := self._choose(self._menu())) is not None:
            chosen()
            self.world.settle()
            self.news.show()
            while self.person.modal is not None:
                self._answer_modal(self.person.modal)
                self.world.settle()
                self.news.show()

    def _menu(self) -> list[tuple[str, Callable[[], None] | None]]:
        buttons = [
            (say("try.console.press", button=text, place=place), self._presses(where, action))
            for place, where in self._places()
            for text, action in _buttons(where.get("blocks", []))
        ]
        return [
            (say("try.console.refer"), self._refer),
            (say("try.console.home"), self._home),
            (say("try.console.write"), self._write),
            *buttons,
            (say("try.console.change_person", who=self._name()), self._change_person),
            (say("try.console.move_clock", day=in_words(self._today())), self._move_clock),
            (say("try.console.stop"), None),
        ]

    def _places(self) -> list[tuple[str, Block]]:
        """Give the places with buttons: this person's latest message, the channel's latest, their App Home."""
        places = [(say("try.console.last_message"), self.person.messages[-1:])]
        members = self.world.workspace.channel(world.PANEL_CHANNEL).members
        if self.person.user_id in members:
            places.append((say("try.panel_channel"), self.person.channel_messages(world.PANEL_CHANNEL)[-1:]))
        home = self.world.workspace.home(self.person.user_id)
        places.append((say("try.home"), [home] if home else []))
        return [(place, where) for place, found in places for where in found]

    def _presses(self, where: Block, action: tuple[str, str]) -> Callable[[], None]:
        return lambda: self._tell(self.person.click(where, action[1], block_id=action[0]))

    def _refer(self) -> None:
        self._tell(self.person.command("/refer"))

    def _home(self) -> None:
        view = self.person.open_home()
        if view is not None:
            self.console.print(drawing.home(view))

    def _write(self) -> None:
        self.person.say(self._ask(say("try.console.what_to_write")))

    def _change_person(self) -> None:
        people = [(name, user) for user, name in world.NAMES.items()]
        self.person = self.world.person(self._choose(people))

    def _move_clock(self) -> None:
        typed = self._ask(say("try.console.which_day"))
        try:
            day = self._day(typed)
        except AnswerProblem as problem:
            self.console.print(problem.message)
            return
        moment = datetime.combine(day, time(9, 1), LONDON)
        if moment <= self.world.clock():
            self.console.print(say("try.console.not_back"))
            return
        self.world.move_to(moment)

    def _day(self, typed: str) -> date:
        """Read a day, or a number of days from today (at most four figures)."""
        if typed.isdigit() and len(typed) < 5:
            return self._today() + timedelta(days=int(typed))
        return due_by(typed, today=self._today())

    def _answer_modal(self, view: Block) -> None:
        self.console.print(drawing.modal(view))
        ways: list[tuple[str, Callable[[], Answer]]] = [
            (text, self._clicks(view, action)) for text, action in _buttons(view["blocks"])
        ]
        if view.get("submit"):
            ways.insert(0, (view["submit"]["text"], self.person.submit))
        ways.append((say("try.console.close"), self.person.close))
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        if inputs:
            ways.insert(0, (say("try.console.answer"), lambda: self._fill(inputs)))
        try:
            self._tell(self._choose(ways)())
        except ClientRefused as refused:
            self.console.print(say("try.console.still_needed"), str(refused), sep="\n")

    def _clicks(self, view: Block, action: tuple[str, str]) -> Callable[[], Answer]:
        return lambda: self.person.click(view, action[1], block_id=action[0])

    def _fill(self, inputs: Sequence[Block]) -> Answer:
        for block in inputs:
            self._fill_one(block)
        return self.person.submit()

    def _fill_one(self, block: Block) -> None:
        self.console.print(block["label"]["text"], style="bold")
        if "hint" in block:
            self.console.print(block["hint"]["text"], style="dim")
        options = block["element"].get("options", [])
        for number, option in enumerate(options, 1):
            self.console.print(f"  {number}. {option['text']['text']}")
        typed = self._ask(say("try.console.leave_blank"))
        if not typed:
            return
        several = block["element"]["type"] in {"checkboxes", "multi_static_select"}
        values = _chosen(typed, options) if options else [typed]
        if values:
            self.person.fill({block["block_id"]: values if several else values[0]})

    def _tell(self, answer: Answer) -> None:
        for sentence in (answer.trouble, answer.text, *answer.errors.values()):
            if sentence:
                self.console.print(sentence, style="bold")

    def _choose(self, offered: Sequence[tuple[str, Any]]) -> Any:
        for number, (label, _) in enumerate(offered, 1):
            self.console.print(f"  {number}. {label}")
        while True:
            typed = self._ask(say("try.console.which"))
            if typed.isdigit() and 1 <= int(typed) <= len(offered):
                return offered[int(typed) - 1][1]
            self.console.print(say("try.console.a_number", most=len(offered)))

    def _ask(self, question: str) -> str:
        return Prompt.ask(question, console=self.console, stream=self.keyboard, default="", show_default=False).strip()

    def _name(self) -> str:
        return world.NAMES[self.person.user_id]

    def _today(self) -> date:
        return self.world.clock().astimezone(LONDON).date()


def _buttons(blocks: Sequence[Block]) -> list[tuple[str, tuple[str, str]]]:
    """Give every button: its text, and the ids of its block and action."""
    found = []
    for block in blocks:
        elements = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        found += [
            (each["text"]["text"], (block["block_id"], each["action_id"]))
            for each in elements
            if each.get("type") == "button"
        ]
    return found


def _chosen(typed: str, options: Sequence[Block]) -> list[str]:
    """Give the values of the options whose numbers were typed, as “1” or “1, 3”; numbers not offered are left out."""
    numbers = [int(part) for part in typed.replace(",", " ").split() if part.isdigit()]
    return [options[number - 1]["value"] for number in numbers if 1 <= number <= len(options)]
